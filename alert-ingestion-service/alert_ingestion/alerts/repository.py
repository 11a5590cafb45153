"""The SQL of alerts and their states: one statement per table for a whole batch."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts.models import AlertRow, AlertStateRow
from platform_kit.statements import columns, run

_BEGIN = """
    SELECT now() AS now, (SELECT version FROM alerts.noise_version) AS noise_version,
           (SELECT count(pg_advisory_xact_lock(key)) FROM unnest($1::bigint[]) AS key) AS locked
"""
_STATES = """
    SELECT s.*, coalesce(g.state = 'closed', false) AS group_closed
    FROM unnest($1::text[], $2::text[]) AS wanted(scope, print)
    JOIN alerts.alert_states s ON s.scope = wanted.scope AND s.fingerprint = wanted.print
    LEFT JOIN alerts.alert_groups g ON g.id = s.group_id
"""
_ALERT = """
    id uuid, source text, scope text, fingerprint text, title text, description text,
    service text, environment text, severity text, status text, team text, labels jsonb,
    annotations jsonb, details jsonb, tags jsonb, responders jsonb, links jsonb,
    generator_url text, runbook_url text, source_group text, count integer,
    starts_at timestamptz, ends_at timestamptz, received_at timestamptz,
    last_received_at timestamptz, group_id uuid, incident_id uuid, correlation_reason text,
    verdict text, verdict_reason text, history jsonb, payload_id uuid
"""
INSERT: Final = (
    f"INSERT INTO alerts.alerts ({columns(_ALERT)}) SELECT {columns(_ALERT)} "  # noqa: S608
    f"FROM jsonb_to_recordset({{rows}}) AS new({_ALERT})"
)
"""New alerts."""
UPDATE: Final = """
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
                                  ELSE new.reason END,
        verdict = new.verdict,
        verdict_reason = coalesce(new.verdict_reason, a.verdict_reason),
        history = a.history || new.history
    FROM jsonb_to_recordset({rows}) AS new(
        id uuid, title text, description text, annotations jsonb, severity text, status text,
        count integer, ends_at timestamptz, last_received_at timestamptz, group_id uuid,
        incident_id uuid, previous uuid, reason text, verdict text, verdict_reason text,
        history jsonb)
    WHERE a.id = new.id
    """
"""What changed in known alerts."""
_STATE = """
    scope text, fingerprint text, alert_id uuid, status text, severity text, content bigint,
    count integer, source_group text, group_id uuid, incident_id uuid, starts_at timestamptz,
    ended_at timestamptz, received_at timestamptz, last_received_at timestamptz,
    heard_at timestamptz, fired_at timestamptz[], expires_at timestamptz, expires_because text,
    verdict text, verdict_rule uuid, recheck_at timestamptz, payload_id uuid, forget_at timestamptz
"""
_STATE_NAMES = columns(_STATE)
WRITE_STATES: Final = (
    f"INSERT INTO alerts.alert_states ({_STATE_NAMES}) SELECT {_STATE_NAMES} "  # noqa: S608
    f"FROM jsonb_to_recordset({{rows}}) AS new({_STATE}) "
    "ON CONFLICT (scope, fingerprint) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in _STATE_NAMES.split(", ")[2:])
)
"""The states of identities, new or changed."""


_RESOLVING = text(
    """
    SELECT scope FROM unnest(CAST(:scopes AS text[])) AS wanted(scope)
    WHERE EXISTS (SELECT 1 FROM alerts.alert_states s
                  WHERE s.scope = wanted.scope AND s.status = 'resolved')
    """
)


async def begin(session: AsyncSession, keys: Iterable[str]) -> Any:
    """Serialise with every batch that touches one of the keys, in one order, so no deadlock.

    Returns `now` and the version of the noise rules.
    """
    numbers = sorted({_number(key) for key in keys})
    (row,) = await run(session, _BEGIN, numbers)
    session.info["now"] = row.now
    return row


def _number(key: str) -> int:
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


async def states(session: AsyncSession, identities: Sequence[tuple[str, str]]) -> Sequence[Any]:
    """What is known of the identities, with whether their group is closed."""
    if not identities:
        return []
    scopes, fingerprints = zip(*identities, strict=True)
    return await run(session, _STATES, list(scopes), list(fingerprints))


async def scopes_that_resolve(session: AsyncSession, scopes: Sequence[str]) -> set[str]:
    """Of these senders those that said of any alert in the last day that it is over."""
    return set(await session.scalars(_RESOLVING, {"scopes": list(scopes)}))


async def firing_per_incident(
    session: AsyncSession, incident_ids: Sequence[UUID]
) -> dict[UUID, int]:
    """How many alerts of each incident still fire."""
    state = AlertStateRow
    query = (
        select(state.incident_id, func.count())
        .where(state.incident_id.in_(incident_ids), state.status == "firing")
        .group_by(state.incident_id)
    )
    rows: list[Any] = list(await session.execute(query))
    return {row[0]: row[1] for row in rows}


def _with_state() -> Select[AlertRow, AlertStateRow]:
    """Alerts with the state row of those that are the last of their identity."""
    return select(AlertRow, AlertStateRow).outerjoin(
        AlertStateRow,
        and_(
            AlertStateRow.scope == AlertRow.scope,
            AlertStateRow.fingerprint == AlertRow.fingerprint,
            AlertStateRow.alert_id == AlertRow.id,
        ),
    )


async def firing_of_incident(session: AsyncSession, incident_id: UUID) -> list[AlertRow]:
    """The firing alerts of an incident, oldest first."""
    query = (
        select(AlertRow)
        .where(AlertRow.incident_id == incident_id, AlertRow.status == "firing")
        .order_by(AlertRow.id)
    )
    return list(await session.scalars(query))


async def by_ids(session: AsyncSession, ids: Sequence[UUID]) -> list[AlertRow]:
    """Alerts by id."""
    query = select(AlertRow).where(AlertRow.id.in_(ids)).order_by(AlertRow.id)
    return list(await session.scalars(query))


async def move(
    session: AsyncSession, rows: Sequence[AlertRow], group_id: UUID, incident_id: UUID
) -> None:
    """Give the states of alerts that still fire their new group and incident."""
    await session.execute(
        AlertStateRow.__table__.update()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
        .where(
            tuple_(AlertStateRow.scope, AlertStateRow.fingerprint).in_(
                [(row.scope, row.fingerprint) for row in rows]
            ),
            AlertStateRow.alert_id.in_([row.id for row in rows]),
        )
        .values(group_id=group_id, incident_id=incident_id)
    )


async def in_source_groups(
    session: AsyncSession, groups: Sequence[tuple[str, str]]
) -> list[AlertRow]:
    """The firing alerts of senders' own groups, given as (scope, group)."""
    state = AlertStateRow
    query = (
        select(AlertRow)
        .join(state, state.alert_id == AlertRow.id)
        .where(tuple_(state.scope, state.source_group).in_(groups), state.status == "firing")
    )
    return list(await session.scalars(query))


