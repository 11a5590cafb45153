"""Samples the monitors that are due and tells the intake of anomalies and their end."""

import asyncio
from datetime import datetime
from typing import Any, Final

import httpx

from alert_ingestion.domain.own_alerts import TakesEvents
from alert_ingestion.domain.thresholds import NEWEST, State, state_of
from alert_ingestion.monitors import prometheus, repository
from alert_ingestion.monitors.alerts import SENDER, alert_of
from alert_ingestion.monitors.models import MonitorRow
from alert_ingestion.monitors.service import queries_of
from platform_contracts.base import iso
from platform_contracts.monitors import QueryResult
from platform_contracts.vocabulary import AlertStatus
from platform_kit.clock import now as read_clock
from platform_kit.database import Database

AT_ONCE: Final = 10


async def poll(database: Database, http: httpx.AsyncClient, intake: TakesEvents) -> bool:
    """One turn: sample what is due, all at once; says whether there may be more."""
    async with database.transaction() as session:
        rows = await repository.claim_due(session, AT_ONCE)
    answers = await asyncio.gather(
        *(prometheus.run(http, row.base_url, queries_of(row)) for row in rows)
    )
    for row, (results, _) in zip(rows, answers, strict=True):
        async with database.transaction() as session:
            sampled = _sampled(row, results, await read_clock(session))
            await repository.settle(session, row, sampled)
    await _tell(database, intake)
    return len(rows) == AT_ONCE


async def _tell(database: Database, intake: TakesEvents) -> None:
    async with database.transaction() as session:
        rows = await repository.untold(session, AT_ONCE)
    for row in rows:
        status = AlertStatus(row.untold or "firing")
        await intake.take([alert_of(row, status)], SENDER)
        async with database.transaction() as session:
            await repository.told(session, row.id, status)


def _sampled(row: MonitorRow, results: list[QueryResult], now: datetime) -> dict[str, Any]:
    """What one more sample makes of the monitor: columns to write."""
    errors = [result.error for result in results if result.error]
    sample: dict[str, Any] = {
        "at": iso(now),
        "values": {result.name: result.value for result in results},
        "breached": [result.name for result in results if result.breached],
        "error": errors[0] if errors else None,
    }
    samples = [*row.samples, sample][-NEWEST:]
    seen = [
        (any(value is not None for value in each["values"].values()), bool(each["breached"]))
        for each in samples
    ]
    before: State = "anomaly" if row.state == "anomaly" else "ok"
    state = state_of(seen, before)
    values: dict[str, Any] = {"samples": samples, "state": state, "error": sample["error"]}
    if state == "anomaly" and row.state != "anomaly":
        values["untold"] = AlertStatus.FIRING
    elif row.state == "anomaly" and state == "ok":
        values["untold"] = AlertStatus.RESOLVED
    return values
