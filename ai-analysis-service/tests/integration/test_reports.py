"""Reports by rules and by a language model, at a real server that answers as told."""

import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from analysis_builders import NOW, a_message, an_alert, an_analyze_message, deliver
from fastapi import FastAPI
from sqlalchemy import select
from stub_server import Answer, Asked, Stub, a_text, completion, stub_server

from ai_analysis.knowledge.model import Model
from ai_analysis.main import create_app
from ai_analysis.reports import service as reports
from ai_analysis.settings import Settings
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

INCIDENT = uuid4()


def incident_management(asked: Asked) -> Answer:
    """The incident service as a report reads it."""
    entry: dict[str, Any] = {
        "id": str(uuid4()),
        "at": NOW,
        "kind": "opened",
        "actor": {"kind": "service", "id": "x", "name": "alert-ingestion"},
        "message": "Opened by an alert",
    }
    if asked.path.endswith("/timeline"):
        return Answer.json({"items": [entry], "next_cursor": None})
    if str(INCIDENT) not in asked.path:
        return Answer.json({"type": "not-found", "title": "Not found", "status": 404}, 404)
    return Answer.json(
        {
            "id": str(INCIDENT),
            "number": 42,
            "title": "Disk of the till is full",
            "service": "till",
            "environment": "production",
            "severity": "critical",
            "urgency": "high",
            "status": "resolved",
            "alert_count": 3,
            "opened_at": "2026-03-01T10:00:00Z",
            "acknowledged_at": "2026-03-01T10:04:00Z",
            "resolved_at": "2026-03-01T11:30:00Z",
            "version": 1,
            "updated_at": NOW,
        }
    )


@pytest.fixture
async def incidents() -> AsyncIterator[Stub]:
    async with stub_server(incident_management) as stub:
        yield stub


@pytest.fixture
async def llm() -> AsyncIterator[Stub]:
    async with stub_server(lambda _: completion(a_text())) as stub:
        yield stub


@pytest.fixture
async def app(service_app: AppFactory, model: Model, incidents: Stub) -> AsyncIterator[FastAPI]:
    async with service_app(Settings, create_app, incident_service_url=incidents.url) as app:
        app.state.model.swap(model)
        yield app


@pytest.fixture
async def with_llm(
    service_app: AppFactory, model: Model, incidents: Stub, llm: Stub, keyring: KeyRing
) -> AsyncIterator[httpx.AsyncClient]:
    """A responder of a service that has a language model with a small daily budget."""
    settings: dict[str, Any] = {
        "incident_service_url": incidents.url,
        "openai_api_key": "k-test",
        "openai_base_url": f"{llm.url}/v1",
        "llm_timeout_seconds": 2.0,
        "llm_daily_tokens": 20_000,
    }
    async with service_app(Settings, create_app, **settings) as app:
        app.state.model.swap(model)
        client = client_of(app, keyring.person("responder"))
        await client.post("/api/v1/analyze", json=an_alert(incident_id=str(INCIDENT)))
        yield client


