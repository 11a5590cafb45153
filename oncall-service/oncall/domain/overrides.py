"""Overrides and temporary schedules: what stands above the layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from oncall.domain.rotation import Layer, Person, Slot

OverrideKind = Literal["cover", "remove", "replace", "add"]
Mode = Literal["precedence", "union"]
OnCall = dict[Person, tuple[str, ...]]
"""Who is on call, and by what: names of layers, overrides and temporary schedules."""


@dataclass(frozen=True)
class Override:
    """From `start` to `end` (exclusive).

    cover: `users` in place of everybody, or of the people of `layers`; nobody is a gap on purpose.
    remove: without `instead_of`. replace: `users` for `instead_of`, if that person is on call.
    add: `users` as well.
    """

    start: datetime
    end: datetime
    kind: OverrideKind = "cover"
    users: Slot = ()
    instead_of: Person | None = None
    layers: tuple[str, ...] = ()
    label: str = "override"


@dataclass(frozen=True)
class TemporaryShift:
    """A person on call in a temporary schedule."""

    user: Person
    start: datetime
    end: datetime


@dataclass(frozen=True)
class TemporarySchedule:
    """Inside its span only its own shifts count."""

    start: datetime
    end: datetime
    shifts: tuple[TemporaryShift, ...]
    label: str = "temporary schedule"

    def on_call(self, at: datetime) -> OnCall:
        """Who is on call by it."""
        return {s.user: (self.label,) for s in self.shifts if s.start <= at < s.end}


def resolve(
    layers: Sequence[Layer], duty: Sequence[Slot], mode: Mode, active: Sequence[Override]
) -> OnCall:
    """Who is on call at one instant: `duty[i]` has duty by `layers[i]`, `active` overrides hold.

    Covers set the people of layers, in order. Then the highest level with anybody wins, equal
    levels add up (all levels do in `union`). Then remove, replace, add.
    """
    covers = [override for override in active if override.kind == "cover"]
    if not covers:
        people = _combined(
            [(layer, slot, layer.label) for layer, slot in zip(layers, duty, strict=True)], mode
        )
    else:
        people = _covered(layers, duty, mode, covers)
    if len(covers) < len(active):
        _adjust(people, active)
    return people


def _covered(
    layers: Sequence[Layer], duty: Sequence[Slot], mode: Mode, covers: Sequence[Override]
) -> OnCall:
    held = {layer.id: (layer, slot, layer.label) for layer, slot in zip(layers, duty, strict=True)}
    if not held:
        last = [cover for cover in covers if not cover.layers][-1:]
        return {user: (cover.label,) for cover in last for user in cover.users}
    for cover in covers:
        for key, (layer, _, _) in held.items():
            if not cover.layers or key in cover.layers:
                held[key] = layer, cover.users, cover.label
    return _combined(list(held.values()), mode)


def _combined(held: Sequence[tuple[Layer, Slot, str]], mode: Mode) -> OnCall:
    manned = [entry for entry in held if entry[1]]
    if mode == "precedence" and len(manned) > 1:
        top = max(layer.level for layer, _, _ in manned)
        manned = [entry for entry in manned if entry[0].level == top]
    people: OnCall = {}
    for _, slot, label in manned:
        for user in slot:
            by = people.get(user, ())
            people[user] = by if label in by else (*by, label)
    return people


def _adjust(people: OnCall, active: Sequence[Override]) -> None:
    for override in active:
        if override.kind == "remove" and override.instead_of is not None:
            people.pop(override.instead_of, None)
    for override in active:
        if override.kind == "replace" and override.instead_of in people:
            del people[override.instead_of]
            people.update(dict.fromkeys(override.users, (override.label,)))
    for override in active:
        if override.kind == "add":
            people.update({u: (*people.get(u, ()), override.label) for u in override.users})


def in_force(fixed: Sequence[TemporarySchedule], at: datetime) -> TemporarySchedule | None:
    """The temporary schedule that holds at `at`: the later one in the list."""
    return next((entry for entry in reversed(fixed) if entry.start <= at < entry.end), None)
