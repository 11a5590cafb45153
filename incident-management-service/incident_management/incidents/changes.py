"""The steps every change of an incident shares: saving it, telling the other services."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management import metrics
from incident_management.catalog import repository as catalog
from incident_management.domain.timers import seconds_between
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.view import incident_view
from incident_management.stream.service import publish
from platform_contracts.messages import (
    CancelDeliveries,
    ChangeEscalation,
    CloseGroup,
    DraftPostmortem,
    StartEscalation,
    StopEscalation,
)
from platform_contracts.paging import SupportHours, UrgencyRule
from platform_contracts.people import Actor, service_actor
from platform_contracts.vocabulary import (
    EscalationState,
    IncidentStatus,
    Service,
    Severity,
    Urgency,
)
from platform_kit.database import after_commit
from platform_kit.outbox.enqueue import enqueue

SELF = service_actor(Service.INCIDENTS)
"""Who does what nobody asked for: ends of snoozes, warnings, maintenance."""
PAGING = (
    EscalationState.SUPPRESSED,
    EscalationState.TRIGGERED,
    EscalationState.NOBODY_ON_CALL,
    EscalationState.EXHAUSTED,
)
"""Oncall pages, waits to page, or has run through all levels: nobody has answered."""


async def save(
    session: AsyncSession, row: IncidentRow, now: datetime, *, changed: bool = False
) -> None:
    """Write the change as a new version and show it to everybody who follows.

    `changed`: whoever acts on an older view must look at it again first (If-Match).
    """
    row.version += 1
    row.updated_at = now
    if changed:
        row.changed_version = row.version
    await show(session, row, now)


async def show(session: AsyncSession, row: IncidentRow, now: datetime) -> None:
    """Put the incident, as it is now, into the live stream."""
    await session.flush()
    patch = incident_view(row, now).model_dump(mode="json")
    await publish(session, "incident", str(row.id), row.version, patch, row.team)


def is_paging(row: IncidentRow) -> bool:
    """Whether pages go out for it, or would soon."""
    return row.escalation_state in PAGING


async def start_escalation(session: AsyncSession, row: IncidentRow, now: datetime) -> None:
    """Page somebody, unless the incident is only recorded; in maintenance, once that is over."""
    if row.urgency == Urgency.NONE:
        return
    service = await catalog.get(session, row.service)
    waits = row.suppressed_until is not None and row.suppressed_until > now
    row.escalation_state = EscalationState.SUPPRESSED if waits else EscalationState.TRIGGERED
    rule = service.urgency_rule if service else None
    hours = service.support_hours if service else None
    await enqueue(
        session,
        StartEscalation(
            incident_id=row.id,
            number=row.number,
            title=row.title,
            service=row.service,
            environment=row.environment,
            severity=Severity(row.severity),
            urgency=Urgency(row.urgency),
            team=row.team,
            policy=service.policy if service else None,
            cycle=row.cycle,
            suppressed_until=row.suppressed_until if waits else None,
            received_at=row.received_at,
            ack_timeout_minutes=service.ack_timeout_minutes if service else None,
            urgency_rule=UrgencyRule.model_validate(rule) if rule else None,
            support_hours=SupportHours.model_validate(hours) if hours else None,
        ),
    )


async def change_escalation(
    session: AsyncSession, row: IncidentRow, change: ChangeEscalation
) -> None:
    """Tell oncall what somebody wants; all but another end of maintenance begin a new cycle."""
    row.cycle = change.cycle
    if change.action != "suppress":
        row.escalation_state = EscalationState.TRIGGERED
    await enqueue(session, change)


_STATE_AFTER = {
    "resolved": EscalationState.STOPPED,
    "merged": EscalationState.STOPPED,
    "snoozed": EscalationState.SNOOZED,
    "acknowledged": EscalationState.ACKNOWLEDGED,
}


async def stop_paging(session: AsyncSession, row: IncidentRow, by: Actor) -> None:
    """Tell oncall and notification that no more pages are needed."""
    status = IncidentStatus(row.status)
    final = status in (IncidentStatus.RESOLVED, IncidentStatus.CLOSED)
    reason = "resolved" if final else "snoozed" if row.snoozed_until else "acknowledged"
    if row.merged_into is not None:
        reason = "merged"
    row.escalation_state = _STATE_AFTER[reason]
    await enqueue(
        session,
        StopEscalation(incident_id=row.id, reason=reason, final=final, cycle=row.cycle, by=by),
        CancelDeliveries(incident_id=row.id, reason=str(status), cycle=row.cycle, final=final),
    )


async def page_nobody(session: AsyncSession, row: IncidentRow, by: Actor) -> None:
    """The incident is only recorded from now on; a later raise pages in a new cycle."""
    row.escalation_state = EscalationState.STOPPED
    await enqueue(
        session,
        StopEscalation(incident_id=row.id, reason="closed", final=True, cycle=row.cycle, by=by),
        CancelDeliveries(incident_id=row.id, reason="info", cycle=row.cycle),
    )


async def after_resolve(session: AsyncSession, row: IncidentRow) -> None:
    """The incident takes no more alerts, and a first draft of the post-mortem is due."""
    await enqueue(session, CloseGroup(incident_id=row.id, reason=row.status))
    if row.merged_into is None:
        await enqueue(session, DraftPostmortem(incident_id=row.id, title=row.title))


def count_step(
    session: AsyncSession, row: IncidentRow, *, first_ack: bool, first_resolve: bool
) -> None:
    """Count a change of status once it is committed."""
    severity = row.severity
    status = row.status
    scope = (row.service, row.team, row.environment)
    mtta = seconds_between(row.opened_at, row.acknowledged_at) if first_ack else None
    mttr = seconds_between(row.opened_at, row.resolved_at) if first_resolve else None

    def count() -> None:
        metrics.INCIDENTS.labels(status=status, severity=severity).inc()
        if mtta is not None:
            metrics.MTTA.labels(severity=severity).observe(mtta)
        if mttr is not None:
            metrics.MTTR.labels(severity=severity).observe(mttr)
            metrics.DURATION.labels(severity=severity).observe(mttr)
            metrics.RESOLVED.labels(*metrics.SCOPES.labels(*scope), severity).inc()

    after_commit(session, count)
