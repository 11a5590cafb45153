"""What oncall, notification and ai-analysis tell of incidents: idempotent, late messages too."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.incidents import announcements, changes
from incident_management.incidents.messages import locked
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.steps import take_step
from incident_management.timeline import service as timeline
from platform_contracts.messages import DeliveryChanged, EscalationChanged, SuggestionsFound
from platform_contracts.people import service_actor
from platform_contracts.vocabulary import (
    DeliveryState,
    IncidentStatus,
    Service,
    TimelineKind,
)
from platform_kit.clock import now as read_clock

_ONCALL = service_actor(Service.ONCALL)
_NOTIFICATION = service_actor(Service.NOTIFICATION)
_ANALYSIS = service_actor(Service.ANALYSIS)


async def on_escalation_changed(session: AsyncSession, message: EscalationChanged) -> None:
    """Show what the paging did; a message of an older cycle is only noted.

    An acknowledgement that ran out makes the incident open again; one that somebody works on
    already keeps its status, and pages all the same.
    """
    now = await read_clock(session)
    row = await locked(session, message.incident_id)
    active = lifecycle.is_active(IncidentStatus(row.status))
    if message.change == "ack_timed_out":
        if message.cycle > row.cycle and active:
            await _page_again(session, row, message, now)
        return
    kind, text = _told(message)
    await timeline.record(
        session,
        row.id,
        kind,
        _ONCALL,
        text,
        message.at,
        level=message.level,
        explanation=message.explanation,
    )
    # An answer that oncall had not heard of yet when it wrote this is not taken back.
    waiting = row.status == IncidentStatus.OPEN or changes.is_paging(row)
    if message.cycle >= row.cycle and active and waiting:
        row.cycle = message.cycle  # oncall may be ahead: escalated by hand, raised to high
        row.escalation_state = message.state
        row.escalation_level = message.level or row.escalation_level
        if message.people and row.status == IncidentStatus.OPEN:
            row.assignee = message.people[0].model_dump(mode="json")
        if kind is TimelineKind.ESCALATED:
            await announcements.announce(session, row, "incident.escalated", text)
    await changes.save(session, row, now)


async def _page_again(
    session: AsyncSession, row: IncidentRow, message: EscalationChanged, now: datetime
) -> None:
    row.cycle = message.cycle
    row.snoozed_until = None
    why = message.explanation or "the acknowledgement timed out"
    if row.status == IncidentStatus.ACKNOWLEDGED:
        row.escalation_state = message.state
        await take_step(session, row, IncidentStatus.OPEN, _ONCALL, now, why, told=True)
        return
    row.escalation_state = message.state
    text = f"Paging again: {why}"
    await timeline.record(session, row.id, TimelineKind.ESCALATED, _ONCALL, text, message.at)
    await changes.save(session, row, now, changed=True)


def _told(message: EscalationChanged) -> tuple[TimelineKind, str]:
    names = ", ".join(person.name for person in message.people)
    why = f": {message.explanation}" if message.explanation else ""
    if message.change == "assigned":
        first = (message.level or 1) == 1
        kind = TimelineKind.ASSIGNED if first else TimelineKind.ESCALATED
        return kind, f"Level {message.level}: paging {names}"
    if message.change == "nobody_on_call":
        return TimelineKind.NOBODY_ON_CALL, f"Nobody is on call{why}"
    return TimelineKind.ESCALATED, message.explanation or message.change


async def on_delivery_changed(session: AsyncSession, message: DeliveryChanged) -> None:
    """A page left, or failed for good."""
    now = await read_clock(session)
    row = await locked(session, message.incident_id)
    sent = message.state is DeliveryState.SENT
    what = "sent to" if sent else f"{message.state} for"
    text = f"{message.channel} {what} {message.person.name}"
    await timeline.record(
        session,
        row.id,
        TimelineKind.NOTIFIED if sent else TimelineKind.NOTIFICATION_FAILED,
        _NOTIFICATION,
        text if sent or not message.reason else f"{text}: {message.reason}",
        message.at,
        important=not sent,
        delivery_id=str(message.delivery_id),
    )
    await changes.save(session, row, now)


async def on_suggestions_found(session: AsyncSession, message: SuggestionsFound) -> None:
    """The analysis found something."""
    now = await read_clock(session)
    row = await locked(session, message.incident_id)
    text = f"Probable cause: {message.title} ({message.confidence:.0%})"
    await timeline.record(
        session,
        row.id,
        TimelineKind.SUGGESTION,
        _ANALYSIS,
        text,
        message.at,
        important=False,
        category=message.category,
    )
    await changes.save(session, row, now)
