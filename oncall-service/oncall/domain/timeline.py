"""The final schedule: who is on call, at an instant or over a span of time.

A schedule is a list of versions, each in force from an instant on, with overrides and temporary
schedules above them. An edit is a new version; the past is never rewritten.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from oncall.domain.layers import Duty, Edit, duties, edited
from oncall.domain.overrides import (
    Mode,
    OnCall,
    Override,
    TemporarySchedule,
    in_force,
    resolve,
)
from oncall.domain.rotation import Layer, Person

EVER: Final = datetime.min.replace(tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
_HORIZONS: Final = (timedelta(days=2), timedelta(days=16), timedelta(days=120))


@dataclass(frozen=True)
class Version:
    """The layers in force from `since` on."""

    layers: tuple[Layer, ...]
    mode: Mode = "precedence"
    since: datetime = EVER


@dataclass(frozen=True)
class Schedule:
    """`versions` in order of time. `absent`: people who left the organisation, and when."""

    versions: tuple[Version, ...]
    overrides: tuple[Override, ...] = ()
    fixed: tuple[TemporarySchedule, ...] = ()
    absent: Mapping[Person, datetime] = field(default_factory=dict[Person, datetime])


class Shift(NamedTuple):
    """`people` are on call from `start` to `end` (exclusive); `by` says why each of them is."""

    start: datetime
    end: datetime
    people: tuple[Person, ...]
    by: OnCall


def on_call(schedule: Schedule, at: datetime) -> OnCall:
    """Who is on call at `at`, and by what."""
    found = shifts(schedule, at, at + _TICK)
    return found[0].by if found else {}


def current_shift(schedule: Schedule, at: datetime) -> tuple[OnCall, datetime | None]:
    """Who is on call at `at`, and until when; None when that is more than four months away.

    With nobody on call, until when there is nobody.
    """
    now: OnCall = {}
    for horizon in _HORIZONS:
        found = shifts(schedule, at, at + horizon)
        if not found:
            continue
        first = found[0]
        if first.start > at:
            return {}, first.start
        now = first.by
        if first.end < at + horizon:
            return now, first.end
    return now, None


def shifts(schedule: Schedule, since: datetime, until: datetime) -> list[Shift]:
    """The longest spans with one and the same set of people, cut at both ends, gaps left out."""
    result: list[Shift] = []
    for piece in _pieces(schedule, since, until):
        last = result[-1] if result else None
        if last and last.end == piece.start and last.people == piece.people:
            result[-1] = last._replace(end=piece.end)
        else:
            result.append(piece)
    return result


def gaps(
    found: Sequence[Shift], since: datetime, until: datetime
) -> list[tuple[datetime, datetime]]:
    """The spans of [since, until) that `found`, in order, leaves empty."""
    empty: list[tuple[datetime, datetime]] = []
    for shift in found:
        if shift.start > since:
            empty.append((since, shift.start))
        since = shift.end
    return [*empty, (since, until)] if since < until else empty


def with_edits(
    version: Version, edits: Iterable[tuple[datetime, str, Edit]]
) -> tuple[Version, ...]:
    """The versions that edits (when, of which layer, what) make of a first one."""
    versions = [version]
    for at, layer_id, edit in sorted(edits, key=lambda entry: entry[0]):
        newest = versions[-1]
        layers = tuple(
            edited(layer, edit, at) if layer.id == layer_id else layer for layer in newest.layers
        )
        versions.append(replace(newest, layers=layers, since=at))
    return tuple(versions)


def _pieces(schedule: Schedule, since: datetime, until: datetime) -> Iterable[Shift]:
    ends = [version.since for version in schedule.versions[1:]]
    for version, following in zip(schedule.versions, [*ends, until], strict=True):
        start, end = max(since, version.since), min(until, following)
        if start < end:
            yield from _sweep(schedule, version, start, end)


def _sweep(
    schedule: Schedule, version: Version, since: datetime, until: datetime
) -> Iterable[Shift]:
    """Walk from one change to the next: between two of them everything stays the same."""
    tracks = [duties(layer, since, until) for layer in version.layers]
    overrides = [o for o in schedule.overrides if o.start < until and o.end > since]
    fixed = [f for f in schedule.fixed if f.start < until and f.end > since]
    places = [0] * len(tracks)
    cuts = _cuts(schedule, tracks, overrides, fixed, since, until)
    for start, end in pairwise(cuts):
        temporary = in_force(fixed, start)
        if temporary is not None:
            by = temporary.on_call(start)
        else:
            duty = [_holder(track, places, index, start) for index, track in enumerate(tracks)]
            duty = [_present(schedule, slot, start) for slot in duty]
            active = [o for o in overrides if o.start <= start < o.end]
            by = resolve(version.layers, duty, version.mode, active)
        by = {user: why for user, why in by.items() if _is_present(schedule, user, start)}
        if by:
            yield Shift(start, end, tuple(sorted(by)), by)


def _cuts(
    schedule: Schedule,
    tracks: Sequence[Sequence[Duty]],
    overrides: Sequence[Override],
    fixed: Sequence[TemporarySchedule],
    since: datetime,
    until: datetime,
) -> list[datetime]:
    cuts = {moment for track in tracks for duty in track for moment in (duty.start, duty.end)}
    cuts.update(moment for entry in (*overrides, *fixed) for moment in (entry.start, entry.end))
    cuts.update(m for entry in fixed for shift in entry.shifts for m in (shift.start, shift.end))
    cuts.update(schedule.absent.values())
    return [since, *sorted(cut for cut in cuts if since < cut < until), until]


def _holder(
    track: Sequence[Duty], places: list[int], index: int, at: datetime
) -> tuple[Person, ...]:
    """Who has duty at `at`; `places` remembers how far each track was walked."""
    place = places[index]
    while place < len(track) and track[place].end <= at:
        place += 1
    places[index] = place
    return track[place].people if place < len(track) and track[place].start <= at else ()


def _present(schedule: Schedule, slot: tuple[Person, ...], at: datetime) -> tuple[Person, ...]:
    if not schedule.absent:
        return slot
    return tuple(user for user in slot if _is_present(schedule, user, at))


def _is_present(schedule: Schedule, user: Person, at: datetime) -> bool:
    left = schedule.absent.get(user)
    return left is None or at < left
