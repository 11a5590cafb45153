"""The sender as a real process, killed with -9 between claim and mark: every page arrives.

At least once, under the same id; a crash repeats at most what was under way. PAGES=10000 plays the
long form without crashes: nothing twice, nothing missing.
"""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from fastapi import FastAPI
from notification_builders import a_method, a_page, deliver
from outside_world import SIGNING_SECRET, Answer, Request, Stub, served
from sqlalchemy import text

from notification.main import create_app
from notification.settings import Settings
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.settings import ServiceSettings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import PATIENCE, eventually
from platform_kit.testing.plugin import AppFactory, client_of
from platform_local.ports import pick_free

pytestmark = pytest.mark.committed
PAGES = int(os.environ.get("PAGES", "300"))
NOWHERE = "http://127.0.0.1:9"


@dataclass
class Ledger(Stub):
    """The provider's own book: how often each message came. `on_message` runs before the answer."""

    came: Counter[str] = field(default_factory=Counter[str])
    on_message: Callable[[], None] = lambda: None

    def reply(self, request: Request) -> Answer:
        self.came[request.headers["webhook-id"]] += 1
        self.on_message()
        return Answer(204)


class MortalSender:
    """`python -m notification` as a worker, killed and started again."""

    def __init__(self, settings: ServiceSettings, log: Path) -> None:
        self._environment = {
            **os.environ,
            "DATABASE_URL": settings.database_url.get_secret_value(),
            "AUTH_JWKS_FILE": str(settings.auth_jwks_file),
            "AUTH_KEY_FILE": str(settings.auth_key_file),
            "SERVICE_ROLE": "worker",
            "INCIDENT_SERVICE_URL": NOWHERE,
            "ONCALL_SERVICE_URL": NOWHERE,
            "OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8",
            "WEBHOOK_SIGNING_SECRET": SIGNING_SECRET,
            "CANARY_MINUTES": "0",
        }
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.kills = 0

    def start(self) -> None:
        """Start it, unless it runs."""
        if self._process is not None and self._process.poll() is None:
            return
        environment = self._environment | {"SERVICE_PORT": str(pick_free())}
        output = self._log.open("ab")
        command = [sys.executable, "-m", "notification"]
        self._process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)

    def kill(self) -> None:
        """At once; from any thread."""
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.kills += 1


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    book = Ledger()
    with served(book):
        yield book


@pytest.fixture
async def api(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    """The half that takes pages; the mortal process is the other half."""
    async with service_app(Settings, create_app, service_role="api") as app:
        yield app


@pytest.fixture
def sender(make_settings: Callable[..., ServiceSettings], tmp_path: Path) -> Iterator[MortalSender]:
    mortal = MortalSender(make_settings(Settings), tmp_path / "sender.log")
    yield mortal
    mortal.kill()


async def states(app: FastAPI) -> Counter[str]:
    database: Database = app.state.database
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT id, state FROM notifications.deliveries"))
        return Counter(row.state for row in rows)


async def people_and_pages(app: FastAPI, keyring: KeyRing, url: str, pages: int) -> None:
    """So many pages for twenty people."""
    manager = client_of(app, keyring.person("manager"))
    oncall = client_of(app, keyring.service("oncall", "notification"))
    people = [new_id() for _ in range(20)]
    for person in people:
        await a_method(manager, person, "webhook", f"{url}/{person}")
    wanted = [a_page(people[number % 20], number=number) for number in range(pages)]
    for start in range(0, pages, 100):
        assert set(await deliver(oncall, *wanted[start : start + 100])) == {"done"}


async def all_sent(app: FastAPI, pages: int) -> None:
    async def done() -> bool:
        return (await states(app))["sent"] == pages

    try:
        await eventually(done, seconds=PATIENCE + pages / 20)
    except AssertionError:
        raise AssertionError(f"not all sent: {await states(app)}") from None


async def test_without_a_crash_every_page_arrives_once_and_the_books_agree(
    api: FastAPI, keyring: KeyRing, ledger: Ledger, sender: MortalSender
) -> None:
    await people_and_pages(api, keyring, ledger.url, PAGES)
    sender.start()
    await all_sent(api, PAGES)
    assert len(ledger.came) == PAGES
    assert set(ledger.came.values()) == {1}
    database: Database = api.state.database
    async with database.transaction() as session:
        query = "SELECT id::text FROM notifications.deliveries WHERE state = 'sent'"
        assert set(await session.scalars(text(query))) == set(ledger.came)


async def test_two_senders_share_the_work_and_send_nothing_twice(
    api: FastAPI,
    keyring: KeyRing,
    ledger: Ledger,
    sender: MortalSender,
    make_settings: Callable[..., ServiceSettings],
    tmp_path: Path,
) -> None:
    other = MortalSender(make_settings(Settings), tmp_path / "other.log")
    await people_and_pages(api, keyring, ledger.url, PAGES)
    sender.start()
    other.start()
    try:
        await all_sent(api, PAGES)
    finally:
        other.kill()
    assert (len(ledger.came), set(ledger.came.values())) == (PAGES, {1})


@pytest.mark.parametrize("moment", ["while the provider reads", "any"])
async def test_killed_between_claim_and_mark_every_page_arrives_under_its_id(
    api: FastAPI,
    keyring: KeyRing,
    ledger: Ledger,
    sender: MortalSender,
    moment: str,
) -> None:
    dice = random.Random(11)
    kills = 4
    if moment == "any":
        sender.start()
    else:

        def kill_now_and_then() -> None:
            if sender.kills < kills and dice.random() < 0.05:
                sender.kill()

        ledger.on_message = kill_now_and_then
        sender.start()
    await people_and_pages(api, keyring, ledger.url, 200)
    for _ in range(kills):
        await asyncio.sleep(dice.uniform(1.0, 4.0))
        if moment == "any":
            sender.kill()
        sender.start()
    ledger.on_message = lambda: None
    sender.kill()
    sender.start()
    await all_sent(api, 200)
    assert len(ledger.came) == 200
    repeated = sum(times - 1 for times in ledger.came.values())
    under_way = 256
    assert repeated <= sender.kills * under_way
    assert max(ledger.came.values()) <= 1 + sender.kills
