"""The groups' SQL."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.groups.models import CLOSED, OPEN, GroupRow

_INSERT = text(
    """
    INSERT INTO alerts.alert_groups
        (id, incident_id, state, strategy, environment, rule_key, opened_at, last_event_at)
    SELECT id, incident_id, state, strategy, environment, rule_key, opened_at, last_event_at
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new(
        id uuid, incident_id uuid, state text, strategy text, environment text, rule_key text,
        opened_at timestamptz, last_event_at timestamptz)
    """
)
_TOUCH = text(
    """
    UPDATE alerts.alert_groups g SET last_event_at = new.last_event_at, state = new.state
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new(
        id uuid, last_event_at timestamptz, state text)
    WHERE g.id = new.id
    """
)


async def lock(session: AsyncSession, ids: Iterable[UUID], keys: Sequence[str]) -> list[GroupRow]:
    """Lock groups by id, and the open groups of the keys; always in the order of their ids."""
    wanted = GroupRow.id.in_(list(ids)) | (GroupRow.rule_key.in_(keys) & (GroupRow.state == OPEN))
    query = select(GroupRow).where(wanted).order_by(GroupRow.id).with_for_update()
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def insert(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert new groups."""
    if rows:
        await session.execute(_INSERT, {"rows": json.dumps(rows, default=str)})


async def touch(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write `last_event_at` and `state` of known groups."""
    if rows:
        await session.execute(_TOUCH, {"rows": json.dumps(rows, default=str)})


async def of_incident(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """The groups that feed an incident and are not closed."""
    query = select(GroupRow.id).where(GroupRow.incident_id == incident_id, GroupRow.state != CLOSED)
    return list(await session.scalars(query))


async def close(session: AsyncSession, ids: Sequence[UUID], now: datetime) -> None:
    """The groups' incidents take no more alerts."""
    await session.execute(
        update(GroupRow).where(GroupRow.id.in_(ids)).values(state=CLOSED, closed_at=now)
    )


async def all_of_incident(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """Every group that fed an incident, closed ones included."""
    query = select(GroupRow.id).where(GroupRow.incident_id == incident_id)
    return list(await session.scalars(query))


async def keys_of_incident(session: AsyncSession, incident_id: UUID) -> list[str]:
    """The keys under which the incident's groups were opened."""
    query = select(GroupRow.rule_key).where(
        GroupRow.incident_id == incident_id, GroupRow.rule_key.is_not(None)
    )
    return [key for key in await session.scalars(query.distinct()) if key]
