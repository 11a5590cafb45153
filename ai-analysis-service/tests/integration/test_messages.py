"""Messages: an incident's alert is explained once, stored, and the incident is told."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
from analysis_builders import NOW, an_analyze_message, deliver
from fastapi import FastAPI
from sqlalchemy import func, select

from ai_analysis.past_incidents.models import ConfirmedCause
from ai_analysis.suggestions import repository
from ai_analysis.suggestions.models import StoredAnalysis
from platform_kit.database import Database
from platform_kit.testing.plugin import World


async def announced(app: FastAPI, incident: UUID) -> list[dict[str, Any]]:
    database: Database = app.state.database
    outbox = database.tables.outbox
    async with database.transaction() as session:
        rows = await session.scalars(
            select(outbox.c.body).where(outbox.c.type == "SuggestionsFound")
        )
        return [body for body in rows.all() if body["incident_id"] == str(incident)]


async def test_a_new_incident_gets_suggestions_and_hears_of_them(
    app: FastAPI, ingestion: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    incident = uuid4()
    assert await deliver(ingestion, an_analyze_message(incident)) == ["done"]

    shown = await viewer.get("/api/v1/suggestions", params={"incident_id": str(incident)})
    assert shown.json()["suggestions"][0]["category"] == "certificate_expiry"
    (message,) = await announced(app, incident)
    assert message["category"] == "certificate_expiry"
    assert message["confidence"] > 0.5


async def test_a_message_that_comes_twice_is_explained_once(
    app: FastAPI, ingestion: httpx.AsyncClient
) -> None:
    incident = uuid4()
    message = an_analyze_message(incident)
    assert await deliver(ingestion, message) == ["done"]
    assert await deliver(ingestion, message) == ["duplicate"]
    assert len(await announced(app, incident)) == 1


async def test_an_unknown_cause_is_stored_but_not_announced(
    app: FastAPI, ingestion: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    incident = uuid4()
    await deliver(ingestion, an_analyze_message(incident, title="lorem ipsum", labels={}))
    shown = await viewer.get("/api/v1/suggestions", params={"incident_id": str(incident)})
    assert shown.json()["suggestions"][0]["category"] == "unknown"
    assert await announced(app, incident) == []


async def test_the_newest_analysis_of_an_incident_is_shown(
    ingestion: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    incident = uuid4()
    await deliver(ingestion, an_analyze_message(incident))
    await deliver(ingestion, an_analyze_message(incident, title="DNS lookup fails", labels={}))
    shown = await viewer.get("/api/v1/suggestions", params={"incident_id": str(incident)})
    assert shown.json()["suggestions"][0]["category"] == "dns_failure"


async def test_strange_alerts_are_explained_as_well(ingestion: httpx.AsyncClient) -> None:
    outcomes = await deliver(
        ingestion,
        an_analyze_message(uuid4(), title="", labels={}),
        an_analyze_message(uuid4(), title="a\x00b disk full"),
        an_analyze_message(uuid4(), title="💥" * 10_000, description="디스크" * 10_000),
    )
    assert outcomes == ["done", "done", "done"]


async def test_a_confirmed_cause_is_remembered_and_an_older_one_ignored(
    app: FastAPI, ingestion: httpx.AsyncClient
) -> None:
    incident = uuid4()

    def confirmed(cause: str, at: str) -> dict[str, Any]:
        return {
            "type": "RcaConfirmed",
            "id": str(uuid4()),
            "occurred_at": at,
            "incident_id": str(incident),
            "root_cause": cause,
        }

    assert await deliver(ingestion, confirmed("disk was full", NOW)) == ["done"]
    earlier = NOW.replace("2026", "2025")
    assert await deliver(ingestion, confirmed("nobody knows", earlier)) == ["done"]
    async with app.state.database.transaction() as session:
        stored = await session.get(ConfirmedCause, incident)
    assert stored is not None
    assert stored.root_cause == "disk was full"


async def test_old_analyses_go_when_a_newer_one_of_their_incident_exists(
    app: FastAPI, ingestion: httpx.AsyncClient, world: World
) -> None:
    twice, once = uuid4(), uuid4()
    for incident in (twice, once):
        await deliver(ingestion, an_analyze_message(incident))
    await world.fast_forward(hours=24 * 91)
    await deliver(ingestion, an_analyze_message(twice))

    async with app.state.database.transaction() as session:
        assert await repository.forget_superseded(session, timedelta(days=90), 100) == 1
        counts = await session.execute(
            select(StoredAnalysis.incident_id, func.count()).group_by(StoredAnalysis.incident_id)
        )
        assert {row[0]: row[1] for row in counts} == {twice: 1, once: 1}
