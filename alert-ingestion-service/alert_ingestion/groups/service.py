"""What incident-management says of groups: that one is over, or that it took no more alerts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.alerts.models import AlertRow
from alert_ingestion.groups import repository
from alert_ingestion.groups.models import OPEN
from platform_contracts.messages import (
    AlertFacts,
    AttachAlert,
    AttachAnswer,
    CloseGroup,
    Message,
    MoveAlerts,
    OpenIncident,
)
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.outbox.enqueue import enqueue


async def on_close_group(session: AsyncSession, message: CloseGroup) -> None:
    """The incident is over: its groups take no more alerts, the next one opens a new incident."""
    await _close(session, message.incident_id, await read_clock(session))


async def on_attach_answer(
    session: AsyncSession, message: AttachAlert, answer: dict[str, Any]
) -> None:
    """The incident took no more alerts: those still firing go to another, in this transaction.

    After a merge that is the incident it was merged into, else a new one.
    """
    verdict = AttachAnswer.model_validate(answer)
    if verdict.attached:
        return
    now = await read_clock(session)
    keys = await repository.keys_of_incident(session, message.incident_id)
    seen = await alerts.firing_of_incident(session, message.incident_id)
    locks = [*keys, *("|".join(("alert", row.scope, row.fingerprint)) for row in seen)]
    await alerts.begin(session, locks)
    await _close(session, message.incident_id, now)
    firing = await alerts.firing_of_incident(session, message.incident_id)
    if not firing:
        return
    home = await _new_home(session, firing[0], keys, verdict.merged_into, now)
    why = f"the former incident was {verdict.status}"
    for row in firing:
        row.previous_incident_ids = [*row.previous_incident_ids, message.incident_id]
        row.group_id, row.incident_id, row.correlation_reason = home.group_id, home.incident_id, why
    await session.flush()
    await alerts.move(session, firing, home.group_id, home.incident_id)
    facts = [_facts(row) for row in firing]
    sent: Message = (
        OpenIncident(incident_id=home.incident_id, alerts=facts, team=firing[0].team)
        if home.is_new
        else AttachAlert(incident_id=home.incident_id, alerts=facts)
    )
    await enqueue(session, sent)


async def on_move_alerts(session: AsyncSession, message: MoveAlerts) -> None:
    """People put alerts into another incident: after a merge, a split, a wrong guess.

    They stay there: later relatives join them, and a repeat does not bring them back.
    """
    seen = await alerts.by_ids(session, message.alert_ids)
    await alerts.begin(session, ["|".join(("alert", row.scope, row.fingerprint)) for row in seen])
    now = await read_clock(session)
    moved = [
        row
        for row in await alerts.by_ids(session, message.alert_ids)
        if row.incident_id != message.target_incident_id
    ]
    if not moved:
        return
    home = await _home_of(session, moved[0], message.target_incident_id, now)
    why = f"moved by hand from {message.incident_id}"
    for row in moved:
        if row.incident_id:
            row.previous_incident_ids = [*row.previous_incident_ids, row.incident_id]
        row.group_id, row.incident_id, row.correlation_reason = (
            home,
            message.target_incident_id,
            why,
        )
        row.history = [*row.history, {"at": now.isoformat(), "what": "moved", "why": why}]
    await session.flush()
    await alerts.move(session, moved, home, message.target_incident_id)


async def _home_of(
    session: AsyncSession, first: AlertRow, incident_id: UUID, now: datetime
) -> UUID:
    """The group that feeds an incident, or a new one."""
    there = await repository.of_incident(session, incident_id)
    if there:
        return there[-1]
    group_id = new_id()
    row = {
        "id": group_id,
        "incident_id": incident_id,
        "state": OPEN,
        "strategy": "moved",
        "environment": first.environment,
        "rule_key": None,
        "opened_at": now,
        "last_event_at": now,
        "members": None,
    }
    await repository.insert(session, [row])
    return group_id


@dataclass(frozen=True)
class _Home:
    """Where moved alerts live from now on."""

    group_id: UUID
    incident_id: UUID
    is_new: bool


async def _new_home(
    session: AsyncSession,
    first: AlertRow,
    keys: list[str],
    merged_into: UUID | None,
    now: datetime,
) -> _Home:
    """The incident it was merged into, else the one now open for the key, else a new one."""
    taken = await repository.lock(session, [], keys)
    if merged_into is None and taken:
        return _Home(taken[0].id, taken[0].incident_id, is_new=False)
    home = _Home(new_id(), merged_into or new_id(), is_new=merged_into is None)
    row = {
        "id": home.group_id,
        "incident_id": home.incident_id,
        "state": OPEN,
        "strategy": "moved",
        "environment": first.environment,
        "rule_key": keys[0] if keys and not taken else None,
        "opened_at": now,
        "last_event_at": now,
        "members": None,
    }
    await repository.insert(session, [row])
    return home


async def _close(session: AsyncSession, incident_id: UUID, now: datetime) -> None:
    found = await repository.of_incident(session, incident_id)
    locked = [row.id for row in await repository.lock(session, found, [])]
    await repository.close(session, locked, now)


def _facts(row: AlertRow) -> AlertFacts:
    fields = {name: getattr(row, name) for name in AlertFacts.model_fields if name != "alert_id"}
    return AlertFacts(alert_id=row.id, **fields)
