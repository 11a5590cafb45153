"""The outbox with real processes: those that die, hang, are told to stop, or lose the database."""

import asyncio
import os
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from toy_processes import ToyProcess, ToyWorld, closing

from platform_kit import migrations
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.cluster import Cluster, execute
from platform_kit.testing.patience import PATIENCE, eventually
from platform_local.ports import pick_free
from platform_local.postgres import EmbeddedPostgres

pytestmark = pytest.mark.committed


@pytest.fixture
async def world_of_toys(
    cluster: Cluster, database_name: str, keyring: KeyRing, tmp_path: Path
) -> AsyncIterator[ToyWorld]:
    world = ToyWorld.on(cluster.address(database_name, "toy_app"), keyring, tmp_path)
    yield world
    await world.close()


async def receiver_and_worker(world: ToyWorld) -> tuple[ToyProcess, ToyProcess]:
    receiver = world.process("api")
    receiver.start()
    await receiver.ready()
    worker = world.process("worker", receiver.url)
    worker.start()
    await worker.ready()
    return receiver, worker


async def is_claimed(world: ToyWorld) -> bool:
    return any(row.claim_token for row in await world.outbox())


async def test_the_job_of_a_killed_worker_is_run_by_another(
    world_of_toys: ToyWorld,
) -> None:
    world = world_of_toys
    receiver, worker = await receiver_and_worker(world)
    other = world.process("worker", receiver.url)
    receiver.send(signal.SIGSTOP)  # the hand-over is under way until the worker is dead
    await world.enqueue(closing("orphan"))
    await eventually(lambda: is_claimed(world), "the message to be claimed")
    worker.send(signal.SIGKILL)
    other.start()
    receiver.send(signal.SIGCONT)
    await world.has_notes(1, "got orphan")
    assert await world.notes() == 1


async def test_a_message_that_kills_its_receiver_is_quarantined_and_its_neighbours_are_delivered(
    world_of_toys: ToyWorld,
) -> None:
    world = world_of_toys
    receiver, worker = await receiver_and_worker(world)
    receiver.keep_alive()
    reasons = [f"neighbour {number}" for number in range(40)]
    await world.enqueue(*map(closing, [*reasons[:20], "poison", *reasons[20:]]))

    async def neighbours_are_done() -> bool:
        return await world.notes("got neighbour%") == 40

    await eventually(neighbours_are_done, "the neighbours' delivery")

    async def poison_is_dead() -> bool:
        rows = await world.outbox()
        return len(rows) == 1 and rows[0].dead_at is not None

    await eventually(poison_is_dead, "the quarantine")
    assert receiver.starts <= 1 + 1 + 3  # the first start, the batch, three tries alone
    admin = world.keyring.person("admin")
    outbox = f"{worker.url}/api/v1/ops/alert-ingestion/outbox"
    async with httpx.AsyncClient(headers=admin, timeout=10) as client:
        (dead,) = (await client.get(outbox)).json()["items"]
        assert "quarantined" in dead["reason"]
        replayed = await client.post(f"{outbox}/{dead['id']}/replay")
    assert replayed.status_code == 202


async def test_a_message_that_kills_the_sending_process_is_quarantined(
    world_of_toys: ToyWorld,
) -> None:
    """Each kill stands for a crash during the hand-over of the same message."""
    world = world_of_toys
    receiver, worker = await receiver_and_worker(world)
    receiver.send(signal.SIGSTOP)
    await world.enqueue(closing("killer"))
    for death in range(1, 4):
        await eventually(lambda: is_claimed(world), "the message to be claimed")
        worker.send(signal.SIGKILL)
        assert worker.process is not None
        worker.process.wait()
        assert [row.open_claims for row in await world.outbox()] == [death]
        await world.run("UPDATE toy.outbox_messages SET lease_until = NULL, claim_token = NULL")
        worker.start()

    async def is_dead() -> bool:
        return [row.dead_at is not None for row in await world.outbox()] == [True]

    await eventually(is_dead, "the quarantine")


async def test_a_worker_that_hung_past_its_lease_changes_nothing_any_more(
    world_of_toys: ToyWorld,
) -> None:
    world = world_of_toys
    receiver, worker = await receiver_and_worker(world)
    await world.enqueue(closing("slow delivery"))
    await eventually(lambda: is_claimed(world), "the message to be claimed")
    worker.send(signal.SIGSTOP)  # its event loop stands still, longer than the lease of 10 s
    other = world.process("worker", receiver.url)
    other.start()
    await world.has_notes(1, "got slow%")
    await world.enqueue(closing("after it", None))
    worker.send(signal.SIGCONT)
    await world.has_notes(2)
    await eventually(worker.is_ready, "the worker to be well again")
    assert await world.outbox() == []
    assert await world.texts() == {"got slow delivery", "got after it"}


async def test_sigterm_finishes_what_is_in_flight_and_leaves_no_lease(
    world_of_toys: ToyWorld,
) -> None:
    world = world_of_toys
    _, worker = await receiver_and_worker(world)
    await world.enqueue(closing("slow one"), *(closing(f"more {n}") for n in range(5)))
    await eventually(lambda: is_claimed(world), "the message to be claimed")
    worker.send(signal.SIGTERM)
    assert worker.process is not None
    code = await asyncio.to_thread(worker.process.wait, PATIENCE)
    assert code in (0, -signal.SIGTERM)
    assert await world.notes() == 6
    assert await world.outbox() == []


async def test_two_relays_deliver_500_messages_exactly_once(world_of_toys: ToyWorld) -> None:
    world = world_of_toys
    receiver, _ = await receiver_and_worker(world)
    second = world.process("worker", receiver.url)
    second.start()
    await second.ready()
    await world.enqueue(*(closing(f"message {number}") for number in range(500)))
    await world.has_notes(500)
    assert await world.notes() == 500
    assert await world.outbox() == []


@pytest.fixture
def own_server() -> Iterator[EmbeddedPostgres]:
    """A server that a test may kill."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder) / "postgres", port=pick_free())
        server.start()
        yield server
        server.stop()


async def test_a_restart_of_the_database_loses_and_repeats_nothing(
    own_server: EmbeddedPostgres, keyring: KeyRing, tmp_path: Path
) -> None:
    await execute(own_server.dsn(), "CREATE SCHEMA toy", "CREATE ROLE toy_owner SUPERUSER")
    await migrations.upgrade(own_server.dsn(), "toy.migrations", "toy")
    world = ToyWorld.on(own_server.dsn(), keyring, tmp_path)
    try:
        _, worker = await receiver_and_worker(world)
        for part in range(3):
            reasons = [f"message {number}" for number in range(100 * part, 100 * part + 100)]
            await world.enqueue(*map(closing, reasons))
            if part == 1:
                await asyncio.to_thread(restart_at_once, own_server)
                await world.database.engine.dispose()  # this test's own connections are torn too
                await eventually(worker.is_ready, "the worker to be well again")
        await world.has_notes(300)
        assert await world.texts() == {f"got message {number}" for number in range(300)}
    finally:
        await world.close()


def restart_at_once(server: EmbeddedPostgres) -> None:
    """An immediate stop: no checkpoint, connections torn, recovery at the start."""
    pid = int((server.state_dir / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGQUIT)
    server.stop()
    server.start()
