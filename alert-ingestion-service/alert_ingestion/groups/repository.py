"""The groups' SQL."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.groups.models import CLOSED, OPEN, GroupRow
from platform_kit.statements import run, write

INSERT: Final = """
    INSERT INTO alerts.alert_groups
        (id, incident_id, state, strategy, environment, rule_key, opened_at, last_event_at,
         touched_at, members)
    SELECT id, incident_id, state, strategy, environment, rule_key, opened_at, last_event_at,
           opened_at, coalesce(members, '[]')
    FROM jsonb_to_recordset({rows}) AS new(
        id uuid, incident_id uuid, state text, strategy text, environment text, rule_key text,
        opened_at timestamptz, last_event_at timestamptz, members jsonb)
"""
"""New groups."""
TOUCH: Final = """
    UPDATE alerts.alert_groups g SET
        last_event_at = new.last_event_at, touched_at = now(), state = new.state,
        members = coalesce(new.members, g.members)
    FROM jsonb_to_recordset({rows}) AS new(
        id uuid, last_event_at timestamptz, state text, members jsonb)
    WHERE g.id = new.id AND g.state <> 'closed'
"""
"""`last_event_at`, `state` and `members` of known groups that are not closed."""
_IDLE = text(
    """
    UPDATE alerts.alert_groups SET state = 'idle'
    WHERE state = 'open' AND strategy = 'topology'
      AND touched_at < now() - make_interval(secs => :seconds)
    """
)


_READ = """
    SELECT id, incident_id, state, strategy, environment, rule_key, last_event_at, members
    FROM alerts.alert_groups
    WHERE id = ANY ($1::uuid[]) OR (rule_key = ANY ($2::text[]) AND state = 'open')
"""
_OPEN = """
    SELECT g.id, g.incident_id, g.strategy, g.environment, g.rule_key, g.last_event_at,
           g.xmin::text AS version,
           CASE WHEN known.version IS DISTINCT FROM g.xmin::text THEN g.members END AS members
    FROM alerts.alert_groups g
    LEFT JOIN unnest($3::uuid[], $4::text[]) AS known(id, version) ON known.id = g.id
    WHERE g.environment = ANY ($1::text[]) AND g.rule_key IS NULL
      AND (g.state = 'open' OR (g.id = ANY ($2::uuid[]) AND g.state <> 'closed'))
    ORDER BY g.touched_at DESC LIMIT $5
"""
_READ_LOCKED = f"{_READ} ORDER BY id FOR UPDATE"


async def lock(session: AsyncSession, ids: Iterable[UUID], keys: Sequence[str]) -> list[GroupRow]:
    """Lock groups by id, and the open groups of the keys; always in the order of their ids."""
    wanted = GroupRow.id.in_(list(ids)) | (GroupRow.rule_key.in_(keys) & (GroupRow.state == OPEN))
    query = select(GroupRow).where(wanted).order_by(GroupRow.id).with_for_update()
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def open_in(
    session: AsyncSession,
    environments: Sequence[str],
    homes: Iterable[UUID],
    known: tuple[list[UUID], list[str]],
    most: int,
) -> Sequence[Any]:
    """The open groups of environments that are found by their members, the last touched first.

    `homes` are taken as well while their incident may take alerts: their alerts may return.
    `known` are (groups, versions) whose members are not sent again.
    """
    return await run(session, _OPEN, list(environments), list(homes), *known, most)


async def let_idle(session: AsyncSession, seconds: float) -> None:
    """Groups that nothing was added to for so long take no more alerts."""
    await session.execute(_IDLE, {"seconds": seconds})


async def read(
    session: AsyncSession, ids: Iterable[UUID], keys: Sequence[str], *, lock: bool
) -> Sequence[Any]:
    """Groups by id, and the open groups of the keys; when locked, in the order of their ids."""
    return await run(session, _READ_LOCKED if lock else _READ, list(ids), list(keys))


async def insert(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert new groups."""
    await write(session, (INSERT, rows))


async def of_incident(session: AsyncSession, incident_id: UUID) -> list[UUID]:
    """The groups that feed an incident and are not closed, oldest first."""
    query = select(GroupRow.id).where(GroupRow.incident_id == incident_id, GroupRow.state != CLOSED)
    query = query.order_by(GroupRow.id)
    return list(await session.scalars(query))


async def close(session: AsyncSession, ids: Sequence[UUID], now: datetime) -> None:
    """The groups' incidents take no more alerts."""
    await session.execute(
        update(GroupRow).where(GroupRow.id.in_(ids)).values(state=CLOSED, closed_at=now)
    )


async def keys_of_incident(session: AsyncSession, incident_id: UUID) -> list[str]:
    """The keys under which the incident's groups were opened."""
    query = select(GroupRow.rule_key).where(
        GroupRow.incident_id == incident_id, GroupRow.rule_key.is_not(None)
    )
    return [key for key in await session.scalars(query.distinct()) if key]
