"""Any order of pages, cancellations, claims, answers, crashes and time: a delivery keeps its rules.

Two senders work on the same rows of a real database; hypothesis chooses what happens.
"""

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,  # pyright: ignore[reportUnknownVariableType]
)
from notification_builders import a_method, a_page, deliver
from sqlalchemy import text

from notification.deliveries import rounds
from notification.deliveries.outcomes import Outcome, Recorder
from notification.deliveries.rounds import Parcel
from notification.domain.life import ALLOWED
from notification.domain.result import Rejected, Result, Retry, Sent
from notification.main import create_app
from notification.settings import Settings
from platform_contracts.messages import CancelDeliveries, Notify
from platform_contracts.vocabulary import DeliveryState
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, World, client_of

T = TypeVar("T")
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
TABLES = ("delivery_attempts", "deliveries", "notifications", "stops", "contact_methods")
RESULTS: list[Result] = [
    Sent("ok"),
    Retry("later"),
    Retry("much later", after=timedelta(minutes=5)),
    Rejected("never"),
]


class Stage:
    """The service without its worker, driven from hypothesis's thread."""

    def __init__(self, app: FastAPI, keyring: KeyRing, world: World) -> None:
        self.loop = asyncio.get_running_loop()
        self.app, self.world = app, world
        self.database: Database = app.state.database
        self.recorder = Recorder(
            self.database, app.state.failover, app.state.channels.refused, app.state.announcer
        )
        self.oncall: httpx.AsyncClient = client_of(app, keyring.service("oncall", "notification"))
        self.manager: httpx.AsyncClient = client_of(app, keyring.person("manager"))

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    async def claim(self) -> list[Parcel]:
        async with self.database.transaction() as session:
            return await rounds.take(session, {}, 50)

    async def clear(self) -> None:
        """Nothing is left of the play before; the clock stands at noon."""
        await self.world.stand_still_at(NOON)
        async with self.database.transaction() as session:
            for table in TABLES:
                await session.execute(text(f"DELETE FROM notifications.{table}"))  # noqa: S608

    async def crash(self) -> None:
        """Whoever held something is gone, and the time of every lease has passed."""
        async with self.database.transaction() as session:
            query = "UPDATE notifications.deliveries SET lease_until = 'epoch'"
            await session.execute(text(f"{query} WHERE state = 'sending'"))

    async def rows(self) -> dict[UUID, Any]:
        query = """
            SELECT d.*, (SELECT count(*) FROM notifications.delivery_attempts a
                         WHERE a.delivery_id = d.id) AS attempts
            FROM notifications.deliveries d
            """
        async with self.database.transaction() as session:
            return {row.id: row for row in await session.execute(text(query))}


class Deliveries(RuleBasedStateMachine):
    stage: ClassVar[Stage]
    pages: Bundle[Notify] = Bundle("pages")
    held: Bundle[Parcel] = Bundle("held")

    def __init__(self) -> None:
        super().__init__()
        self.stage.do(self.stage.clear())
        self.person = new_id()
        for channel, address in (("webhook", "http://127.0.0.1:1/x"), ("mock", "jordan")):
            self.stage.do(a_method(self.stage.manager, self.person, channel, address))
        self.before: dict[UUID, str] = {}
        self.sent: set[UUID] = set()

    @rule(target=pages, cycle=st.integers(1, 2))
    def page(self, cycle: int) -> Notify:
        page = a_page(self.person, cycle=cycle, at=NOON)
        self.stage.do(deliver(self.stage.oncall, page))
        return page

    @rule(page=pages)
    def page_again(self, page: Notify) -> None:
        self.stage.do(deliver(self.stage.oncall, page))

    @rule(page=pages)
    def acknowledge(self, page: Notify) -> None:
        cancel = CancelDeliveries(
            incident_id=page.incident_id, reason="acknowledged", cycle=page.cycle
        )
        self.stage.do(deliver(self.stage.oncall, cancel))

    @rule(target=held)
    def claim(self) -> Any:
        return multiple(*self.stage.do(self.stage.claim()))

    @rule(parcel=held, result=st.sampled_from(RESULTS))
    def answer(self, parcel: Parcel, result: Result) -> None:
        """Also one that was lost in a crash, or answered before: it must have no effect."""
        done = [Outcome(due, parcel.id, result, 1.0) for due in parcel.deliveries]
        for due, ours in zip(
            parcel.deliveries, self.stage.do(self.stage.recorder.record(done)), strict=True
        ):
            if ours and isinstance(result, Sent):
                assert due.id not in self.sent, "marked as sent twice"
                self.sent.add(due.id)

    @rule()
    def crash(self) -> None:
        self.stage.do(self.stage.crash())

    @rule(minutes=st.integers(1, 10))
    def time_passes(self, minutes: int) -> None:
        self.stage.do(self.stage.world.fast_forward(minutes=minutes))

    @invariant()
    def keeps_its_rules(self) -> None:
        rows = self.stage.do(self.stage.rows())
        for delivery, row in rows.items():
            was, now = self.before.get(delivery, "queued"), row.state
            assert now == was or _reachable(was, now), f"{was} → {now}"
            assert (row.sent_at is not None) == (now == "sent") == (delivery in self.sent)
            assert row.attempts == row.attempts_made
            assert (row.claim_token is not None) == (now == "sending")
            self.before[delivery] = now


def _reachable(was: str, now: str) -> bool:
    """By the allowed steps; a rule may take two at once (claimed and put back)."""
    return DeliveryState(now) in ALLOWED[DeliveryState(was)]


@pytest.mark.committed
async def test_a_delivery_keeps_its_rules_whatever_happens(
    service_app: AppFactory, keyring: KeyRing, world: World
) -> None:
    async with service_app(Settings, create_app, service_role="api") as app:
        stage = Stage(app, keyring, world)
        machine: Any = type("Played", (Deliveries,), {"stage": stage})
        few = settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        )
        run: Any = run_state_machine_as_test  # pyright: ignore[reportUnknownVariableType]
        await asyncio.to_thread(run, machine, settings=few)
