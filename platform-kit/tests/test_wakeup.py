"""API and worker in two processes: what one commits wakes the other at once."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import text
from toy.service import METADATA, Settings

from platform_kit.database import Database
from platform_kit.outbox.wakeup import Listener, Notifier, channel_of
from platform_kit.settings import ServiceSettings
from platform_kit.testing.patience import PATIENCE

pytestmark = pytest.mark.committed


def two(make_settings: Callable[..., ServiceSettings]) -> tuple[Database, Database]:
    url = make_settings(Settings).database_url.get_secret_value()
    return Database(url, METADATA), Database(url, METADATA)


async def test_a_commit_of_the_api_wakes_the_workers_process(
    make_settings: Callable[..., ServiceSettings],
) -> None:
    api, worker = two(make_settings)
    tasks = [
        asyncio.create_task(Notifier(api).run()),
        asyncio.create_task(Listener(worker).run()),
    ]
    await listening(api)
    async with api.transaction() as session:
        await session.execute(text("SELECT 1"))
        session.info["lanes"] = {"page"}
    await woken(worker)
    await end(tasks, api, worker)


async def test_the_listener_comes_back_after_its_connection_was_ended(
    make_settings: Callable[..., ServiceSettings],
) -> None:
    api, worker = two(make_settings)
    notifier = asyncio.create_task(Notifier(api).run())
    listener = asyncio.create_task(Listener(worker).run())
    first = await listening(api)
    async with api.transaction() as session:
        await session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": first})
    second = await listening(api, other_than=first)
    assert second != first
    api.wakeups.wake("page")
    await woken(worker)
    await end([notifier, listener], api, worker)


async def woken(worker: Database) -> None:
    """It was woken, and did not wait as long as it would without."""
    async with asyncio.timeout(PATIENCE):
        await worker.wakeups.wait("page", 10 * PATIENCE)


async def listening(database: Database, other_than: int | None = None) -> int:
    """The process of the server that listens on the channel, once there is one."""
    query = text(
        "SELECT pid FROM pg_stat_activity WHERE query ILIKE 'listen%' "
        "AND datname = current_database() AND pid IS DISTINCT FROM :pid"
    )
    for _ in range(1800):
        async with database.transaction() as session:
            pid = await session.scalar(query, {"pid": other_than})
        if pid:
            return pid
        await asyncio.sleep(0.1)
    pytest.fail(f"nobody listens on {channel_of(database)}")


async def end(tasks: list[asyncio.Task[None]], *databases: Database) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for database in databases:
        await database.close()
