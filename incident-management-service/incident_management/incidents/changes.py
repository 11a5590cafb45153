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
    CloseGroup,
    DraftPostmortem,
    StartEscalation,
    StopEscalation,
)
from platform_contracts.people import Actor
from platform_contracts.vocabulary import (
    EscalationState,
    IncidentStatus,
    Severity,
    Urgency,
)
from platform_kit.database import after_commit
from platform_kit.outbox.enqueue import enqueue


async def save(session: AsyncSession, row: IncidentRow, now: datetime) -> None:
    """Write the change as a new version and show it to everybody who follows."""
    row.version += 1
    row.updated_at = now
    await show(session, row, now)


async def show(session: AsyncSession, row: IncidentRow, now: datetime) -> None:
    """Put the incident, as it is now, into the live stream."""
    await session.flush()
    patch = incident_view(row, now).model_dump(mode="json")
    await publish(session, "incident", str(row.id), row.version, patch, row.team)


async def start_escalation(session: AsyncSession, row: IncidentRow) -> None:
    """Page somebody, unless the incident is only recorded."""
    if row.urgency == Urgency.NONE:
        return
    service = await catalog.get(session, row.service)
    row.escalation_state = EscalationState.TRIGGERED
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
            suppressed_until=row.suppressed_until,
            received_at=row.received_at,
        ),
    )


_STATE_AFTER = {
    "resolved": EscalationState.STOPPED,
    "snoozed": EscalationState.SNOOZED,
    "acknowledged": EscalationState.ACKNOWLEDGED,
}


async def stop_paging(session: AsyncSession, row: IncidentRow, by: Actor) -> None:
    """Tell oncall and notification that no more pages are needed."""
    status = IncidentStatus(row.status)
    final = status in (IncidentStatus.RESOLVED, IncidentStatus.CLOSED)
    reason = "resolved" if final else "snoozed" if row.snoozed_until else "acknowledged"
    row.escalation_state = _STATE_AFTER[reason]
    await enqueue(
        session,
        StopEscalation(incident_id=row.id, reason=reason, final=final, cycle=row.cycle, by=by),
        CancelDeliveries(incident_id=row.id, reason=str(status), cycle=row.cycle, final=final),
    )


async def after_resolve(session: AsyncSession, row: IncidentRow) -> None:
    """The incident takes no more alerts, and a first draft of the post-mortem is due."""
    await enqueue(
        session,
        CloseGroup(incident_id=row.id, reason=row.status),
        DraftPostmortem(incident_id=row.id, title=row.title),
    )


def count_step(
    session: AsyncSession, row: IncidentRow, *, first_ack: bool, first_resolve: bool
) -> None:
    """Count a change of status once it is committed."""
    severity = row.severity
    status = row.status
    mtta = seconds_between(row.opened_at, row.acknowledged_at) if first_ack else None
    mttr = seconds_between(row.opened_at, row.resolved_at) if first_resolve else None

    def count() -> None:
        metrics.INCIDENTS.labels(status=status, severity=severity).inc()
        if mtta is not None:
            metrics.MTTA.labels(severity=severity).observe(mtta)
        if mttr is not None:
            metrics.MTTR.labels(severity=severity).observe(mttr)
            metrics.DURATION.labels(severity=severity).observe(mttr)
            metrics.RESOLVED.labels(severity=severity).inc()

    after_commit(session, count)