async def due(session: AsyncSession, limit: int) -> list[AlertRow]:
    """Firing alerts that expire or are to be judged again, the longest overdue first."""
    state = AlertStateRow
    when = func.least(state.expires_at, state.recheck_at)
    query = (
        select(AlertRow)
        .join(state, state.alert_id == AlertRow.id)
        .where(
            state.status == "firing",
            (state.expires_at <= func.now()) | (state.recheck_at <= func.now()),
        )
        .order_by(when)
        .limit(limit)
    )
    return list(await session.scalars(query))


async def recheck(session: AsyncSession, rule_id: UUID, now: datetime) -> None:
    """A rule changed or ended: what it holds back is judged again at once."""
    await session.execute(
        AlertStateRow.__table__.update()  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownArgumentType]
        .where(AlertStateRow.verdict_rule == rule_id, AlertStateRow.status == "firing")
        .values(recheck_at=now)
    )


async def forget(session: AsyncSession, limit: int) -> int:
    """Delete states that resolved long ago; returns how many there were."""
    statement = text(
        """
        DELETE FROM alerts.alert_states WHERE (scope, fingerprint) IN (
            SELECT scope, fingerprint FROM alerts.alert_states
            WHERE forget_at <= now() ORDER BY forget_at LIMIT :limit)
        RETURNING 1
        """
    )
    return len((await session.execute(statement, {"limit": limit})).all())


async def get(session: AsyncSession, alert_id: UUID) -> Any | None:
    """One alert and its state."""
    return (await session.execute(_with_state().where(AlertRow.id == alert_id))).first()


async def page(
    session: AsyncSession,
    filters: dict[str, Any],
    before: UUID | None,
    limit: int,
) -> list[Any]:
    """Alerts with their states, the newest first; `before` = the id of the last one shown."""
    query = _with_state().where(
        *(getattr(AlertRow, name) == value for name, value in filters.items())
    )
    if before:
        query = query.where(AlertRow.id < before)
    return list(await session.execute(query.order_by(AlertRow.id.desc()).limit(limit)))


async def held_by(session: AsyncSession) -> dict[UUID, int]:
    """How many firing alerts each noise rule holds back."""
    state = AlertStateRow
    query = (
        select(state.verdict_rule, func.count())
        .where(state.status == "firing", state.verdict_rule.is_not(None))
        .group_by(state.verdict_rule)
    )
    rows: list[Any] = list(await session.execute(query))
    return {row[0]: row[1] for row in rows}


async def firing(session: AsyncSession, limit: int) -> list[AlertRow]:
    """Firing alerts, the newest first."""
    query = select(AlertRow).where(AlertRow.status == "firing")
    return list(await session.scalars(query.order_by(AlertRow.id.desc()).limit(limit)))


async def since(session: AsyncSession, floor: UUID, limit: int) -> list[AlertRow]:
    """Alerts with an id from `floor` on, the newest first."""
    query = select(AlertRow).where(AlertRow.id >= floor)
    return list(await session.scalars(query.order_by(AlertRow.id.desc()).limit(limit)))
