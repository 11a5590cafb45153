"""Edits of a whole schedule as versions: the past and whoever is on call stay as they are.

A changed list of people takes effect at once, by the rules of `layers.edited`. A layer whose times
change, or that is taken out, goes on as it was until the duty that runs now ends. A new layer and
another way of combining them begin when the present shift ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from oncall.domain.layers import SetUsers, duties, edited, position_in
from oncall.domain.overrides import Mode
from oncall.domain.rotation import Layer, Person, turn_number
from oncall.domain.timeline import Schedule, Shift, Version, current_shift, shifts

_TICK: Final = timedelta(microseconds=1)
_HORIZONS: Final = (timedelta(days=2), timedelta(days=16), timedelta(days=400))


class Difference(NamedTuple):
    """From `start` to `end`, who gains and who loses the shift."""

    start: datetime
    end: datetime
    gains: tuple[Person, ...]
    loses: tuple[Person, ...]


@dataclass(frozen=True)
class Wanted:
    """What somebody wants the schedule to be."""

    layers: tuple[Layer, ...]
    mode: Mode = "precedence"


def planned(current: Version, wanted: Wanted, at: datetime) -> tuple[Version, ...]:
    """The versions that make `current` into `wanted`, beginning at `at`."""
    old = {layer.id: layer for layer in current.layers}
    later = {layer.id: layer for layer in wanted.layers}
    changes: dict[datetime, dict[str, Layer | None]] = {at: {}}
    for key, layer in later.items():
        when, result = _become(old.get(key), layer, current, at)
        changes.setdefault(when, {})[key] = result
    for key in old.keys() - later.keys():
        changes.setdefault(_end_of_duty(old[key], at), {})[key] = None
    mode_from = _end_of_shift(current, at) if wanted.mode != current.mode else at
    changes.setdefault(mode_from, {})
    order = [layer.id for layer in wanted.layers]
    versions: list[Version] = []
    layers = dict(old)
    for when in sorted(changes):
        layers |= {key: layer for key, layer in changes[when].items() if layer is not None}
        layers = {k: v for k, v in layers.items() if changes[when].get(k, v) is not None}
        mode = wanted.mode if when >= mode_from else current.mode
        version = Version(_ordered(layers, order), mode, since=when)
        last = versions[-1] if versions else current
        if (version.layers, version.mode) != (last.layers, last.mode):
            versions.append(version)
    return tuple(versions)


def differences(before: Sequence[Shift], after: Sequence[Shift]) -> list[Difference]:
    """What changes between two renderings of the same span."""
    cuts = sorted({moment for s in (*before, *after) for moment in (s.start, s.end)})
    found: list[Difference] = []
    for start, end in pairwise(cuts):
        old, new = _people_at(before, start), _people_at(after, start)
        if old == new:
            continue
        gains, loses = tuple(sorted(new - old)), tuple(sorted(old - new))
        last = found[-1] if found else None
        if last and last.end == start and (last.gains, last.loses) == (gains, loses):
            found[-1] = last._replace(end=end)
        else:
            found.append(Difference(start, end, gains, loses))
    return found


def _people_at(found: Sequence[Shift], at: datetime) -> set[Person]:
    return {user for shift in found if shift.start <= at < shift.end for user in shift.people}


def _become(
    old: Layer | None, wanted: Layer, current: Version, at: datetime
) -> tuple[datetime, Layer]:
    """From when on the layer is as wanted, and how it is then."""
    if old is None:
        return _end_of_shift(current, at), wanted
    if replace(old, slots=(), offset=0, name="") == replace(wanted, slots=(), offset=0, name=""):
        same = replace(old, name=wanted.name)
        return at, same if old.slots == wanted.slots else edited(same, SetUsers(wanted.slots), at)
    when = _end_of_duty(old, at)
    return when, _continued(old, wanted, when)


def _continued(old: Layer, wanted: Layer, at: datetime) -> Layer:
    """`wanted` with the order going on behind whoever had the last turn by `old`."""
    if not old.slots or not wanted.slots or at < old.life[0]:
        return wanted
    last = (turn_number(old, at - _TICK) + old.offset) % len(old.slots)
    position = position_in(old.slots, wanted.slots, last)
    number = turn_number(wanted, at)
    begins_now = turn_number(wanted, at - _TICK) != number
    return replace(wanted, offset=(position + begins_now - number) % len(wanted.slots))


def _end_of_duty(layer: Layer, at: datetime) -> datetime:
    """When the duty that runs now by this layer ends; `at` when nobody has duty."""
    for horizon in _HORIZONS:
        found = duties(layer, at, at + horizon)
        if not found or found[0].start > at:
            return at
        if found[0].end < at + horizon:
            return found[0].end
    return at + _HORIZONS[-1]


def _end_of_shift(version: Version, at: datetime) -> datetime:
    """When the present shift by the layers ends: at the latest with the first duty to end."""
    people, until = current_shift(Schedule((version,)), at)
    if not people:
        return at
    ends = [end for layer in version.layers if (end := _end_of_duty(layer, at)) > at]
    return min(ends) if until is None and ends else until or at


def _ordered(layers: Mapping[str, Layer], order: Sequence[str]) -> tuple[Layer, ...]:
    """In the order that was asked for; what is on its way out comes last."""
    known = [layers[key] for key in order if key in layers]
    return (*known, *(layer for key, layer in layers.items() if key not in order))


def rendered(versions: Sequence[Version], since: datetime, until: datetime) -> list[Shift]:
    """The shifts by the layers alone, without anything above them."""
    return shifts(Schedule(tuple(versions)), since, until)
