"""Storing a batch of alerts, stage by stage, in one transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion import metrics
from alert_ingestion.alerts import repository as alerts
from alert_ingestion.domain.correlation.keys import GroupKey, group_key
from alert_ingestion.domain.plan import (
    Change,
    Group,
    Identity,
    Intake,
    Outcome,
    Plan,
    Stored,
    plan_batch,
)
from alert_ingestion.groups import repository as groups
from alert_ingestion.groups.models import OPEN, GroupRow
from platform_contracts.messages import (
    AlertFacts,
    AttachAlert,
    Message,
    OpenIncident,
    ResolveAlerts,
)
from platform_contracts.vocabulary import Severity
from platform_kit.clock import now as read_clock
from platform_kit.database import Database, after_commit, is_retryable, retry_pause
from platform_kit.ids import new_id
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import Unavailable

ATTEMPTS = 5


async def store_batch(
    database: Database, intakes: Sequence[Intake], window: timedelta
) -> list[Outcome]:
    """Store the batch and commit it. Raises Unavailable when the database refuses five times."""
    for attempt in range(ATTEMPTS):
        try:
            async with database.transaction() as session:
                return await _run(session, intakes, window)
        except DBAPIError as error:
            if not is_retryable(error):
                raise
        await retry_pause(attempt)
    raise Unavailable("the database is busy with the same alerts")


async def _run(
    session: AsyncSession, intakes: Sequence[Intake], window: timedelta
) -> list[Outcome]:
    """The stages: lock → read what is firing → read open groups → decide → write → tell."""
    now = await read_clock(session)
    keys = {key.value: key for key in (group_key(i.alert, i.strategy, window) for i in intakes)}
    identities = list(dict.fromkeys(intake.alert.identity for intake in intakes))
    names = ["|".join(("alert", *identity)) for identity in identities]
    await alerts.lock_keys(session, [*names, *keys])

    firing = await _firing(session, identities)
    open_groups = await _open_groups(session, list(firing.values()), keys)
    plan = plan_batch(intakes, firing, open_groups, now=now, window=window, new_id=new_id)
    await _write(session, plan)
    await enqueue(session, *await _messages(session, plan))
    _count(session, intakes, plan)
    return plan.outcomes


async def _firing(session: AsyncSession, identities: list[Identity]) -> dict[Identity, Stored]:
    rows = await alerts.firing(session, identities)
    return {
        (row.scope, row.fingerprint): Stored(
            id=row.id,
            identity=(row.scope, row.fingerprint),
            severity=Severity(row.severity),
            count=row.count,
            group_id=row.group_id,
            incident_id=row.incident_id,
            group_closed=row.group_closed,
            received_at=row.received_at,
        )
        for row in rows
    }


async def _open_groups(
    session: AsyncSession, firing: list[Stored], keys: dict[str, GroupKey]
) -> dict[str, Group]:
    """The open groups of the batch's keys; locks them and the groups of what is firing."""
    ids = {stored.group_id for stored in firing if stored.group_id}
    rows = await groups.lock(session, ids, list(keys))
    closed = {row.id for row in rows if row.state == "closed"}
    for stored in firing:
        stored.group_closed = stored.group_id in closed
    return {
        row.rule_key: _group(row, keys[row.rule_key])
        for row in rows
        if row.state == OPEN and row.rule_key in keys
    }


def _group(row: GroupRow, key: GroupKey) -> Group:
    return Group(
        id=row.id,
        incident_id=row.incident_id,
        key=key,
        environment=row.environment,
        last_event_at=row.last_event_at,
    )


async def _write(session: AsyncSession, plan: Plan) -> None:
    touched = [group for group in plan.touched_groups.values() if not group.is_new]
    await groups.touch(
        session,
        [{"id": g.id, "last_event_at": g.last_event_at, "state": g.state} for g in touched],
    )
    await groups.insert(session, [_group_row(group, plan.now) for group in plan.new_groups])
    await alerts.insert(
        session, [_alert_row(change, plan.now) for change in plan.changes if change.is_new]
    )
    await alerts.update(
        session, [_update_row(change, plan.now) for change in plan.changes if not change.is_new]
    )


