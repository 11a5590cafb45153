"""Whatever an alert or a language model says: nothing happens, and it is shown as plain text."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from analysis_builders import an_alert, an_analyze_message, deliver
from commanding_texts import HOSTILE
from fastapi import FastAPI
from sqlalchemy import func, select, text
from stub_server import Answer, Stub, a_text, completion, stub_server

from ai_analysis.knowledge.model import Model
from ai_analysis.main import create_app
from ai_analysis.settings import Settings
from platform_kit.database import Database
from platform_kit.testing.plugin import AppFactory

_GREW_BY_ANALYSING = {
    *("analyses", "suggestions", "reports", "llm_usage"),
    *("inbox_messages", "outbox_messages"),
}


@pytest.fixture
async def llm() -> AsyncIterator[Stub]:
    """A model that obeys the alert: it calls tools, writes markup and gives orders."""

    def obey(_: Any) -> Answer:
        hostile = completion(a_text(cause=" ".join(HOSTILE)[:3_900], action_plan=HOSTILE[:10]))
        body = json.loads(hostile.body)
        call = {"name": "close_incident", "arguments": '{"id": 1}'}
        body["choices"][0]["message"]["tool_calls"] = [{"type": "function", "function": call}]
        return Answer.json(body)

    async with stub_server(obey) as stub:
        yield stub


@pytest.fixture
async def app(service_app: AppFactory, model: Model, llm: Stub) -> AsyncIterator[FastAPI]:
    settings: dict[str, Any] = {
        "incident_service_url": "http://127.0.0.1:9",
        "openai_api_key": "k",
        "openai_base_url": llm.url,
    }
    async with service_app(Settings, create_app, **settings) as app:
        app.state.model.swap(model)
        yield app


async def state_of(app: FastAPI) -> dict[str, list[Any]]:
    """Every row of every table that analysing and reporting must not touch."""
    database: Database = app.state.database
    rows: dict[str, list[Any]] = {}
    async with database.transaction() as session:
        for table in database.metadata.sorted_tables:
            if table.name in _GREW_BY_ANALYSING:
                continue
            found = await session.execute(text(f"SELECT t::text FROM {table} t"))  # noqa: S608
            rows[table.name] = sorted(row[0] for row in found)
    return rows


async def test_hostile_alerts_and_an_obedient_model_change_no_state(
    app: FastAPI, responder: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    before = await state_of(app)
    assert {"knowledge_entries", "training", "feedback", "report_settings"} <= set(before)
    for hostile in HOSTILE:
        incident = uuid4()
        labels = {"alertname": hostile[:200]}
        body = an_alert(message=hostile, labels=labels, incident_id=str(incident))
        assert (await responder.post("/api/v1/analyze", json=body)).status_code == 200
        answer = await responder.post("/api/v1/reports", json={"incident_id": str(incident)})
        assert answer.status_code == 201
        assert answer.json()["mode"] == "llm"
        message = an_analyze_message(uuid4(), title=hostile, description=hostile)
        assert await deliver(ingestion, message) == ["done"]
    assert await state_of(app) == before

    database: Database = app.state.database
    outbox = database.tables.outbox
    async with database.transaction() as session:
        kinds = await session.execute(select(outbox.c.type, func.count()).group_by(outbox.c.type))
        assert {kind for kind, _ in kinds} <= {"SuggestionsFound"}


async def test_the_model_gets_the_alert_as_data_and_no_tools(
    responder: httpx.AsyncClient, llm: Stub
) -> None:
    incident = str(uuid4())
    body = an_alert(message=HOSTILE[0], labels={}, incident_id=incident)
    await responder.post("/api/v1/analyze", json=body)
    await responder.post("/api/v1/reports", json={"incident_id": incident})
    (asked,) = llm.asked
    system, user = asked.body["messages"]
    assert HOSTILE[0] not in system["content"]
    assert json.loads(user["content"])["title"] == HOSTILE[0]
    assert not {"tools", "tool_choice", "functions"} & set(asked.body)


@pytest.mark.parametrize("mode", ["llm", "rules"])
async def test_hostile_texts_are_shown_as_they_are_and_do_nothing(
    responder: httpx.AsyncClient, llm: Stub, mode: str
) -> None:
    if mode == "rules":
        llm.respond = lambda _: Answer(b"", status=500)
    for hostile in HOSTILE:
        incident = str(uuid4())
        body = an_alert(message=hostile, labels={"reason": hostile}, incident_id=incident)
        await responder.post("/api/v1/analyze", json=body)
        answer = await responder.post("/api/v1/reports", json={"incident_id": incident})
        shown = answer.json()["markdown"]
        for live in ("<script", "<img", "<!channel", "<@U", "](", "@everyone", "javascript:alert"):
            assert live not in shown, (hostile, live)
        assert "https://evil" not in shown
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "```" not in shown
