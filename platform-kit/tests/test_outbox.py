"""The outbox in one process: what is committed, in which order, and what becomes of failures."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select
from toy.service import METADATA, NOTES, Settings, create_app
from toy_processes import closing

from platform_contracts.clients.base import ServiceClient
from platform_contracts.messages import CloseGroup, Message, RcaConfirmed, StopEscalation
from platform_kit.database import Database
from platform_kit.outbox import store
from platform_kit.outbox.enqueue import enqueue
from platform_kit.outbox.relay import Relay
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.cluster import Cluster
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import AppFactory, World, client_of
from platform_kit.worker import Worker

pytestmark = pytest.mark.committed


class ShortLived(CloseGroup):
    """A message that is worth nothing after a minute."""

    lifetime: ClassVar[timedelta | None] = timedelta(minutes=1)

    @classmethod
    def name(cls) -> str:
        return "CloseGroup"


@dataclass
class Outbox:
    """The toy's receiving half in this process, and a relay that hands over to it."""

    app: FastAPI
    keyring: KeyRing
    other: httpx.AsyncBaseTransport | None = None
    workers: list[Worker] = field(default_factory=list[Worker])

    @property
    def database(self) -> Database:
        return self.app.state.database

    def start_relay(self) -> None:
        """One more relay over the same outbox."""
        headers = self.keyring.service("incident-management", "alert-ingestion")
        receiver = ServiceClient(client_of(self.app, headers), "http://service.test")
        other = httpx.AsyncClient(transport=self.other, timeout=5) if self.other else None
        peers = {
            "alert-ingestion": receiver,
            "oncall": ServiceClient(other, "http://other.test") if other else receiver,
        }
        relay = Relay(self.database, peers)
        worker = Worker(relay.jobs(), self.database.wakeups)
        worker.start()
        self.workers.append(worker)

    async def enqueue(self, *messages: Message) -> None:
        async with self.database.transaction() as session:
            await enqueue(session, *messages)

    async def rows(self) -> list[Any]:
        async with self.database.transaction() as session:
            return list(await session.execute(select(self.database.tables.outbox)))

    async def texts(self) -> list[str]:
        """The notes in the order they were written."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(NOTES.c.text).order_by(NOTES.c.id)))

    async def is_empty(self) -> bool:
        return not await self.rows()


@pytest.fixture
async def outbox(service_app: AppFactory, keyring: KeyRing) -> AsyncIterator[Outbox]:
    async with service_app(Settings, create_app, service_role="api") as app:
        outbox = Outbox(app, keyring)
        yield outbox
        for worker in outbox.workers:
            await worker.stop()


async def test_a_rolled_back_transaction_sends_nothing(outbox: Outbox) -> None:
    async with client_of(outbox.app, outbox.keyring.person("responder")) as client:
        body = {"text": "never", "send": True, "fail_after_writing": True}
        assert (await client.post("/api/v1/notes", json=body)).status_code == 409
    assert await outbox.rows() == []


async def test_messages_of_one_key_are_delivered_in_their_order(outbox: Outbox) -> None:
    incident = uuid4()
    reasons = [f"step {number:02}" for number in range(30)]
    outbox.start_relay()
    outbox.start_relay()
    for reason in reasons:
        await outbox.enqueue(closing(reason, incident))
    await eventually(outbox.is_empty, "the deliveries")
    assert await outbox.texts() == [f"got {reason}" for reason in reasons]


async def test_a_rejected_message_becomes_a_dead_letter_and_holds_up_nobody(
    outbox: Outbox,
) -> None:
    incident = uuid4()
    await outbox.enqueue(closing("conflict", incident), closing("next", incident))
    outbox.start_relay()

    async def only_the_dead_is_left() -> bool:
        rows = await outbox.rows()
        return len(rows) == 1 and rows[0].dead_at is not None

    await eventually(only_the_dead_is_left, "the dead letter")
    assert await outbox.texts() == ["got next"]
    assert "not wanted" in (await outbox.rows())[0].reason


async def test_a_fault_of_one_handler_does_not_hold_up_its_neighbours(outbox: Outbox) -> None:
    await outbox.enqueue(closing("a"), closing("fault"), closing("b"))
    outbox.start_relay()

    async def neighbours_are_done() -> bool:
        return len(await outbox.rows()) == 1

    await eventually(neighbours_are_done, "the neighbours")
    assert sorted(await outbox.texts()) == ["got a", "got b"]
    (waiting,) = await outbox.rows()
    assert waiting.dead_at is None
    assert "a fault of the handler" in waiting.reason


async def test_an_expired_message_becomes_a_dead_letter_and_is_not_delivered(
    outbox: Outbox, world: World
) -> None:
    await outbox.enqueue(ShortLived(incident_id=uuid4(), reason="stale"))
    await world.fast_forward(minutes=2)
    outbox.start_relay()

    async def is_dead() -> bool:
        return [row.dead_at is not None for row in await outbox.rows()] == [True]

    await eventually(is_dead, "the dead letter")
    assert "expired" in (await outbox.rows())[0].reason
    assert await outbox.texts() == []


async def test_a_message_that_is_not_due_waits(outbox: Outbox, world: World) -> None:
    async with outbox.database.transaction() as session:
        later = datetime.now(UTC) + timedelta(minutes=10)
        await enqueue(session, closing("later"), due=later)
    await outbox.enqueue(closing("now"))
    outbox.start_relay()

    async def first_is_done() -> bool:
        return len(await outbox.rows()) == 1

    await eventually(first_is_done, "the message that is due")
    assert await outbox.texts() == ["got now"]
    await world.fast_forward(minutes=11)
    await eventually(outbox.is_empty, "the other one")


class Hangs(httpx.AsyncBaseTransport):
    """A destination that takes connections and never answers."""

    def __init__(self) -> None:
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        await asyncio.sleep(5)  # as long as the client's patience
        raise httpx.ReadTimeout("never answers", request=request)


class Drops(Hangs):
    """A destination that drops every connection."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        raise httpx.ReadError("dropped", request=request)