def _group_row(group: Group, now: datetime) -> dict[str, Any]:
    return {
        "id": group.id,
        "incident_id": group.incident_id,
        "state": group.state,
        "strategy": group.key.strategy,
        "environment": group.environment,
        "rule_key": group.key.value,
        "opened_at": now,
        "last_event_at": group.last_event_at,
    }


def _alert_row(change: Change, now: datetime) -> dict[str, Any]:
    alert, stored = change.alert, change.stored
    return {
        "source": alert.source,
        "scope": alert.scope,
        "fingerprint": alert.fingerprint,
        "service": alert.service,
        "environment": alert.environment,
        "team": alert.team,
        "labels": alert.labels,
        "links": alert.links,
        "generator_url": alert.generator_url,
        "runbook_url": alert.runbook_url,
        "source_group": alert.source_group,
        "starts_at": alert.starts_at or now,
        "received_at": stored.received_at,
        "correlation_reason": change.reason,
        **_changing(change, now),
    }


def _update_row(change: Change, now: datetime) -> dict[str, Any]:
    return {
        "previous": change.previous_incident,
        "reason": change.reason,
        **_changing(change, now),
    }


def _changing(change: Change, now: datetime) -> dict[str, Any]:
    alert, stored = change.alert, change.stored
    return {
        "id": stored.id,
        "title": alert.title,
        "description": alert.description,
        "annotations": alert.annotations,
        "severity": alert.severity,
        "status": "resolved" if change.resolved else "firing",
        "count": stored.count,
        "ends_at": (alert.ends_at or now) if change.resolved else alert.ends_at,
        "last_received_at": now,
        "group_id": stored.group_id,
        "incident_id": stored.incident_id,
    }


async def _messages(session: AsyncSession, plan: Plan) -> list[Message]:
    """What incident-management has to know; the order of one incident's messages counts."""
    messages: list[Message] = []
    for incident_id, changes in plan.opened.items():
        facts = [alert_facts(change, plan.now) for change in changes]
        team = next((c.alert.team for c in changes if c.alert.team), None)
        messages.append(OpenIncident(incident_id=incident_id, alerts=facts, team=team))
    for incident_id, changes in plan.attached.items():
        facts = [alert_facts(change, plan.now) for change in changes]
        messages.append(AttachAlert(incident_id=incident_id, alerts=facts))
    still_firing = (
        await alerts.firing_per_incident(session, list(plan.resolved)) if plan.resolved else {}
    )
    for incident_id, changes in plan.resolved.items():
        messages.append(
            ResolveAlerts(
                incident_id=incident_id,
                alerts=[alert_facts(change, plan.now) for change in changes],
                remaining=still_firing.get(incident_id, 0),
                resolved_at=plan.now,
            )
        )
    return messages


def alert_facts(change: Change, now: datetime) -> AlertFacts:
    """The alert as it travels to other services."""
    alert = change.alert
    return AlertFacts(
        alert_id=change.stored.id,
        fingerprint=alert.fingerprint,
        source=alert.source,
        title=alert.title,
        description=alert.description,
        service=alert.service,
        environment=alert.environment,
        severity=alert.severity,
        labels=alert.labels,
        annotations=alert.annotations,
        generator_url=alert.generator_url,
        runbook_url=alert.runbook_url,
        starts_at=alert.starts_at or now,
        received_at=change.stored.received_at,
        correlation_reason=change.reason,
    )


def _count(session: AsyncSession, intakes: Sequence[Intake], plan: Plan) -> None:
    def count() -> None:
        for intake, outcome in zip(intakes, plan.outcomes, strict=True):
            service = metrics.service_label(intake.alert.service)
            metrics.RECEIVED.labels(severity=intake.alert.severity, service=service).inc()
            metrics.CORRELATED.labels(result=outcome.correlation).inc()

    after_commit(session, count)
