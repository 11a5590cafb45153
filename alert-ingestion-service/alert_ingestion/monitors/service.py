"""Saving monitors, testing them, and asking whether what they watch has recovered."""

from collections.abc import Sequence
from typing import Any, Final, Literal
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.domain.own_alerts import TakesEvents
from alert_ingestion.domain.thresholds import parse_threshold
from alert_ingestion.monitors import prometheus, repository
from alert_ingestion.monitors.alerts import SENDER, alert_of
from alert_ingestion.monitors.models import MonitorRow
from platform_contracts.base import Page
from platform_contracts.monitors import (
    Monitor,
    MonitorQuery,
    MonitorTested,
    PrometheusSettings,
    PutMonitor,
    QueryResult,
    Recovery,
    RecoveryCheck,
)
from platform_contracts.vocabulary import AlertStatus
from platform_kit.ids import new_id
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, Invalid, NotFound, Problem

CONSOLE: Final = "prometheus"
"""The monitor that the first-responder console edits in its short form."""
MOST_VERIFIED: Final = 50


class IntegrationFailed(Problem):
    """Another system does not answer, or refuses; the detail begins with its name."""

    status = 424
    type = "integration-failed"
    title = "Another system did not answer"

    def __init__(self, integration: str, reason: str) -> None:
        super().__init__(f"{integration}: {reason}", integration=integration)


async def save(session: AsyncSession, body: PutMonitor) -> Monitor:
    """Create a monitor, or replace the one of that name. Raises Invalid for a bad threshold."""
    values: dict[str, Any] = body.model_dump(exclude={"queries"})
    values["queries"] = [query.model_dump(mode="json") for query in _read(body.queries)]
    known = await repository.by_name(session, body.name)
    if known is not None and known.state == "anomaly" and not body.enabled:
        values |= {"state": "unknown", "samples": [], "untold": AlertStatus.RESOLVED}
    return view(await repository.put(session, new_id(), values))


async def save_console(session: AsyncSession, body: PrometheusSettings) -> Monitor:
    """Save the console's two queries."""
    return await save(session, of_console(body))


async def console_settings(session: AsyncSession) -> tuple[PrometheusSettings, Monitor | None]:
    """What the console has saved, or its defaults."""
    row = await repository.by_name(session, CONSOLE)
    if row is None or len(row.queries) != 2:
        return PrometheusSettings(), view(row) if row else None
    first, second = row.queries
    settings = PrometheusSettings(
        base_url=row.base_url,
        http_query=first["query"],
        http_threshold=first["threshold"],
        cpu_query=second["query"],
        cpu_threshold=second["threshold"],
    )
    return settings, view(row)


def of_console(body: PrometheusSettings) -> PutMonitor:
    """The console's short form as a monitor."""
    return PutMonitor(
        name=CONSOLE,
        base_url=body.base_url,
        queries=[
            MonitorQuery(name="HTTP", query=body.http_query, threshold=body.http_threshold),
            MonitorQuery(name="CPU", query=body.cpu_query, threshold=body.cpu_threshold),
        ],
    )


async def try_out(http: httpx.AsyncClient, body: PutMonitor) -> MonitorTested:
    """Run the queries once, without saving anything."""
    results, milliseconds = await prometheus.run(http, body.base_url, _read(body.queries))
    ok = all(result.error is None for result in results)
    return MonitorTested(ok=ok, latency_ms=round(milliseconds, 1), results=results)


async def try_console(http: httpx.AsyncClient, body: PrometheusSettings) -> MonitorTested:
    """The same in the console's form. Raises IntegrationFailed when no query is answered."""
    tested = await try_out(http, of_console(body))
    if all(result.error for result in tested.results):
        raise IntegrationFailed("prometheus", tested.results[0].error or "no answer")
    return tested