@pytest.mark.parametrize("other", [Hangs, Drops])
async def test_a_destination_that_is_down_does_not_delay_another(
    outbox: Outbox, other: type[Hangs]
) -> None:
    down = outbox.other = other()
    stops = [StopEscalation(incident_id=uuid4(), reason="resolved", final=True) for _ in range(150)]
    outbox.start_relay()
    await outbox.enqueue(*stops)

    async def was_asked() -> bool:
        return down.asked > 0

    await eventually(was_asked, "an attempt at the broken destination")
    for number in range(10):
        await outbox.enqueue(closing(f"quick {number}"))

        async def arrived() -> bool:
            return f"got quick {number}" in await outbox.texts()  # noqa: B023 - used at once

        assert await eventually(arrived, f"message {number}") < 3
    assert outbox.workers[0].stuck() == []


async def test_a_message_delivered_twice_has_one_effect(outbox: Outbox) -> None:
    message = closing("once").model_copy(update={"id": uuid4()}).model_dump(mode="json")
    headers = outbox.keyring.service("incident-management", "alert-ingestion")
    async with client_of(outbox.app, headers) as client:
        answers = [
            await client.post("/internal/v1/messages", json={"messages": [message, message]})
            for _ in range(2)
        ]
    outcomes = [outcome["outcome"] for answer in answers for outcome in answer.json()["outcomes"]]
    assert outcomes == ["done", "duplicate", "duplicate", "duplicate"]
    assert await outbox.texts() == ["got once"]


