"""One layer over a span of time: who has duty by it, and what an edit of its list does."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from oncall.domain.rotation import Layer, Person, Slot, turn_number, turns
from oncall.domain.windows import Span, open_spans


class Duty(NamedTuple):
    """`people` have duty from `start` to `end` (exclusive), by one layer."""

    start: datetime
    end: datetime
    people: Slot


@dataclass(frozen=True)
class SetUsers:
    """The layer's list becomes `slots`."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class RemoveUser:
    """A person leaves every slot of the layer's list; a slot that is emptied by it disappears."""

    user: Person


Edit = SetUsers | RemoveUser


def duties(layer: Layer, since: datetime, until: datetime) -> list[Duty]:
    """Who has duty by `layer` in [since, until), in order; times without anybody are left out."""
    begins, ends = layer.life
    since = max(since, begins)
    until = until if ends is None else min(until, ends)
    if since >= until or not layer.slots:
        return []
    found = [
        Duty(max(turn.start, since), min(turn.end, until), people)
        for turn in turns(layer, since, until)
        if (people := layer.slot(turn.number)) and turn.end > since
    ]
    if not layer.restrictions:
        return found
    return list(_inside(found, open_spans(layer.restrictions, layer.zone, since, until)))


def _inside(found: Sequence[Duty], windows: Sequence[Span]) -> Iterator[Duty]:
    """The parts of `found` that lie inside `windows`; both in order and without overlap."""
    first = 0
    for duty in found:
        while first < len(windows) and windows[first][1] <= duty.start:
            first += 1
        for opens, closes in windows[first:]:
            if opens >= duty.end:
                break
            yield Duty(max(duty.start, opens), min(duty.end, closes), duty.people)


def edited(layer: Layer, edit: Edit, at: datetime) -> Layer:
    """The layer from `at` on.

    Whoever has the turn keeps it until the handoff, and the order goes on behind them in the new
    list. If they leave the list, the next remaining one has the rest of the turn. Before the
    layer's start an edit simply changes the list.
    """
    slots = edit.slots if isinstance(edit, SetUsers) else _without(layer.slots, edit.user)
    if at < layer.life[0]:
        return replace(layer, slots=slots)
    if not slots:
        return replace(layer, slots=(), offset=0)
    number = turn_number(layer, at)
    position = 0
    if layer.slots:
        holder = (number + layer.offset) % len(layer.slots)
        if isinstance(edit, RemoveUser):
            position = _position_after_removal(layer.slots, edit.user, holder)
        else:
            position = position_in(layer.slots, slots, holder)
    return replace(layer, slots=slots, offset=(position - number) % len(slots))


def _without(slots: tuple[Slot, ...], user: Person) -> tuple[Slot, ...]:
    """The list without a person; slots of nobody from the beginning stay."""
    left = ((tuple(name for name in slot if name != user), slot) for slot in slots)
    return tuple(rest for rest, slot in left if rest or not slot)


def _position_after_removal(slots: tuple[Slot, ...], user: Person, holder: int) -> int:
    """Where in the list without `user` the turn goes on: the holder, or the next who remains."""
    gone = [slot == (user,) for slot in slots]
    order = [(holder + step) % len(slots) for step in range(len(slots))]
    remaining = [index for index in order if not gone[index]]
    if gone[holder]:
        # Somebody takes over at once: a turn that was left empty on purpose is no successor.
        remaining = [index for index in remaining if slots[index]] or remaining
    return remaining[0] - sum(gone[: remaining[0]])


def position_in(old: tuple[Slot, ...], new: tuple[Slot, ...], holder: int) -> int:
    """Where in `new` the turn goes on: the holder, else the next in the old order, else first."""
    for step in range(len(old)):
        index = (holder + step) % len(old)
        slot = old[index]
        if step and not slot:
            continue
        found = _find(new, slot, occurrence=_occurrence(old, index))
        if found is not None:
            return found
    return 0


def _occurrence(slots: tuple[Slot, ...], index: int) -> int:
    """Which of several equal slots this is, from 0."""
    return sum(_same(slots[index], other) for other in slots[:index])


def _find(slots: tuple[Slot, ...], wanted: Slot, occurrence: int) -> int | None:
    """The index of the occurrence of a slot, or of the last one if there are fewer.

    Without an equal slot, the first one that shares a person with it: whoever is on call stays.
    """
    places = [index for index, slot in enumerate(slots) if _same(slot, wanted)]
    if places:
        return places[min(occurrence, len(places) - 1)]
    return next((index for index, slot in enumerate(slots) if set(slot) & set(wanted)), None)


def _same(one: Slot, other: Slot) -> bool:
    return Counter(one) == Counter(other)
