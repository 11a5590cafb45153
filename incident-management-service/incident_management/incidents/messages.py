"""What alert-ingestion tells of incidents. Every handler is idempotent and takes late messages."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog import repository as catalog
from incident_management.domain import lifecycle
from incident_management.domain.urgency import worse
from incident_management.incidents import by_hand, changes, repository, service, severity, snoozing
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.steps import take_step
from incident_management.timeline import service as timeline
from platform_contracts.messages import (
    AlertFacts,
    AnalyzeAlert,
    AttachAlert,
    AttachAnswer,
    ChangeEscalation,
    OpenIncident,
    ReplyToIncident,
    ResolveAlerts,
)
from platform_contracts.people import Actor, service_actor
from platform_contracts.vocabulary import (
    IncidentStatus,
    Service,
    Severity,
    TimelineKind,
)
from platform_kit.clock import now as read_clock
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import Unavailable

_INGESTION = service_actor(Service.ALERTS)
MOST_LABELS: Final = 100


async def on_open_incident(session: AsyncSession, message: OpenIncident) -> None:
    """Open the incident under the id that alert-ingestion minted; once."""
    now = await read_clock(session)
    first = message.alerts[0]
    await catalog.add_unowned(session, first.service, first.environment)
    owner = await catalog.get(session, first.service)
    worst = first.severity
    for alert in message.alerts[1:]:
        worst = worse(worst, alert.severity)
    values = {
        "title": first.title,
        "description": first.description,
        "service": first.service,
        "environment": first.environment,
        "severity": worst,
        "team": message.team or (owner.team if owner else None),
        "runbook_url": first.runbook_url or (owner.runbook_url if owner else None),
        "source_alert": _source_alert(first),
        "labels": _labels(message.alerts),
        "correlation_reason": first.correlation_reason,
        "received_at": min(alert.received_at for alert in message.alerts),
    }
    row = await service.open_new(session, message.incident_id, values, now)
    if row is None:
        return
    row.alert_count = await repository.attach(
        session, row.id, [alert.alert_id for alert in message.alerts], now
    )
    text = f"Opened by an alert from {first.source}: {first.title}"
    await timeline.record(
        session, row.id, TimelineKind.OPENED, _INGESTION, text, now, reason=first.correlation_reason
    )
    await service.begin(session, row, now)
    await enqueue(session, AnalyzeAlert(incident_id=row.id, alert=first))
    await changes.show(session, row, now)


async def on_attach_alert(session: AsyncSession, message: AttachAlert) -> AttachAnswer:
    """Take further alerts, or say that the incident takes none any more."""
    now = await read_clock(session)
    row = await locked(session, message.incident_id)
    status = IncidentStatus(row.status)
    if not lifecycle.is_active(status):
        return AttachAnswer(attached=False, status=status, merged_into=row.merged_into)
    fresh = await repository.attach(
        session, row.id, [alert.alert_id for alert in message.alerts], now
    )
    if fresh:
        row.alert_count += fresh
        text = f"{fresh} more alert{'s' if fresh > 1 else ''}: {message.alerts[0].title}"
        await timeline.record(
            session,
            row.id,
            TimelineKind.ALERT_ATTACHED,
            _INGESTION,
            text,
            now,
            important=False,
            reason=message.alerts[0].correlation_reason,
        )
    row.labels = _labels(message.alerts) | row.labels
    await _raise_severity(session, row, message.alerts, now)
    await changes.save(session, row, now)
    return AttachAnswer(attached=True, status=status)


async def on_resolve_alerts(session: AsyncSession, message: ResolveAlerts) -> None:
    """Note what stopped; when nothing fires any more, the incident is resolved."""
    now = await read_clock(session)
    row = await locked(session, message.incident_id)
    if not lifecycle.is_active(IncidentStatus(row.status)):
        return
    names = ", ".join(dict.fromkeys(alert.title for alert in message.alerts[:3]))
    text = f"{len(message.alerts)} stopped, {message.remaining} still firing: {names}"
    await timeline.record(
        session,
        row.id,
        TimelineKind.ALERT_RESOLVED,
        _INGESTION,
        text,
        now,
        important=message.remaining == 0,
    )
    if message.remaining == 0:
        note = "all alerts stopped"
        await take_step(session, row, IncidentStatus.RESOLVED, _INGESTION, now, note)
    else:
        await changes.save(session, row, now)


async def on_reply(session: AsyncSession, message: ReplyToIncident) -> None:
    """What is asked for from outside; a request that does not fit has no effect."""
    now = await read_clock(session)
    row = await locked(session, message.incident_id)
    by = Actor(kind="sender", id=message.source, name=message.by or message.source)
    if message.person is not None:
        by = Actor(kind="person", id=str(message.person.id), name=message.person.name)
    status = IncidentStatus(row.status)
    if message.action == "note":
        await timeline.record(session, row.id, TimelineKind.COMMENT, by, message.note, now)
        await changes.save(session, row, now)
    elif message.action == "acknowledge" and status is IncidentStatus.OPEN:
        await take_step(session, row, IncidentStatus.ACKNOWLEDGED, by, now, message.note)
    elif message.action == "unacknowledge" and status is IncidentStatus.ACKNOWLEDGED:
        await take_step(session, row, IncidentStatus.OPEN, by, now, message.note)
    elif message.action == "resolve" and lifecycle.is_active(status):
        await take_step(session, row, IncidentStatus.RESOLVED, by, now, message.note)
    elif message.action == "escalate" and not by_hand.refusal(row):
        change = ChangeEscalation(incident_id=row.id, action="escalate", cycle=row.cycle + 1, by=by)
        text = f"Escalated by {by.name}"
        await by_hand.page_by_hand(session, row, change, text, by, now)
    elif message.action == "snooze" and lifecycle.is_active(status):
        until = min(message.until or now, now + snoozing.LONGEST_SNOOZE)
        if until > now:
            await snoozing.put_to_sleep(session, row, until, by, now, message.note)


async def _raise_severity(
    session: AsyncSession, row: IncidentRow, alerts: list[AlertFacts], now: datetime
) -> None:
    """Attached alerts may make it worse, never better."""
    worst = Severity(row.severity)
    for alert in alerts:
        worst = worse(worst, alert.severity)
    if worst != row.severity:
        await severity.change(session, row, worst, _INGESTION, now)


async def locked(session: AsyncSession, incident_id: UUID) -> IncidentRow:
    """The incident of a message. Raises Unavailable while it is still on its way."""
    row = await repository.find(session, incident_id, lock=True)
    if row is None:
        # Another message of the same incident is still on its way; the sender tries again.
        raise Unavailable(f"the incident {incident_id} is not here yet")
    return row


def _labels(alerts: list[AlertFacts]) -> dict[str, str]:
    """The labels of all alerts; the first one that names a label is right."""
    found: dict[str, str] = {}
    for alert in alerts:
        for name, value in alert.labels.items():
            if len(found) < MOST_LABELS:
                found.setdefault(name, value)
    return found


def _source_alert(alert: AlertFacts) -> dict[str, object]:
    return {
        "alert_id": str(alert.alert_id),
        "fingerprint": alert.fingerprint,
        "starts_at": alert.starts_at.isoformat(),
        "labels": alert.labels,
        "generator_url": alert.generator_url,
    }
