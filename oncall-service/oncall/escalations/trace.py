"""What really happened to the paging of an incident, and what did not, with the reasons."""

from datetime import datetime
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.escalations import repository
from oncall.escalations.models import EscalationRow, EventRow
from oncall.escalations.state import levels_of
from oncall.people import repository as people
from oncall.people.service import shown
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.notifications import Delivery
from platform_contracts.paging import EscalationTrace, ReasonedStep
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import DeliveryState, EscalationState
from platform_kit.problems import NotFound

_ORDER = ("state", "passed_over", "paged", "message", "not_paged")


async def trace(
    session: AsyncSession, incident_id: UUID, notifications: NotificationsClient, now: datetime
) -> EscalationTrace:
    """Every step with its reason, negatives included. Raises NotFound."""
    row = await repository.find(session, incident_id)
    if row is None:
        raise NotFound(f"nobody was paged for the incident {incident_id}")
    events = await repository.events(session, incident_id)
    named = await people.named(session, {person for event in events for person in event.people})
    known = {key: shown(person) for key, person in named.items()}
    steps = [_step(event, known, row.started_at) for event in events]
    deliveries, asked = await _deliveries(notifications, incident_id)
    steps += [_message(delivery, row.started_at) for delivery in deliveries]
    steps += [_negative(row, text, now) for text in _not_reached(row, events)]
    steps.sort(key=lambda step: (step.at, _ORDER.index(step.kind)))
    return EscalationTrace(
        incident_id=incident_id,
        state=EscalationState(row.state),
        policy=row.policy["slug"],
        policy_version=row.policy["version"],
        steps=steps,
        deliveries_known=asked,
    )


async def _deliveries(
    notifications: NotificationsClient, incident_id: UUID
) -> tuple[list[Delivery], bool]:
    try:
        return (await notifications.deliveries(incident_id)).items, True
    except (ApiError, httpx.HTTPError):
        return [], False


def _step(event: EventRow, known: dict[UUID, PersonRef], start: datetime) -> ReasonedStep:
    return ReasonedStep.model_validate(
        {
            "at": event.at,
            "after_seconds": (event.at - start).total_seconds(),
            "kind": event.kind,
            "text": event.text,
            "level": event.level,
            "people": [known[person] for person in event.people if person in known],
        }
    )


def _message(delivery: Delivery, start: datetime) -> ReasonedStep:
    """A delivery that left, or why it did not."""
    sent = delivery.state is DeliveryState.SENT
    at = delivery.sent_at or delivery.due_at
    reason = f": {delivery.reason}" if delivery.reason else ""
    what = "was sent to" if sent else f"is {delivery.state} for"
    ended = delivery.state in (
        DeliveryState.FAILED,
        DeliveryState.EXPIRED,
        DeliveryState.SUPERSEDED,
    )
    return ReasonedStep(
        at=at,
        after_seconds=(at - start).total_seconds(),
        kind="not_paged" if ended else "message",
        text=f"{delivery.channel} {what} {delivery.person.name}{reason}",
        level=delivery.level,
        people=[delivery.person],
        channel=str(delivery.channel),
    )


def _not_reached(row: EscalationRow, events: list[EventRow]) -> list[str]:
    """Why the levels that nobody was paged on were not reached."""
    met = {event.level for event in events if event.kind in ("paged", "passed_over")}
    waiting = [number for number in range(1, len(levels_of(row)) + 1) if number not in met]
    if not waiting:
        return []
    names = ", ".join(str(number) for number in waiting)
    return [f"level {names} not paged: {_why_not(row)}"]


def _why_not(row: EscalationRow) -> str:
    if row.urgency == "low" and row.state == EscalationState.TRIGGERED:
        return "low urgency does not escalate"
    if row.direct and row.state == EscalationState.TRIGGERED:
        return "the incident was reassigned to people"
    if row.state == EscalationState.TRIGGERED and row.due_at is not None:
        return f"the next level is due at {row.due_at:%Y-%m-%d %H:%M:%S %Z}"
    reasons = {
        EscalationState.SUPPRESSED: f"the service is in maintenance until {row.due_at}",
        EscalationState.ACKNOWLEDGED: "somebody acknowledged before",
        EscalationState.SNOOZED: f"the incident is snoozed until {row.due_at}",
        EscalationState.STOPPED: "the incident was over before",
    }
    return reasons.get(EscalationState(row.state), f"the escalation is {row.state}")


def _negative(row: EscalationRow, text: str, now: datetime) -> ReasonedStep:
    return ReasonedStep(
        at=now, after_seconds=(now - row.started_at).total_seconds(), kind="not_paged", text=text
    )
