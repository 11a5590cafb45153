"""The live stream keeps the order of commits and loses nothing."""

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI

from incident_management.stream import repository
from incident_management.stream.service import publish
from platform_kit.database import Database
from platform_kit.testing.patience import PATIENCE


@pytest.mark.committed
async def test_two_transactions_that_commit_in_reverse_order_lose_nothing(app: FastAPI) -> None:
    database: Database = app.state.database
    async with database.transaction() as session:
        start = await repository.end_of_stream(session)

    first, second = database.new_session(), database.new_session()
    await publish(first, "incident", "began first", 1, {}, None)
    await first.flush()
    await publish(second, "incident", "began second", 1, {}, None)
    await second.commit()

    async with database.transaction() as session:
        assert await repository.events_after(session, start) == []
    await first.commit()
    await first.close()
    await second.close()
    # Transactions of other tests on the same server may be older still: shown once they are over.
    rows: list[Any] = []
    async with asyncio.timeout(PATIENCE):
        while len(rows) < 2:
            async with database.transaction() as session:
                rows = await repository.events_after(session, start)
            await asyncio.sleep(0.05)
    assert [row.entity_id for row in rows] == ["began first", "began second"]


def test_a_position_is_read_from_an_event_id_and_garbage_is_refused() -> None:
    position = repository.Position(7, 3)
    assert repository.Position.parse(str(position)) == position
    for garbage in ("", "7", "7-x", "x-3", "-", "9" * 30 + "-1", "7-3\x00"):
        assert repository.Position.parse(garbage) is None
