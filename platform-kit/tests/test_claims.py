"""Claims: each row is done by one worker, and handed on when that one dies."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update
from toy.service import METADATA, Chore

from platform_kit.claims import claim, settle
from platform_kit.clock import now
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.cluster import Cluster

pytestmark = pytest.mark.committed


@pytest.fixture
async def database(cluster: Cluster, database_name: str) -> AsyncIterator[Database]:
    database = Database(cluster.address(database_name, "toy_app"), METADATA)
    async with database.transaction() as session:
        session.add_all(Chore(id=new_id(), place=place, claims=0) for place in range(20))
    yield database
    await database.close()


async def take(database: Database, limit: int = 5) -> list[Chore]:
    """Claim what is not done."""
    async with database.transaction() as session:
        return await claim(session, Chore, Chore.done.is_(None), Chore.place, limit=limit)


async def finish(database: Database, chore: Chore, done: str) -> bool:
    """Write the outcome under the claim it was taken with."""
    async with database.transaction() as session:
        return await settle(session, Chore, chore.id, chore.claim_token, done=done)


async def expire_all(database: Database) -> None:
    """Let every lease be over, as after ten seconds."""
    async with database.transaction() as session:
        await session.execute(update(Chore).values(lease_until=await now(session)))


async def test_workers_at_the_same_time_never_get_the_same_row(database: Database) -> None:
    taken = await asyncio.gather(*(take(database) for _ in range(4)))
    ids = [chore.id for chores in taken for chore in chores]
    assert len(ids) == len(set(ids)) == 20
    assert await take(database) == []


async def test_the_oldest_rows_are_claimed_first(database: Database) -> None:
    assert sorted(chore.place for chore in await take(database)) == [0, 1, 2, 3, 4]


async def test_an_expired_lease_is_claimed_again_and_counted(database: Database) -> None:
    first = await take(database, 20)
    await expire_all(database)
    second = await take(database, 20)
    assert {chore.id for chore in second} == {chore.id for chore in first}
    assert {chore.claims for chore in second} == {2}
    assert {c.claim_token for c in first}.isdisjoint(c.claim_token for c in second)


async def test_a_worker_that_lost_its_claim_cannot_write_its_outcome(database: Database) -> None:
    (late,) = await take(database, 1)
    await expire_all(database)
    (current,) = await take(database, 1)
    assert current.id == late.id
    assert not await finish(database, late, "by the late one")
    assert await finish(database, current, "by the current one")
    assert not await finish(database, late, "by the late one")
    async with database.transaction() as session:
        chore = await session.scalar(select(Chore).where(Chore.id == late.id))
    assert chore is not None
    assert (chore.done, chore.claim_token) == ("by the current one", None)


async def test_a_claim_that_is_rolled_back_leaves_the_row_to_others(database: Database) -> None:
    session = database.new_session()
    await claim(session, Chore, Chore.done.is_(None), Chore.place, limit=20)
    assert await take(database) == []  # locked rows are skipped, not waited for
    await session.rollback()
    await session.close()
    assert len(await take(database, 20)) == 20