async def hand_over(outbox: Outbox, causes: list[str]) -> list[str]:
    """Messages of one batch, as a relay sends them; returns their outcomes."""
    messages = [RcaConfirmed(id=uuid4(), incident_id=uuid4(), root_cause=c) for c in causes]
    headers = outbox.keyring.service("incident-management", "alert-ingestion")
    receiver = ServiceClient(client_of(outbox.app, headers), "http://service.test")
    bodies = [message.model_dump(mode="json") for message in [*messages, messages[0]]]
    answer = await receiver.deliver(bodies)
    again = await receiver.deliver(bodies)
    assert {o.outcome for o, c in zip(again.outcomes, causes, strict=False) if c != "fault"} == {
        "duplicate"
    }
    return [outcome.outcome for outcome in answer.outcomes]


async def test_a_batch_is_handled_at_once_and_once(outbox: Outbox) -> None:
    assert await hand_over(outbox, ["a", "b", "c"]) == ["done"] * 4
    assert await outbox.texts() == ["together: a, b, c"]


async def test_a_fault_in_a_batch_is_that_of_one_message(outbox: Outbox) -> None:
    assert await hand_over(outbox, ["a", "fault", "c"]) == ["done", "retry", "done", "duplicate"]
    assert await outbox.texts() == ["together: a", "together: c"]


async def test_a_person_cannot_hand_over_messages(outbox: Outbox) -> None:
    async with client_of(outbox.app, outbox.keyring.person("admin")) as client:
        answer = await client.post("/internal/v1/messages", json={"messages": []})
    assert answer.status_code == 401


async def test_dead_letters_are_listed_replayed_and_discarded_by_an_admin(outbox: Outbox) -> None:
    await outbox.enqueue(closing("conflict"), closing("conflict"), closing("conflict"))
    outbox.start_relay()

    async def all_are_dead() -> bool:
        return all(row.dead_at for row in await outbox.rows())

    await eventually(all_are_dead, "the dead letters")
    path = "/api/v1/ops/alert-ingestion/outbox"
    async with client_of(outbox.app, outbox.keyring.person("viewer")) as viewer:
        assert (await viewer.get(path)).status_code == 403
    async with client_of(outbox.app, outbox.keyring.person("admin")) as admin:
        first = (await admin.get(path, params={"limit": 2})).json()
        second = (await admin.get(path, params={"cursor": first["next_cursor"]})).json()
        ids = [item["id"] for page in (first, second) for item in page["items"]]
        assert len(set(ids)) == 3
        assert (await admin.delete(f"{path}/{ids[0]}")).status_code == 204
        assert (await admin.delete(f"{path}/{ids[0]}")).status_code == 404
        assert (await admin.post(f"{path}/{ids[1]}/replay")).status_code == 202
        assert (await admin.post(f"{path}/{uuid4()}/replay")).status_code == 404
    await eventually(all_are_dead, "the replayed one to be refused again")
    assert len(await outbox.rows()) == 2


async def test_an_outcome_under_a_lost_claim_is_not_written(
    outbox: Outbox, cluster: Cluster, database_name: str
) -> None:
    from_another = Database(cluster.address(database_name, "toy_app"), METADATA)
    await outbox.enqueue(closing("mine"))
    async with outbox.database.transaction() as session:
        lost = await store.claim(session, limit=10, lane="status")
    async with from_another.transaction() as session:
        await session.execute(
            outbox.database.tables.outbox.update().values(
                lease_until=datetime(2000, 1, 1, tzinfo=UTC)
            )
        )
        assert (await store.next_suspect(session, busy=[])) is not None
        current = await store.claim(session, limit=1, destination="alert-ingestion")
    async with outbox.database.transaction() as session:
        ids = [row.id for row in lost.rows]
        assert await store.delivered(session, lost.token, ids) == set()
        await store.bury(session, lost.token, ids, "not ours")
        await store.retry(session, lost.token, ids, seconds=60, reason="not ours")
    (row,) = await outbox.rows()
    assert (row.claim_token, row.dead_at, row.reason) == (current.token, None, "")
    async with from_another.transaction() as session:
        assert await store.delivered(session, current.token, ids) == set(ids)
    await from_another.close()