async def a_report(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    body = {"incident_id": str(INCIDENT)} | changes
    answer = await client.post("/api/v1/reports", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_without_a_key_the_report_is_written_by_rules(responder: httpx.AsyncClient) -> None:
    await responder.post("/api/v1/analyze", json=an_alert(incident_id=str(INCIDENT)))
    report = await a_report(responder)
    assert report["mode"] == "rules"
    assert report["notice"] == ""
    assert "Disk space" in report["cause"]
    assert "disk space" in report["cause"]
    assert "1 h 30 min" in report["impact"]
    assert len(report["action_plan"]) >= 4
    assert report["title"] == "Incident report: INC-42 Disk of the till is full"
    assert report["markdown"].startswith("# Incident report")


async def test_the_same_facts_give_the_same_text(responder: httpx.AsyncClient) -> None:
    await responder.post("/api/v1/analyze", json=an_alert(incident_id=str(INCIDENT)))
    first, second = await a_report(responder), await a_report(responder)
    assert first["markdown"] == second["markdown"]


async def test_a_korean_report_is_korean(responder: httpx.AsyncClient) -> None:
    await responder.post("/api/v1/analyze", json=an_alert(incident_id=str(INCIDENT)))
    report = await a_report(responder, language="ko")
    assert "디스크 공간" in report["cause"]
    assert "till 서비스" in report["impact"]
    assert any("볼륨" in step for step in report["action_plan"])
    assert "## 조치 계획" in report["markdown"]


async def test_a_review_draft_has_the_timeline_and_what_people_must_answer(
    responder: httpx.AsyncClient,
) -> None:
    report = await a_report(responder, kind="postmortem")
    headings = [section["heading"] for section in report["sections"]]
    assert headings[:2] == ["Response", "Timeline"]
    assert "Acknowledged after 4 min" in report["markdown"]
    assert "Opened by an alert" in report["markdown"]
    assert "- [ ] Repair the confirmed cause" in report["markdown"]


async def test_an_incident_that_nobody_knows_gets_no_report(responder: httpx.AsyncClient) -> None:
    answer = await responder.post("/api/v1/reports", json={"incident_id": str(uuid4())})
    assert answer.status_code == 404


async def test_when_incidents_cannot_be_read_the_alert_alone_is_reported(
    service_app: AppFactory, model: Model, keyring: KeyRing
) -> None:
    url = "http://127.0.0.1:9"  # nothing listens there
    async with service_app(Settings, create_app, incident_service_url=url) as app:
        app.state.model.swap(model)
        responder = client_of(app, keyring.person("responder"))
        await responder.post("/api/v1/analyze", json=an_alert(incident_id=str(INCIDENT)))
        report = await a_report(responder)
    assert "Disk space" in report["cause"]
    assert report["notice"].startswith("Incident details cannot be read")


async def test_with_a_key_the_language_model_writes(with_llm: httpx.AsyncClient, llm: Stub) -> None:
    report = await a_report(with_llm)
    assert report["mode"] == "llm"
    assert report["cause"] == "Old exports filled the disk."
    assert report["action_plan"] == ["Delete old exports", "Add a limit"]
    (asked,) = llm.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == "Bearer k-test"
    assert "tools" not in asked.body
    assert "functions" not in asked.body
    facts = json.loads(asked.body["messages"][1]["content"])
    assert facts["likely_causes"][0]["title"] == "Disk space or inodes running out"


async def test_the_language_model_is_asked_in_korean(
    with_llm: httpx.AsyncClient, llm: Stub
) -> None:
    await a_report(with_llm, language="ko")
    assert "Korean" in llm.asked[0].body["messages"][0]["content"]


@pytest.mark.parametrize(
    ("answer", "notice"),
    [
        (Answer(b"", seconds=30), "did not answer in time"),
        (Answer(b"{}", status=500), "answered with an error"),
        (Answer(b"{}", status=401), "answered with an error"),
        (Answer(b"{}", status=429), "refuses more requests"),
        (Answer(b"not json"), "was not usable"),
        (Answer.json({"choices": []}), "was not usable"),
        (completion("I am sorry."), "was not usable"),
        (completion(a_text(action_plan=[])), "was not usable"),
        (completion(a_text(cause=7)), "was not usable"),
        (completion("x" * 1_000_000), "was not usable"),
        (Answer(b"", status=302, headers={"location": "http://127.0.0.1:1"}), "an error"),
        (Answer(b"", status=200), "was not usable"),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)
async def test_a_model_that_fails_is_replaced_by_rules_and_the_report_says_so(
    with_llm: httpx.AsyncClient, llm: Stub, answer: Answer, notice: str
) -> None:
    llm.respond = lambda _: answer
    report = await a_report(with_llm)
    assert report["mode"] == "rules"
    assert notice in report["notice"]
    assert "Disk space" in report["cause"]


async def test_a_code_fence_around_the_answer_is_read(
    with_llm: httpx.AsyncClient, llm: Stub
) -> None:
    llm.respond = lambda _: completion(f"```json\n{a_text()}\n```")
    assert (await a_report(with_llm))["mode"] == "llm"


async def test_the_daily_budget_ends_requests_to_the_model(
    with_llm: httpx.AsyncClient, llm: Stub
) -> None:
    llm.respond = lambda _: completion(a_text(), tokens=19_500)
    assert (await a_report(with_llm))["mode"] == "llm"
    second = await a_report(with_llm)
    assert second["mode"] == "rules"
    assert "daily budget" in second["notice"]
    assert len(llm.asked) == 1


async def test_the_metadata_address_of_a_cloud_is_never_asked(
    service_app: AppFactory, model: Model, incidents: Stub, keyring: KeyRing
) -> None:
    settings: dict[str, Any] = {
        "incident_service_url": incidents.url,
        "openai_api_key": "k",
        "openai_base_url": "http://169.254.169.254/v1",
    }
    async with service_app(Settings, create_app, **settings) as app:
        app.state.model.swap(model)
        report = await a_report(client_of(app, keyring.person("responder")))
    assert "address of the language model is not allowed" in report["notice"]


async def test_the_settings_say_what_can_be_had(
    with_llm: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    assert (await with_llm.get("/api/v1/reports/settings")).json()["llm"] == "on"
    assert (await responder.get("/api/v1/reports/settings")).json()["llm"] == "off"


async def announced(app: FastAPI) -> list[dict[str, Any]]:
    database: Database = app.state.database
    outbox = database.tables.outbox
    async with database.transaction() as session:
        rows = await session.scalars(select(outbox.c.body).where(outbox.c.type == "Announce"))
        return list(rows.all())


async def an_anomaly(ingestion: httpx.AsyncClient) -> UUID:
    """An incident of an alert that a monitor raised."""
    message = an_analyze_message(INCIDENT, source="monitor", title="till: HTTP is 0.2, limit 0.05")
    assert await deliver(ingestion, message) == ["done"]
    return INCIDENT


async def test_an_anomaly_of_a_monitor_becomes_a_report_in_the_chosen_targets(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    chosen = {"targets": ["slack", "jira"], "language": "ko", "automatic": True}
    assert (await responder.put("/api/v1/reports/settings", json=chosen)).status_code == 200
    incident = await an_anomaly(ingestion)
    assert await reports.write_next(app.state.desk)

    listed = await responder.get("/api/v1/reports", params={"incident_id": str(incident)})
    (report,) = listed.json()["items"]
    assert report["language"] == "ko"
    (message,) = await announced(app)
    assert message["topic"] == "report.incident"
    assert message["data"]["targets"] == ["slack", "jira"]
    assert message["data"]["report_id"] == report["id"]
    assert not await reports.write_next(app.state.desk)


async def test_without_targets_the_report_is_there_to_be_shown_and_nothing_is_sent(
    app: FastAPI, ingestion: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    incident = await an_anomaly(ingestion)
    waiting = await viewer.get("/api/v1/reports", params={"incident_id": str(incident)})
    assert waiting.json() == {"items": [], "pending": 1}
    assert await reports.write_next(app.state.desk)
    listed = await viewer.get("/api/v1/reports", params={"incident_id": str(incident)})
    assert len(listed.json()["items"]) == 1
    assert await announced(app) == []


async def test_automatic_reports_can_be_switched_off_and_other_alerts_make_none(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    await deliver(ingestion, an_analyze_message(uuid4()))
    await responder.put("/api/v1/reports/settings", json={"automatic": False})
    await an_anomaly(ingestion)
    assert not await reports.write_next(app.state.desk)


async def test_a_resolved_incident_gets_the_draft_of_its_review(
    app: FastAPI, ingestion: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    unknown_there = uuid4()
    timeline = [
        {"at": NOW, "actor": {"kind": "person", "id": "1", "name": "Avery"}, "message": "looked"}
    ]
    message = a_message(
        "DraftPostmortem", incident_id=str(unknown_there), title="Disk full", timeline=timeline
    )
    assert await deliver(ingestion, message) == ["done"]
    assert await reports.write_next(app.state.desk)
    listed = await viewer.get(
        "/api/v1/reports", params={"incident_id": str(unknown_there), "kind": "postmortem"}
    )
    (draft,) = listed.json()["items"]
    assert "Avery: looked" in draft["markdown"]
    text = await viewer.get(f"/api/v1/reports/{draft['id']}/markdown")
    assert text.headers["content-type"].startswith("text/markdown")
    assert text.text == draft["markdown"]


async def test_a_viewer_asks_for_no_report(viewer: httpx.AsyncClient) -> None:
    answer = await viewer.post("/api/v1/reports", json={"incident_id": str(INCIDENT)})
    assert answer.status_code == 403
