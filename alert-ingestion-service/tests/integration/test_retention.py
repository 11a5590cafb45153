"""Retention: whole days go, day 89 stays, what still fires is never dropped."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from alert_ingestion.retention import repository
from alert_ingestion.retention import service as retention
from platform_kit.database import Database
from platform_kit.ids import floor_of, new_id
from platform_kit.testing.plugin import World

KEPT: dict[repository.Partitioned, int] = {"alerts": 90, "payloads": 7}
ALERT = {"service": "payment-api", "severity": "critical", "message": "Error rate above 5 %"}


async def tables(database: Database, parent: str) -> set[str]:
    async with database.transaction() as session:
        found = await session.scalars(
            text(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = :p ::regclass"
            ),
            {"p": f"alerts.{parent}"},
        )
        return {name.rpartition(".")[2] for name in found}


async def store(database: Database, at: datetime, status: str) -> UUID:
    """An alert as it was stored at some time."""
    alert_id = UUID(int=floor_of(at).int | new_id().int % (1 << 80))
    async with database.transaction() as session:
        await session.execute(
            text(
                """
                INSERT INTO alerts.alerts (id, source, scope, fingerprint, title, description,
                    service, environment, severity, status, labels, annotations, links, count,
                    starts_at, received_at, last_received_at, correlation_reason)
                VALUES (:id, 's', 's', :print, 't', '', 'x', 'production', 'low', :status, '{}',
                    '{}', '[]', 1, :at, :at, :at, '')
                """
            ),
            {"id": alert_id, "print": f"{at}{status}", "status": status, "at": at},
        )
    return alert_id


async def ids(database: Database) -> set[UUID]:
    async with database.transaction() as session:
        return set(await session.scalars(text("SELECT id FROM alerts.alerts")))


@pytest.mark.committed
async def test_day_91_goes_day_89_stays_and_what_fires_is_kept(app: FastAPI) -> None:
    database: Database = app.state.database
    today = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    for days in (89, 91):
        async with database.transaction() as session:
            day = (today - timedelta(days=days)).date()
            assert await repository.make_partition(session, "alerts", day)
    kept = await store(database, today - timedelta(days=89), "resolved")
    gone = await store(database, today - timedelta(days=91), "resolved")
    fires = await store(database, today - timedelta(days=91), "firing")
    assert await ids(database) == {kept, gone, fires}
    seen: list[str] = []

    async def archive(parent: repository.Partitioned, day: object) -> None:
        seen.append(f"{parent} {day}")

    await retention.keep_partitions(database, KEPT, archive)
    assert await ids(database) == {kept, fires}
    assert seen == [f"alerts {(today - timedelta(days=91)).date()}"]


@pytest.mark.committed
async def test_what_cannot_be_archived_stays(app: FastAPI) -> None:
    database: Database = app.state.database
    old = datetime.now(UTC) - timedelta(days=95)
    async with database.transaction() as session:
        await repository.make_partition(session, "alerts", old.date())
    stored = await store(database, old, "resolved")

    async def archive(_: repository.Partitioned, __: object) -> None:
        raise OSError("the bucket is away")

    with pytest.raises(OSError, match="bucket"):
        await retention.keep_partitions(database, KEPT, archive)
    assert await ids(database) == {stored}


@pytest.mark.committed
async def test_alerts_that_came_while_no_partition_was_there_move_into_theirs(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    database: Database = app.state.database
    today = datetime.now(UTC).date()
    async with database.transaction() as session:
        await repository.drop_partition(session, "alerts", today)
    posted = (await responder.post("/api/v1/alerts", json=ALERT)).json()
    await retention.keep_partitions(database, KEPT)
    name = f"alerts_{today:%Y%m%d}"
    assert name in await tables(database, "alerts")
    async with database.transaction() as session:
        there = list(await session.scalars(text(f"SELECT id FROM alerts.{name}")))  # noqa: S608
    assert there == [UUID(posted["alert_id"])]
    assert len(await tables(database, "payloads")) == 9  # the default one, today and a week


async def test_states_are_forgotten_a_day_after_their_end(
    app: FastAPI, responder: httpx.AsyncClient, world: World
) -> None:
    await responder.post("/api/v1/alerts", json=ALERT | {"message": "fires"})
    for status in ("firing", "resolved"):
        await responder.post("/api/v1/alerts", json=ALERT | {"status": status})
    await world.fast_forward(hours=25)
    await retention.forget_old(app.state.database, 90)
    async with app.state.database.transaction() as session:
        left = list(await session.scalars(text("SELECT status FROM alerts.alert_states")))
    assert left == ["firing"]
