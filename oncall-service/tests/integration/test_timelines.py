"""Timelines on the real worker, with the database's clock moved: as expected, and as simulated."""

import os
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from scenarios import a_scenario
from sqlalchemy import text
from stage import Stage, expected
from vectors import SIMULATED, cases

from platform_contracts.vocabulary import Service
from platform_kit.database import Database
from platform_kit.testing.plugin import World

StageOf = Callable[[dict[str, Any]], Stage]


@pytest.fixture
def stage_of(
    app: FastAPI,
    admin: httpx.AsyncClient,
    incidents: httpx.AsyncClient,
    world: World,
    with_notification: FastAPI,
) -> StageOf:
    world.rolled_back_in = app.state.database
    notifications = app.state.peers[Service.NOTIFICATION]
    return lambda case: Stage(app, admin, incidents, notifications, world, case)


async def clear(app: FastAPI) -> None:
    """Nothing of the last timeline is left."""
    database: Database = app.state.database
    async with database.transaction() as session:
        for table in ("escalations", "escalation_steps", "escalation_events", "outbox_messages"):
            await session.execute(text(f"DELETE FROM oncall.{table}"))  # noqa: S608


async def test_every_escalation_vector_is_played_by_the_worker_as_expected(
    app: FastAPI, stage_of: StageOf
) -> None:
    for case in cases("escalation"):
        assert await stage_of(case).play() == expected(case), case["id"]
        await clear(app)


@pytest.mark.parametrize("seed", range(int(os.environ.get("SCENARIOS", "20"))))
async def test_what_is_simulated_is_what_the_worker_does(
    app: FastAPI, admin: httpx.AsyncClient, stage_of: StageOf, seed: int
) -> None:
    case = a_scenario(seed)
    body = {name: value for name, value in case.items() if name in SIMULATED}
    answer = await admin.post("/api/v1/escalation/simulate", json=body)
    assert answer.status_code == 200, answer.text
    assert await stage_of(case).play() == expected(case | {"expect": answer.json()})
