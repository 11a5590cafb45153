"""What incident-management has to know of a batch; the order of one incident's messages counts."""

from collections.abc import Container
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.domain.event import Reply
from alert_ingestion.domain.plan import Change, Plan
from alert_ingestion.domain.state import Identity
from platform_contracts.messages import (
    AlertFacts,
    AttachAlert,
    Message,
    OpenIncident,
    ReplyToIncident,
    ResolveAlerts,
)
from platform_kit.outbox.enqueue import enqueue
from platform_kit.outbox.held import release_part
from platform_kit.statements import Part


def told_at_once(plan: Plan) -> list[Message]:
    """What is written together with the plan's rows."""
    messages: list[Message] = []
    for incident_id, changes in plan.opened.items():
        team = next((team for change in changes if (team := _team(change))), None)
        facts = [alert_facts(change, plan.now) for change in changes]
        messages.append(OpenIncident(incident_id=incident_id, alerts=facts, team=team))
    for incident_id, changes in plan.attached.items():
        facts = [brief_facts(change, plan.now) for change in changes]
        messages.append(_attach(incident_id, facts, plan.now))
    for incident_id, reply in plan.replies:
        messages.append(_reply(incident_id, reply))
    return messages


async def tell_of_ends(
    session: AsyncSession, plan: Plan, hold: timedelta, returning: Container[Identity]
) -> None:
    """Which alerts ended, and how many of their incidents' alerts still fire: the plan's rows have
    to be written already.

    That nothing fires any more is told `hold` later, unless something fires again: an alert that
    comes and goes neither resolves its incident nor opens another one. `returning` are the
    alerts of which that is expected; what is said of the end of others is taken at its word.
    """
    messages = await _ends(session, plan)
    held = [
        message
        for message in messages
        if not message.remaining
        and any(change.state.identity in returning for change in plan.resolved[message.incident_id])
    ]
    await enqueue(session, *(message for message in messages if message not in held))
    await enqueue(session, *held, due=plan.now + hold)


def ends_taken_back(session: AsyncSession, plan: Plan) -> Part:
    """Incidents of which something fires again are not over, if that is not told yet."""
    keys = [f"{ResolveAlerts.destination}:{incident_id}" for incident_id in plan.attached]
    return release_part(session, ResolveAlerts, keys, {"remaining": 1})


async def _ends(session: AsyncSession, plan: Plan) -> list[ResolveAlerts]:
    messages: list[ResolveAlerts] = []
    if plan.resolved:
        left = await alerts.firing_per_incident(session, list(plan.resolved))
        for incident_id, changes in plan.resolved.items():
            facts = [brief_facts(change, plan.now) for change in changes]
            messages.append(
                ResolveAlerts.model_construct(
                    incident_id=incident_id,
                    alerts=facts,
                    remaining=left.get(incident_id, 0),
                    resolved_at=plan.now,
                )
            )
    return messages


def _attach(incident_id: UUID, facts: list[AlertFacts], now: datetime) -> AttachAlert:
    """There are many of these; like `_facts`, checked before and with all fields named."""
    return AttachAlert.model_construct(
        v=1,
        id=None,
        occurred_at=now,
        traceparent=None,
        type="AttachAlert",
        incident_id=incident_id,
        alerts=facts,
        team=None,
    )


def _team(change: Change) -> str | None:
    """Whom the sender wants paged: a team it names goes before the integration's."""
    for responder in change.alert.responders:
        if responder.get("type") == "team":
            return responder.get("name") or responder.get("id")
    return change.alert.team


def _reply(incident_id: object, reply: Reply) -> ReplyToIncident:
    return ReplyToIncident.model_validate(
        {
            "incident_id": incident_id,
            "action": reply.action,
            "source": reply.source,
            "by": reply.by,
            "note": reply.note,
            "until": reply.until,
        }
    )


def brief_facts(change: Change, now: datetime) -> AlertFacts:
    """An alert of an incident that is known already: who it is, not all it says."""
    return _facts(change, now, description="", labels={}, annotations={})


def alert_facts(change: Change, now: datetime) -> AlertFacts:
    """The alert as it travels to other services."""
    alert = change.alert
    return _facts(
        change,
        now,
        description=alert.description,
        labels=alert.labels,
        annotations=alert.annotations,
        generator_url=alert.generator_url,
        runbook_url=alert.runbook_url,
    )


def _facts(
    change: Change,
    now: datetime,
    *,
    description: str,
    labels: dict[str, str],
    annotations: dict[str, str],
    generator_url: str | None = None,
    runbook_url: str | None = None,
) -> AlertFacts:
    """Its fields were checked when it came in; all are named, as looking for defaults is slow."""
    alert = change.alert
    return AlertFacts.model_construct(
        alert_id=change.state.alert_id,
        fingerprint=alert.fingerprint,
        source=alert.source,
        title=alert.title,
        description=description,
        service=alert.service,
        environment=alert.environment,
        severity=alert.severity,
        labels=labels,
        annotations=annotations,
        generator_url=generator_url,
        runbook_url=runbook_url,
        starts_at=alert.starts_at or now,
        received_at=change.state.received_at,
        correlation_reason=change.reason,
    )
