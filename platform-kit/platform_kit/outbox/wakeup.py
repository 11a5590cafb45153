"""Waking the worker when it runs in another process than the API (SERVICE_ROLE=api and worker).

The API tells by NOTIFY, after its commit and on a connection of its own: inside the transactions it
would make every commit of the server wait for the others. Many commits are one NOTIFY, at most
twenty a second. A NOTIFY that gets lost costs a quarter of a second: the worker polls as well.
"""

import asyncio
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from platform_kit.database import Database
from platform_kit.logging import get_logger

AT_MOST_EVERY: Final = 0.05
RECONNECT_SECONDS: Final = 1.0
CHECK_SECONDS: Final = 5.0

log = get_logger()


def channel_of(database: Database) -> str:
    """The channel of a service: services share a database, not their wake-ups."""
    return f"{database.metadata.schema}_wakeup"


class Notifier:
    """Tells the worker's process which lanes have something new."""

    def __init__(self, database: Database) -> None:
        self._engine = _autocommit(database)
        self._channel = channel_of(database)
        self._lanes: set[str] = set()
        self._news = asyncio.Event()
        database.wakeups.forward = self._wake

    def _wake(self, lane: str) -> None:
        self._lanes.add(lane)
        self._news.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await self._news.wait()
            self._news.clear()
            lanes, self._lanes = self._lanes, set()
            try:
                async with self._engine.connect() as connection:
                    await connection.execute(
                        text("SELECT pg_notify(:channel, :lanes)"),
                        {"channel": self._channel, "lanes": ",".join(sorted(lanes))},
                    )
            except (SQLAlchemyError, OSError) as error:
                log.warning("wakeup_not_sent", reason=repr(error))
            await asyncio.sleep(AT_MOST_EVERY)


class Listener:
    """Wakes the jobs of this process for what the API's process committed."""

    def __init__(self, database: Database) -> None:
        self._engine = _autocommit(database)
        self._channel = channel_of(database)
        self._wakeups = database.wakeups

    async def run(self) -> None:
        """Until cancelled; a broken connection is opened again."""
        while True:
            try:
                await self._listen()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("wakeups_not_heard", reason=repr(error))
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _listen(self) -> None:
        async with self._engine.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            await driver.add_listener(self._channel, self._heard)
            try:
                while True:
                    await asyncio.sleep(CHECK_SECONDS)
                    await connection.execute(text("SELECT 1"))
            finally:
                if not driver.is_closed():
                    await driver.remove_listener(self._channel, self._heard)

    def _heard(self, *notification: Any) -> None:
        for lane in str(notification[-1]).split(","):
            self._wakeups.wake(lane)


def _autocommit(database: Database) -> AsyncEngine:
    return database.engine.execution_options(isolation_level="AUTOCOMMIT")
