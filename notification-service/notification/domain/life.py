"""The life of a delivery: queued → sending → sent | retry | failed | expired | superseded.

Pure. What a channel answers, and what becomes of the delivery and of the person's next method,
is decided here and nowhere else.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from notification.domain.backoff import back_off
from notification.domain.result import Rejected, Result, Retry, Sent
from platform_contracts.vocabulary import DeliveryState, EscalationState, IncidentStatus

LONGEST_WAIT: Final = timedelta(seconds=60)
"""A provider that wants to be left alone for longer is not waited for: the next method is used."""
TRIES_ALONE: Final = 3
"""From this many failed attempts on, the next method is used beside further attempts."""

WAITING: Final = (DeliveryState.QUEUED, DeliveryState.RETRY)
OPEN: Final = (*WAITING, DeliveryState.SENDING)
GIVEN_UP: Final = (DeliveryState.FAILED, DeliveryState.EXPIRED)

ALLOWED: Final = {
    DeliveryState.QUEUED: {DeliveryState.SENDING, DeliveryState.SUPERSEDED},
    DeliveryState.RETRY: {DeliveryState.SENDING, DeliveryState.SUPERSEDED},
    DeliveryState.SENDING: {
        DeliveryState.SENDING,
        DeliveryState.QUEUED,
        DeliveryState.SENT,
        DeliveryState.RETRY,
        DeliveryState.FAILED,
        DeliveryState.EXPIRED,
        DeliveryState.SUPERSEDED,
    },
    DeliveryState.FAILED: {DeliveryState.QUEUED},
    DeliveryState.EXPIRED: {DeliveryState.QUEUED},
    DeliveryState.SENT: set[DeliveryState](),
    DeliveryState.SUPERSEDED: set[DeliveryState](),
}
"""Every step there is: `sending → sending` after a sender died, `→ queued` by a replay."""

_ANSWERED: Final = (
    EscalationState.ACKNOWLEDGED,
    EscalationState.SNOOZED,
    EscalationState.STOPPED,
)


@dataclass(frozen=True)
class Next:
    """What becomes of a delivery after an attempt.

    `fail_over`: the person's next method is used at once.
    """

    state: DeliveryState
    reason: str = ""
    due_at: datetime | None = None
    receipt_due_at: datetime | None = None
    fail_over: bool = False


def after(
    result: Result, *, attempt: int, expires_at: datetime, now: datetime, fraction: float
) -> Next:
    """The step that an answer causes; `attempt` counts from 1, `fraction` (0-1) is the jitter."""
    if isinstance(result, Sent):
        limit = now + result.receipt_within if result.receipt_within else None
        return Next(DeliveryState.SENT, receipt_due_at=limit)
    if isinstance(result, Rejected):
        return Next(DeliveryState.FAILED, result.reason, fail_over=True)
    return _after_retry(result, attempt=attempt, expires_at=expires_at, now=now, fraction=fraction)


def _after_retry(
    result: Retry, *, attempt: int, expires_at: datetime, now: datetime, fraction: float
) -> Next:
    asked = result.after or timedelta()
    due_at = now + max(back_off(attempt, fraction), asked)
    if due_at >= expires_at:
        return Next(DeliveryState.EXPIRED, result.reason, fail_over=True)
    over = asked > LONGEST_WAIT or attempt >= TRIES_ALONE
    return Next(DeliveryState.RETRY, result.reason, due_at, fail_over=over)


def is_over(
    status: IncidentStatus, cycle: int, escalation: EscalationState | None, page_cycle: int
) -> bool:
    """Whether a page of `page_cycle` is not wanted any more by an incident in `cycle`.

    A resolved incident wants none. An open one wants all. In between somebody works on it: pages
    are wanted that belong to a paging which began after the answer, that is to a later cycle, or
    to this one while it is not answered.
    """
    if status in (IncidentStatus.RESOLVED, IncidentStatus.CLOSED):
        return True
    if status is IncidentStatus.OPEN or page_cycle > cycle:
        return False
    return page_cycle < cycle or escalation is None or escalation in _ANSWERED
