"""What other services tell of incidents. Every handler is idempotent and takes late messages."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog import repository as catalog
from incident_management.domain import lifecycle
from incident_management.domain.urgency import urgency_of, worse
from incident_management.incidents import changes, repository, service
from incident_management.incidents.models import IncidentRow
from incident_management.timeline import service as timeline
from platform_contracts.messages import (
    AlertFacts,
    AnalyzeAlert,
    AttachAlert,
    AttachAnswer,
    ChangeEscalation,
    DeliveryChanged,
    EscalationChanged,
    OpenIncident,
    ReplyToIncident,
    ResolveAlerts,
    SuggestionsFound,
)
from platform_contracts.people import Actor, service_actor
from platform_contracts.vocabulary import (
    DeliveryState,
    EscalationState,
    IncidentStatus,
    Service,
    Severity,
    TimelineKind,
    Urgency,
)
from platform_kit.clock import now as read_clock
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import Unavailable

_INGESTION = service_actor(Service.ALERTS)
_ONCALL = service_actor(Service.ONCALL)
_NOTIFICATION = service_actor(Service.NOTIFICATION)
_ANALYSIS = service_actor(Service.ANALYSIS)


async def on_open_incident(session: AsyncSession, message: OpenIncident) -> None:
    """Open the incident under the id that alert-ingestion minted; once."""
    now = await read_clock(session)
    first = message.alerts[0]
    await catalog.add_unowned(session, first.service, first.environment)
    owner = await catalog.get(session, first.service)
    severity = first.severity
    for alert in message.alerts[1:]:
        severity = worse(severity, alert.severity)
    values = {
        "title": first.title,
        "description": first.description,
        "service": first.service,
        "environment": first.environment,
        "severity": severity,
        "urgency": urgency_of(severity),
        "status": IncidentStatus.OPEN,
        "team": message.team or (owner.team if owner else None),
        "runbook_url": first.runbook_url or (owner.runbook_url if owner else None),
        "source_alert": _source_alert(first),
        "correlation_reason": first.correlation_reason,
        "received_at": min(alert.received_at for alert in message.alerts),
        "opened_at": now,
        "updated_at": now,
    }
    if not await repository.insert_new(session, message.incident_id, values):
        return
    row = await _locked(session, message.incident_id)
    row.alert_count = await repository.attach(
        session, row.id, [alert.alert_id for alert in message.alerts], now
    )
    text = f"Opened by an alert from {first.source}: {first.title}"
    await timeline.record(
        session, row.id, TimelineKind.OPENED, _INGESTION, text, now, reason=first.correlation_reason
    )
    await changes.start_escalation(session, row)
    await enqueue(session, AnalyzeAlert(incident_id=row.id, alert=first))
    changes.count_step(session, row, first_ack=False, first_resolve=False)
    await changes.show(session, row, now)


async def on_attach_alert(session: AsyncSession, message: AttachAlert) -> AttachAnswer:
    """Take further alerts, or say that the incident takes none any more."""
    now = await read_clock(session)
    row = await _locked(session, message.incident_id)
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
    await _raise_severity(session, row, message.alerts, now)
    await changes.save(session, row, now)
    return AttachAnswer(attached=True, status=status)


async def on_resolve_alerts(session: AsyncSession, message: ResolveAlerts) -> None:
    """Note what stopped; when nothing fires any more, the incident is resolved."""
    now = await read_clock(session)
    row = await _locked(session, message.incident_id)
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
        await service.take_step(session, row, IncidentStatus.RESOLVED, _INGESTION, now, note)
    else:
        await changes.save(session, row, now)


async def on_reply(session: AsyncSession, message: ReplyToIncident) -> None:
    """What is asked for from outside; a request that does not fit has no effect."""
    now = await read_clock(session)
    row = await _locked(session, message.incident_id)
    by = Actor(kind="sender", id=message.source, name=message.by or message.source)
    if message.person is not None:
        by = Actor(kind="person", id=str(message.person.id), name=message.person.name)
    status = IncidentStatus(row.status)
    if message.action == "note":
        await timeline.record(session, row.id, TimelineKind.COMMENT, by, message.note, now)
        await changes.save(session, row, now)
    elif message.action == "acknowledge" and status is IncidentStatus.OPEN:
        await service.take_step(session, row, IncidentStatus.ACKNOWLEDGED, by, now, message.note)
    elif message.action == "unacknowledge" and status is IncidentStatus.ACKNOWLEDGED:
        await service.take_step(session, row, IncidentStatus.OPEN, by, now, message.note)
    elif message.action == "resolve" and lifecycle.is_active(status):
        await service.take_step(session, row, IncidentStatus.RESOLVED, by, now, message.note)
    elif message.action == "escalate" and lifecycle.is_active(status):
        await _escalate(session, row, by, now)
    elif message.action == "snooze" and lifecycle.is_active(status):
        until = min(message.until or now, now + service.LONGEST_SNOOZE)
        if until > now:
            await service.put_to_sleep(session, row, until, by, now, message.note)


async def _escalate(session: AsyncSession, row: IncidentRow, by: Actor, now: datetime) -> None:
    """Page the next level; one that was only acknowledged is open again."""
    if row.status == IncidentStatus.ACKNOWLEDGED:
        row.status = IncidentStatus.OPEN
    row.cycle += 1
    row.escalation_state = EscalationState.TRIGGERED
    text = f"Escalated by {by.name}"
    await timeline.record(session, row.id, TimelineKind.ESCALATED, by, text, now)
    await enqueue(
        session,
        ChangeEscalation(incident_id=row.id, action="escalate", cycle=row.cycle, by=by),
    )
    await changes.save(session, row, now)


async def on_escalation_changed(session: AsyncSession, message: EscalationChanged) -> None:
    """Show who was paged; a message of an older cycle is only noted."""
    now = await read_clock(session)
    row = await _locked(session, message.incident_id)
    names = ", ".join(person.name for person in message.people)
    kind = TimelineKind.ESCALATED
    text = message.explanation or message.change
    if message.change == "assigned":
        kind = TimelineKind.ASSIGNED if (message.level or 1) == 1 else TimelineKind.ESCALATED
        text = f"Level {message.level}: paging {names}"
    elif message.change == "nobody_on_call":
        kind = TimelineKind.NOBODY_ON_CALL
        text = "Nobody is on call" + (f": {message.explanation}" if message.explanation else "")
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
    if message.cycle >= row.cycle and row.status == IncidentStatus.OPEN:
        row.cycle = message.cycle  # oncall may be ahead: escalated by hand, raised to high
        row.escalation_state = message.state
        row.escalation_level = message.level or row.escalation_level
        if message.people:
            row.assignee = message.people[0].model_dump(mode="json")
    await changes.save(session, row, now)


async def on_delivery_changed(session: AsyncSession, message: DeliveryChanged) -> None:
    """A page left, or failed for good."""
    now = await read_clock(session)
    row = await _locked(session, message.incident_id)
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
    row = await _locked(session, message.incident_id)
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


async def _raise_severity(
    session: AsyncSession, row: IncidentRow, alerts: list[AlertFacts], now: datetime
) -> None:
    """Attached alerts may make it worse; from low to high, an untouched one is paged anew."""
    severity = Severity(row.severity)
    for alert in alerts:
        severity = worse(severity, alert.severity)
    if severity == row.severity:
        return
    text = f"Severity raised: {row.severity} → {severity}"
    await timeline.record(session, row.id, TimelineKind.SEVERITY_CHANGED, _INGESTION, text, now)
    louder = urgency_of(severity) is Urgency.HIGH and row.urgency != Urgency.HIGH
    row.severity = severity
    row.urgency = urgency_of(severity)
    if louder and row.status == IncidentStatus.OPEN:
        row.cycle += 1
        await changes.start_escalation(session, row)


async def _locked(session: AsyncSession, incident_id: object) -> IncidentRow:
    row = await repository.find(session, incident_id, lock=True)  # pyright: ignore[reportArgumentType]
    if row is None:
        # Another message of the same incident is still on its way; the sender tries again.
        raise Unavailable(f"the incident {incident_id} is not here yet")
    return row


def _source_alert(alert: AlertFacts) -> dict[str, object]:
    return {
        "alert_id": str(alert.alert_id),
        "fingerprint": alert.fingerprint,
        "starts_at": alert.starts_at.isoformat(),
        "labels": alert.labels,
        "generator_url": alert.generator_url,
    }
