"""The alerts' SQL: one statement per table for a whole batch."""

import json
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts.models import AlertRow
from alert_ingestion.groups.models import GroupRow

_LOCK = text("SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key")
_FIRING = text(
    """
    SELECT a.id, a.scope, a.fingerprint, a.severity, a.count, a.group_id, a.incident_id,
           a.received_at, coalesce(g.state = 'closed', false) AS group_closed
    FROM unnest(CAST(:scopes AS text[]), CAST(:fingerprints AS text[])) AS wanted(scope, print)
    JOIN alerts.alerts a ON a.scope = wanted.scope AND a.fingerprint = wanted.print
         AND a.status = 'firing'
    LEFT JOIN alerts.alert_groups g ON g.id = a.group_id
    """
)
_COLUMNS = """
    id uuid, source text, scope text, fingerprint text, title text, description text,
    service text, environment text, severity text, status text, team text, labels jsonb,
    annotations jsonb, links jsonb, generator_url text, runbook_url text, source_group text,
    count integer, starts_at timestamptz, ends_at timestamptz, received_at timestamptz,
    last_received_at timestamptz, group_id uuid, incident_id uuid, correlation_reason text
"""
_NAMES = ", ".join(column.split()[0] for column in _COLUMNS.split(","))
_INSERT = text(
    f"INSERT INTO alerts.alerts ({_NAMES}) SELECT {_NAMES} "  # noqa: S608 - our own column names
    f"FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new({_COLUMNS})"
)
_UPDATE = text(
    """
    UPDATE alerts.alerts a SET
        title = CASE WHEN new.status = 'firing' THEN new.title ELSE a.title END,
        description = CASE WHEN new.status = 'firing' THEN new.description ELSE a.description END,
        annotations = CASE WHEN new.annotations = '{}' THEN a.annotations
                           ELSE new.annotations END,
        severity = new.severity, status = new.status, count = new.count,
        ends_at = new.ends_at, last_received_at = new.last_received_at,
        group_id = new.group_id, incident_id = new.incident_id,
        previous_incident_ids = CASE WHEN new.previous IS NULL THEN a.previous_incident_ids
                                     ELSE a.previous_incident_ids || new.previous END,
        correlation_reason = CASE WHEN new.reason = '' THEN a.correlation_reason
                                  ELSE new.reason END
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new(
        id uuid, title text, description text, annotations jsonb, severity text, status text,
        count integer, ends_at timestamptz, last_received_at timestamptz, group_id uuid,
        incident_id uuid, previous uuid, reason text)
    WHERE a.id = new.id
    """
)


async def lock_keys(session: AsyncSession, keys: Iterable[str]) -> None:
    """Serialise with every batch that touches one of the keys; in one order, so no deadlock."""
    numbers = sorted({_number(key) for key in keys})
    await session.execute(_LOCK, {"keys": numbers})


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


async def firing(session: AsyncSession, identities: Sequence[tuple[str, str]]) -> list[Any]:
    """The firing alerts among the identities, with whether their group is closed."""
    scopes = [scope for scope, _ in identities]
    fingerprints = [fingerprint for _, fingerprint in identities]
    return list(await session.execute(_FIRING, {"scopes": scopes, "fingerprints": fingerprints}))


async def insert(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert new alerts."""
    if rows:
        await session.execute(_INSERT, {"rows": json.dumps(rows, default=str)})


async def update(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write repeats and resolutions."""
    if rows:
        await session.execute(_UPDATE, {"rows": json.dumps(rows, default=str)})


async def firing_per_incident(
    session: AsyncSession, incident_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """How many alerts of each incident still fire."""
    query = (
        select(AlertRow.incident_id, func.count())
        .join(GroupRow, GroupRow.id == AlertRow.group_id)
        .where(GroupRow.incident_id.in_(incident_ids), AlertRow.status == "firing")
        .group_by(AlertRow.incident_id)
    )
    rows: list[Any] = list(await session.execute(query))
    return {row[0]: row[1] for row in rows}


async def firing_in_groups(session: AsyncSession, group_ids: Sequence[UUID]) -> list[AlertRow]:
    """The firing alerts of groups, oldest first."""
    query = (
        select(AlertRow)
        .where(AlertRow.group_id.in_(group_ids), AlertRow.status == "firing")
        .order_by(AlertRow.received_at, AlertRow.id)
    )
    return list(await session.scalars(query))


async def get(session: AsyncSession, alert_id: UUID) -> AlertRow | None:
    """One alert."""
    return await session.get(AlertRow, alert_id)


async def page(
    session: AsyncSession,
    filters: dict[str, Any],
    before: list[Any] | None,
    limit: int,
) -> list[AlertRow]:
    """The newest first; `before` = (received_at, id) of the last row shown."""
    query = select(AlertRow).filter_by(**filters)
    if before:
        query = query.where(tuple_(AlertRow.received_at, AlertRow.id) < tuple_(*before))
    query = query.order_by(AlertRow.received_at.desc(), AlertRow.id.desc()).limit(limit)
    return list(await session.scalars(query))