async def rows_to_verify(session: AsyncSession, name: str | None) -> list[MonitorRow]:
    """The monitors whose thresholds say whether things are well again. Raises NotFound."""
    if name is None:
        rows = await repository.enabled(session, MOST_VERIFIED)
        if not rows:
            raise Conflict("no monitor is saved: there are no thresholds to verify")
        return rows
    row = await repository.by_name(session, name)
    if row is None:
        raise NotFound(f"there is no monitor {name}")
    return [row]


async def verify(http: httpx.AsyncClient, rows: Sequence[MonitorRow]) -> Recovery:
    """Run every stored query now and compare it with its stored threshold."""
    checks: list[RecoveryCheck] = []
    for row in rows:
        results, _ = await prometheus.run(http, row.base_url, queries_of(row))
        checks += [
            RecoveryCheck(
                **result.model_dump(),
                monitor=row.name,
                recovered=result.error is None and not result.breached,
            )
            for result in results
        ]
    open_checks = [check for check in checks if not check.recovered]
    detail = "; ".join(map(_told, open_checks)) or f"all {len(checks)} thresholds hold"
    return Recovery(recovered=not open_checks, detail=detail, checks=checks)


async def get_monitor(session: AsyncSession, monitor_id: UUID) -> Monitor:
    """One. Raises NotFound."""
    return view(await _found(session, monitor_id))


async def list_monitors(session: AsyncSession, cursor: str | None, limit: int) -> Page[Monitor]:
    """By name."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, view, lambda row: (row.name,))


async def replace(session: AsyncSession, monitor_id: UUID, body: PutMonitor) -> Monitor:
    """Change one; it keeps its name. Raises NotFound, Invalid."""
    row = await _found(session, monitor_id)
    if body.name != row.name:
        raise Invalid.field("name", f"is {row.name} and stays so")
    return await save(session, body)


async def delete(session: AsyncSession, monitor_id: UUID, intake: TakesEvents) -> None:
    """Remove one; the alert that it raised ends first."""
    row = await _found(session, monitor_id)
    if row.state == "anomaly":
        await intake.take([alert_of(row, AlertStatus.RESOLVED)], SENDER)
    await repository.remove(session, monitor_id)


def queries_of(row: MonitorRow) -> list[QueryResult]:
    """The stored queries, without values."""
    return [QueryResult.model_validate(query) for query in row.queries]


def view(row: MonitorRow) -> Monitor:
    """A monitor as it is shown: its queries with the values of the newest sample."""
    newest: dict[str, Any] = row.samples[-1] if row.samples else {"values": {}, "breached": []}
    queries = [
        query.model_copy(
            update={
                "value": newest["values"].get(query.name),
                "breached": query.name in newest["breached"],
            }
        )
        for query in queries_of(row)
    ]
    state: Literal["unknown", "ok", "anomaly"] = "unknown"
    if row.state in ("ok", "anomaly"):
        state = "ok" if row.state == "ok" else "anomaly"
    return Monitor.model_validate(
        {
            **{name: getattr(row, name) for name in Monitor.model_fields if hasattr(row, name)},
            "queries": queries,
            "state": state,
        }
    )


def _read(queries: Sequence[MonitorQuery]) -> list[QueryResult]:
    read: list[QueryResult] = []
    for index, query in enumerate(queries):
        try:
            threshold = parse_threshold(query.threshold)
        except ValueError as error:
            raise Invalid.field(f"queries.{index}.threshold", str(error)) from None
        read.append(
            QueryResult(
                name=query.name, query=query.query, threshold=threshold, breach=query.breach
            )
        )
    names = [query.name for query in read]
    if len(set(names)) != len(names):
        raise Invalid.field("queries", "have names that are not distinct")
    return read


def _told(check: RecoveryCheck) -> str:
    if check.error is not None:
        return f"{check.monitor} {check.name}: {check.error}"
    return f"{check.monitor} {check.name}: {check.value:g}, limit {check.threshold:g}"


async def _found(session: AsyncSession, monitor_id: UUID) -> MonitorRow:
    row = await repository.get(session, monitor_id)
    if row is None:
        raise NotFound("there is no such monitor")
    return row
