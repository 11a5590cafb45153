"""How bad an incident is, how loud that makes it, and what follows from a change."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog import repository as catalog
from incident_management.domain.urgency import urgency_of
from incident_management.incidents import changes
from incident_management.incidents.models import IncidentRow
from incident_management.sla import clock
from incident_management.timeline import service as timeline
from platform_contracts.paging import SupportHours, UrgencyRule
from platform_contracts.people import Actor
from platform_contracts.vocabulary import IncidentStatus, Severity, TimelineKind, Urgency


async def urgency(session: AsyncSession, slug: str, severity: str, now: datetime) -> Urgency:
    """How loud an incident of the service is; the service's own rule goes first."""
    service = await catalog.get(session, slug)
    rule = service.urgency_rule if service else None
    hours = service.support_hours if service else None
    return urgency_of(
        Severity(severity),
        UrgencyRule.model_validate(rule) if rule else None,
        SupportHours.model_validate(hours) if hours else None,
        now,
    )


async def change(
    session: AsyncSession,
    row: IncidentRow,
    severity: Severity,
    by: Actor,
    now: datetime,
    note: str = "",
) -> None:
    """Another severity. From low (or none) to high, one that nobody answered is paged anew."""
    raised = severity.rank < Severity(row.severity).rank
    text = f"Severity {'raised' if raised else 'lowered'}: {row.severity} → {severity}"
    await timeline.record(
        session,
        row.id,
        TimelineKind.SEVERITY_CHANGED,
        by,
        f"{text}: {note}" if note else text,
        now,
        severity=str(severity),
    )
    before = row.urgency
    row.severity = severity
    row.urgency = await urgency(session, row.service, severity, now)
    await clock.retarget(session, row, now)
    louder = row.urgency == Urgency.HIGH and before != Urgency.HIGH
    unheard = row.urgency != Urgency.NONE and before == Urgency.NONE
    if row.urgency == Urgency.NONE and changes.is_paging(row):
        await changes.page_nobody(session, row, by)
    if (louder or unheard) and row.status == IncidentStatus.OPEN:
        row.cycle += 1
        await changes.start_escalation(session, row, now)
