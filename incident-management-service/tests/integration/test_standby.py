"""While oncall does not answer, whoever was on call a moment ago is paged from here, once."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import kinds, opened, sent_bodies
from sqlalchemy import text

from incident_management.standby import service as standby
from platform_contracts.clients.oncall import OnCallClient
from platform_kit.ids import new_id
from platform_kit.testing.plugin import World

ANA = {"id": str(new_id()), "name": "Ana", "email": "ana@example.com"}


async def copy(app: FastAPI, answers: dict[str, list[dict[str, Any]]]) -> None:
    """One round of asking an oncall that knows these teams."""

    def answer(request: httpx.Request) -> httpx.Response:
        team = request.url.params["team"]
        if team not in answers:
            return httpx.Response(404, json={"type": "not-found", "title": "x", "status": 404})
        now: dict[str, Any] = {
            "team": team,
            "policy": "p",
            "at": "2026-01-01T00:00:00Z",
            "levels": [],
        }
        return httpx.Response(200, json=now | {"people": answers[team]})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        copier = standby.Copier(app.state.database, OnCallClient(http, "http://oncall.test"))
        while await copier.turn():
            pass


async def stand_in(app: FastAPI) -> int:
    async with app.state.database.transaction() as session:
        return await standby.stand_in(session, 50)


async def deliver(app: FastAPI) -> None:
    """Oncall takes all requests to page after all."""
    async with app.state.database.transaction() as session:
        await session.execute(text("DELETE FROM incidents.outbox_messages"))


@pytest.fixture
async def owned(app: FastAPI, manager: httpx.AsyncClient) -> None:
    await manager.put("/api/v1/services/payment-api", json={"team": "payments"})
    await copy(app, {"payments": [ANA], "default": []})


@pytest.mark.usefixtures("owned")
async def test_the_people_of_the_copy_are_paged_once_under_the_key_of_oncall(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    incident = await opened(ingestion)
    await world.fast_forward(seconds=20)
    assert await stand_in(app) == 0
    await world.fast_forward(seconds=15)
    assert await stand_in(app) == 1
    assert await stand_in(app) == 0
    (page,) = await sent_bodies(app, "Notify")
    assert page["key"] == f"{incident}/1/1/1/{ANA['id']}"
    assert (page["stale_oncall_data"], page["person"]["email"]) == (True, "ana@example.com")
    assert "escalated" in await kinds(responder, incident)


@pytest.mark.usefixtures("owned")
async def test_nobody_is_paged_for_what_oncall_has_taken_or_somebody_has_answered(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    await opened(ingestion)
    await deliver(app)
    answered = await opened(ingestion)
    await responder.post(f"/api/v1/incidents/{answered}/acknowledge")
    await world.fast_forward(minutes=5)
    assert await stand_in(app) == 0


@pytest.mark.usefixtures("owned")
async def test_a_copy_of_yesterday_is_not_used_and_the_incident_says_so(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    await world.fast_forward(hours=25)
    incident = await opened(ingestion)
    await world.fast_forward(minutes=1)
    assert await stand_in(app) == 1
    assert await sent_bodies(app, "Notify") == []
    assert "nobody_on_call" in await kinds(responder, incident)
