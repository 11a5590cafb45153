"""Hot statements: many parts in one, in the transaction, their errors known."""

from collections.abc import AsyncIterator

import pytest
from toy.service import METADATA

from platform_kit.database import Database, is_retryable, is_unavailable
from platform_kit.errors import as_problem
from platform_kit.ids import new_id
from platform_kit.statements import run, write
from platform_kit.testing.cluster import Cluster

pytestmark = pytest.mark.committed
INSERT = (
    "INSERT INTO toy.chores (id, place, claims) SELECT id, place, 0 "
    "FROM jsonb_to_recordset({rows}) AS new(id uuid, place integer)"
)


@pytest.fixture
async def database(cluster: Cluster, database_name: str) -> AsyncIterator[Database]:
    database = Database(cluster.address(database_name, "toy_app"), METADATA)
    yield database
    await database.close()


async def in_one_transaction(database: Database, *statements: str) -> None:
    """Run them one after another; what one raises comes out."""
    async with database.transaction() as session:
        for statement in statements:
            await run(session, statement)


async def places(database: Database) -> list[int]:
    async with database.transaction() as session:
        return [row.place for row in await run(session, "SELECT place FROM toy.chores ORDER BY 1")]


async def test_parts_are_written_together_and_empty_ones_left_out(database: Database) -> None:
    async with database.transaction() as session:
        await write(
            session,
            (INSERT, [{"id": new_id(), "place": place} for place in (1, 2)]),
            (INSERT, []),
            (INSERT, [{"id": new_id(), "place": 3}]),
        )
        await write(session, (INSERT, []))
    assert await places(database) == [1, 2, 3]


async def test_a_transaction_that_fails_leaves_nothing_of_hot_statements(
    database: Database,
) -> None:
    insert = f"INSERT INTO toy.chores (id, place, claims) VALUES ('{new_id()}', 1, 0)"  # noqa: S608
    with pytest.raises(Exception, match="division by zero"):
        await in_one_transaction(database, insert, "SELECT 1", "SELECT 1 / 0")
    assert await places(database) == []


@pytest.mark.parametrize(
    ("code", "retryable", "unavailable", "status"),
    [
        ("40P01", True, True, 503),
        ("40001", True, True, 503),
        ("53100", False, True, 503),
        ("57P03", False, True, 503),
        ("22003", False, False, 422),
        ("XX000", False, False, None),
    ],
)
async def test_errors_of_hot_statements_mean_what_they_mean_elsewhere(
    database: Database, code: str, retryable: bool, unavailable: bool, status: int | None
) -> None:
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$"
    for first in (raising, "SELECT 1"):  # through SQLAlchemy, and straight to the driver
        with pytest.raises(Exception, match="no") as caught:
            await in_one_transaction(database, first, raising)
        assert is_retryable(caught.value) is retryable
        assert is_unavailable(caught.value) is unavailable
        problem = as_problem(caught.value)
        assert (problem.status if problem else None) == status


async def test_a_connection_that_broke_is_no_fault_of_ours(database: Database) -> None:
    ends = "SELECT pg_terminate_backend(pg_backend_pid())"
    with pytest.raises(Exception) as caught:  # noqa: PT011 - the driver has many words for it
        await in_one_transaction(database, "SELECT 1", ends, "SELECT 1")
    assert is_unavailable(caught.value)
    assert await places(database) == []
