"""The life of an incident: one table of allowed steps and what each step records.

open → acknowledged → investigating → mitigated → resolved → closed; steps may be skipped
forward. Back only by unacknowledging (acknowledged → open) and by reopening: a resolved incident
at any time, a closed one within seven days. Any step forward out of open is an acknowledgement.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from platform_contracts.vocabulary import IncidentStatus

REOPEN_CLOSED_WITHIN: Final = timedelta(days=7)

_ORDER: Final = list(IncidentStatus)
_ACTIVE: Final = frozenset(_ORDER[: _ORDER.index(IncidentStatus.RESOLVED)])


@dataclass(frozen=True)
class Moments:
    """When an incident first reached each stage; None before that."""

    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None


class IllegalStepError(ValueError):
    """The step is not allowed; `allowed` names those that are."""

    def __init__(
        self, current: IncidentStatus, target: IncidentStatus, allowed: list[IncidentStatus]
    ) -> None:
        names = ", ".join(allowed)
        super().__init__(f"{current} cannot become {target}; it can become {names}")
        self.allowed = allowed


def is_active(status: IncidentStatus) -> bool:
    """Whether the incident still takes alerts and counts as open."""
    return status in _ACTIVE


def allowed_steps(
    status: IncidentStatus, closed_at: datetime | None, now: datetime
) -> list[IncidentStatus]:
    """The statuses that can be reached from `status` in one step."""
    later = _ORDER[_ORDER.index(status) + 1 :]
    if status is IncidentStatus.ACKNOWLEDGED or status is IncidentStatus.RESOLVED:
        return [IncidentStatus.OPEN, *later]
    if status is IncidentStatus.CLOSED:
        fresh = closed_at is not None and now - closed_at <= REOPEN_CLOSED_WITHIN
        return [IncidentStatus.OPEN] if fresh else []
    return later


def step(
    current: IncidentStatus, target: IncidentStatus, moments: Moments, now: datetime
) -> Moments:
    """The moments after the step. Raises IllegalStepError.

    Each moment is set once, except that reopening forgets `resolved_at` and `closed_at`.
    """
    allowed = allowed_steps(current, moments.closed_at, now)
    if target not in allowed:
        raise IllegalStepError(current, target, allowed)
    if target is IncidentStatus.OPEN:
        return Moments(acknowledged_at=moments.acknowledged_at)
    reached = _ORDER.index(target)
    return Moments(
        acknowledged_at=moments.acknowledged_at or now,
        resolved_at=_once(moments.resolved_at, IncidentStatus.RESOLVED, reached, now),
        closed_at=_once(moments.closed_at, IncidentStatus.CLOSED, reached, now),
    )


def _once(
    known: datetime | None, stage: IncidentStatus, reached: int, now: datetime
) -> datetime | None:
    if known is not None or reached < _ORDER.index(stage):
        return known
    return now
