"""The SQL of the figures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Integer, case, cast, desc, extract, func, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow as Row
from incident_management.lists.filters import Conditions
from incident_management.stats.definition import (
    BREACHED,
    COUNTED,
    FIGURES,
    MTTA,
    MTTR,
    PROMISED,
    STILL_OPEN,
    number,
    percentile,
)

_UNPAGED = text(
    """
    SELECT id, number FROM incidents.incidents
    WHERE status = 'open' AND urgency <> 'none' AND snoozed_until IS NULL
      AND (escalation_state IS NULL OR escalation_state = 'stopped')
    ORDER BY opened_at LIMIT 100
    """
)
_SPANS = text(
    """
    WITH steps AS (
        SELECT t.incident_id, t.at, 1 AS place, t.data ->> 'status' AS status
        FROM incidents.timeline_entries AS t
        WHERE t.kind = 'status_changed' AND t.data ? 'status' AND t.incident_id = ANY (:ids)
        UNION ALL
        SELECT i.id, i.opened_at, 0, 'open' FROM incidents.incidents AS i WHERE i.id = ANY (:ids)
    ), spans AS (
        SELECT status, extract(epoch FROM lead(at) OVER (
            PARTITION BY incident_id ORDER BY at, place) - at)::float8 AS seconds FROM steps)
    SELECT status, count(seconds) AS count, avg(seconds) AS mean,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90
    FROM spans WHERE seconds IS NOT NULL GROUP BY status
    """
)


async def open_incidents(session: AsyncSession) -> list[Any]:
    """Open incidents by severity."""
    query = select(Row.severity, func.count().label("number"))
    return list(await session.execute(query.where(STILL_OPEN).group_by(Row.severity)))


async def open_scopes(session: AsyncSession, most: int) -> list[Any]:
    """Open incidents by service, team, environment and severity: owned ones, then the most."""
    scope = (Row.service, Row.team, Row.environment, Row.severity)
    query = select(*scope, func.count().label("number")).where(STILL_OPEN).group_by(*scope)
    order = (Row.team.is_(None), func.count().desc(), Row.service, Row.environment)
    return list(await session.execute(query.order_by(*order).limit(most)))


async def open_cells(session: AsyncSession, where: Conditions) -> list[Any]:
    """Open incidents by service and severity, with how many of them nobody has answered."""
    query = select(
        Row.service,
        Row.severity,
        func.count().label("count"),
        number(Row.status == "open").label("unacknowledged"),
    ).where(STILL_OPEN, *where)
    query = query.group_by(Row.service, Row.severity).order_by(Row.service, Row.severity)
    return list(await session.execute(query))


async def breached_open(session: AsyncSession, where: Conditions) -> int:
    """Open incidents with a broken promise."""
    query = select(func.count()).where(STILL_OPEN, BREACHED, *where)
    return await session.scalar(query) or 0


async def mine(session: AsyncSession, person: str) -> int:
    """Open incidents that the person owns."""
    query = select(func.count()).where(STILL_OPEN, Row.assignee["id"].astext == person)
    return await session.scalar(query) or 0


async def next_breaches(session: AsyncSession, where: Conditions, limit: int) -> list[Any]:
    """Promises that break next: whichever of the two of an incident comes first."""
    acknowledge = case((Row.acknowledged_at.is_(None), Row.ack_due_at))
    due = func.least(
        case((acknowledge > func.now(), acknowledge)),
        case((Row.resolve_due_at > func.now(), Row.resolve_due_at)),
    )
    query = (
        select(Row, due.label("due_at"), (due == acknowledge).label("is_acknowledge"))
        .where(STILL_OPEN, Row.sla_paused_at.is_(None), due.is_not(None), *where)
        .order_by(due)
        .limit(limit)
    )
    return list(await session.execute(query))


async def figures(session: AsyncSession, where: Conditions) -> Any:
    """All figures of the incidents that fit."""
    return (await session.execute(select(*FIGURES).where(COUNTED, *where))).one()


async def last_alert(session: AsyncSession) -> datetime | None:
    """When the newest incident was received."""
    query = select(Row.received_at).order_by(Row.opened_at.desc(), Row.id.desc()).limit(1)
    return await session.scalar(query)


async def noisy(session: AsyncSession, where: Conditions, limit: int) -> list[Any]:
    """Services with the most incidents."""
    incidents = func.count().label("incidents")
    query = select(
        Row.service, incidents, cast(func.sum(Row.alert_count), Integer).label("alerts")
    ).where(COUNTED, *where)
    query = query.group_by(Row.service).order_by(desc(incidents), Row.service).limit(limit)
    return list(await session.execute(query))


async def days(session: AsyncSession, where: Conditions, zone: str) -> list[Any]:
    """Figures by day of opening on the wall clock of the zone."""
    day = cast(func.timezone(zone, Row.opened_at), Date).label("day")
    severities = [
        number(Row.severity == name).label(name)
        for name in ("critical", "high", "medium", "low", "info")
    ]
    query = select(
        day,
        func.count().label("opened"),
        func.count(Row.resolved_at).label("resolved"),
        percentile(0.5, MTTA).label("mtta_median"),
        percentile(0.9, MTTA).label("mtta_p90"),
        percentile(0.5, MTTR).label("mttr_median"),
        percentile(0.9, MTTR).label("mttr_p90"),
        number(PROMISED).label("promised"),
        number(BREACHED).label("breached"),
        *severities,
    ).where(COUNTED, *where)
    return list(await session.execute(query.group_by(text("1")).order_by(text("1"))))


async def hours(session: AsyncSession, where: Conditions, zone: str) -> list[Any]:
    """Incidents by weekday (Monday is 1) and hour of opening on the wall clock of the zone."""
    wall = func.timezone(zone, Row.opened_at)
    query = select(
        cast(extract("isodow", wall), Integer).label("weekday"),
        cast(extract("hour", wall), Integer).label("hour"),
        func.count(literal(1)).label("count"),
    ).where(COUNTED, *where)
    return list(await session.execute(query.group_by(text("1, 2")).order_by(text("1, 2"))))


async def status_spans(session: AsyncSession, where: Conditions, most: int) -> list[Any]:
    """How long the newest incidents that fit stayed in each status that they left."""
    query = select(Row.id).where(COUNTED, *where).order_by(Row.opened_at.desc()).limit(most)
    ids: list[UUID] = list(await session.scalars(query))
    return list(await session.execute(_SPANS, {"ids": ids})) if ids else []


async def unpaged(session: AsyncSession) -> list[Any]:
    """Open, unacknowledged incidents that nobody is paged for."""
    return list(await session.execute(_UNPAGED))
