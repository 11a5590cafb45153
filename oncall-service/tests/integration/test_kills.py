"""The worker as a real process, killed with -9 after every event: the same pages leave.

One timeline by default; KILLS=all plays every vector.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text
from stage import Stage, expected
from vectors import cases

from oncall.settings import Settings
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.vocabulary import Service
from platform_kit.database import Database
from platform_kit.settings import ServiceSettings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of
from platform_local.ports import pick_free

NOWHERE = "http://127.0.0.1:9"
WAIT_SECONDS = 180.0
LONG = 1000
TABLES = ("escalations", "escalation_steps", "escalation_events", "outbox_messages")
PLAYED = None if os.environ.get("KILLS") == "all" else ("e28-rules-outlive-level",)


class MortalWorker:
    """`python -m oncall` as a worker, killed and started again."""

    def __init__(self, app: FastAPI, settings: ServiceSettings, keys: Path, log: Path) -> None:
        self._database: Database = app.state.database
        self._environment = {
            **os.environ,
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "AUTH_JWKS_FILE": str(settings.auth_jwks_file),
            "AUTH_KEY_FILE": str(settings.auth_key_file),
            "ACCOUNTS_KEY_FILE": str(keys / "accounts.json"),
            "SERVICE_ROLE": "worker",
            "INCIDENT_SERVICE_URL": NOWHERE,
            "NOTIFICATION_SERVICE_URL": NOWHERE,
        }
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self._dice = random.Random(4)
        self.kills = 0

    def start(self) -> None:
        environment = self._environment | {"SERVICE_PORT": str(pick_free())}
        output = self._log.open("ab")
        command = [sys.executable, "-m", "oncall"]
        self._process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)

    def kill(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self.kills += 1

    async def kill_in_the_middle(self) -> None:
        """Somewhere between the event and what follows from it."""
        await asyncio.sleep(self._dice.random() * 0.3)
        self.kill()
        self.start()

    async def turn(self) -> None:
        """Killed once more while something is due; then it has to be done."""
        await self.kill_in_the_middle()
        end = time.monotonic() + WAIT_SECONDS
        while await self._due():
            assert time.monotonic() < end, self._log.read_text()[-3000:]
            await asyncio.sleep(0.05)

    async def _due(self) -> int:
        async with self._database.transaction() as session:
            query = text("SELECT count(*) FROM oncall.escalations WHERE due_at <= now()")
            return int(await session.scalar(query) or 0)


@pytest.fixture
async def worker(
    app: FastAPI, make_settings: Callable[..., ServiceSettings], tmp_path: Path
) -> AsyncIterator[MortalWorker]:
    settings = make_settings(Settings)
    keys = Path(settings.auth_key_file).parent
    worker = MortalWorker(app, settings, keys, tmp_path / "worker.log")
    worker.start()
    yield worker
    worker.kill()


def vectors() -> list[dict[str, Any]]:
    return [case for case in cases("escalation") if PLAYED is None or case["id"] in PLAYED]


@pytest.mark.committed
async def test_killed_after_every_event_the_worker_makes_the_same_pages(
    app: FastAPI,
    keyring: KeyRing,
    world: World,
    with_notification: FastAPI,
    worker: MortalWorker,
) -> None:
    database: Database = app.state.database
    for case in vectors():
        # New tokens for each timeline; with its kills one may take longer than a minute.
        admin = client_of(app, keyring.person("admin"))
        incidents = client_of(app, keyring.service(Service.INCIDENTS, Service.ONCALL, LONG))
        own = keyring.service(Service.ONCALL, Service.NOTIFICATION, LONG)
        peer = client_of(with_notification, own)
        notifications = NotificationsClient(peer, "http://service.test")
        stage = Stage(app, admin, incidents, notifications, world, case)
        stage.turn, stage.after_event = worker.turn, worker.kill_in_the_middle
        assert await stage.play() == expected(case), case["id"]
        async with database.transaction() as session:
            for table in (
                "escalations",
                "escalation_steps",
                "escalation_events",
                "outbox_messages",
            ):
                await session.execute(text(f"DELETE FROM oncall.{table}"))  # noqa: S608
    assert worker.kills >= len(vectors()) * 3
