"""The final schedule: who is on call at an instant, over all layers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from oncall.domain.rotation import Layer, Turn, turn_at


@dataclass(frozen=True)
class OnCall:
    """The people on call at an instant, in the order of their layers, and until when."""

    people: tuple[UUID, ...]
    until: datetime | None
    layers: tuple[str, ...]


def who_is_on_call(layers: Sequence[Layer], at: datetime) -> OnCall:
    """The highest level with anybody on call wins; equal levels add up; an empty slot hides none.

    `until` is the next handoff among the layers that decide.
    """
    turns = [(layer, turn) for layer in layers if (turn := turn_at(layer, at)) and turn.user]
    if not turns:
        return OnCall((), None, ())
    top = max(layer.level for layer, _ in turns)
    deciding: list[tuple[Layer, Turn]] = [pair for pair in turns if pair[0].level == top]
    people = dict.fromkeys(turn.user for _, turn in deciding if turn.user)
    return OnCall(
        people=tuple(people),
        until=min(turn.end for _, turn in deciding),
        layers=tuple(layer.name for layer, _ in deciding),
    )
