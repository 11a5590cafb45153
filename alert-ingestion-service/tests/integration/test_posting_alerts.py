"""Posting alerts: stored when answered, repeats counted, relatives in one incident."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

ALERT = {"service": "payment-api", "severity": "critical", "message": "Error rate above 5 %"}


async def messages(app: FastAPI) -> list[Any]:
    """What waits in the outbox, oldest first."""
    database: Database = app.state.database
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT type, key, body FROM alerts.outbox_messages ORDER BY seq")
        )
        return list(rows)


async def test_an_alert_is_stored_and_opens_an_incident(
    responder: httpx.AsyncClient, app: FastAPI
) -> None:
    answer = await responder.post("/api/v1/alerts", json=ALERT)
    assert answer.status_code == 201
    body = answer.json()
    assert body["correlation"] == "new"
    assert "payment-api" in body["reason"]
    stored = (await responder.get(f"/api/v1/alerts/{body['alert_id']}")).json()
    assert (stored["title"], stored["severity"]) == ("Error rate above 5 %", "critical")
    (message,) = await messages(app)
    assert message.type == "OpenIncident"
    assert message.body["incident_id"] == body["incident_id"]
    assert message.body["traceparent"][3:35] == answer.headers["x-trace-id"]


async def test_the_same_alert_again_is_counted_and_not_told_again(
    responder: httpx.AsyncClient, app: FastAPI
) -> None:
    first = (await responder.post("/api/v1/alerts", json=ALERT)).json()
    again = (await responder.post("/api/v1/alerts", json=ALERT)).json()
    assert again["alert_id"] == first["alert_id"]
    assert (again["correlation"], again["count"]) == ("existing", 2)
    assert len(await messages(app)) == 1


async def test_a_relative_within_the_window_joins_the_incident(
    responder: httpx.AsyncClient, app: FastAPI
) -> None:
    first = (await responder.post("/api/v1/alerts", json=ALERT)).json()
    other = (await responder.post("/api/v1/alerts", json=ALERT | {"message": "p99 high"})).json()
    assert other["incident_id"] == first["incident_id"]
    assert other["correlation"] == "existing"
    assert [message.type for message in await messages(app)] == ["OpenIncident", "AttachAlert"]


@pytest.mark.parametrize(
    "change",
    [{"environment": "staging"}, {"severity": "low"}, {"service": "checkout"}],
)
async def test_another_service_environment_or_severity_is_another_incident(
    responder: httpx.AsyncClient, change: dict[str, str]
) -> None:
    first = (await responder.post("/api/v1/alerts", json=ALERT)).json()
    other = (await responder.post("/api/v1/alerts", json=ALERT | change | {"message": "x"})).json()
    assert other["incident_id"] != first["incident_id"]


async def test_an_alert_after_the_window_opens_a_new_incident(
    responder: httpx.AsyncClient,
) -> None:
    first = {"starts_at": "2026-11-02T10:00:00Z", "message": "one"}
    later = {"starts_at": "2026-11-02T10:05:01Z", "message": "two"}
    one = (await responder.post("/api/v1/alerts", json=ALERT | first)).json()
    two = (await responder.post("/api/v1/alerts", json=ALERT | later)).json()
    assert one["incident_id"] != two["incident_id"]
    assert "5 min" in two["reason"]


async def test_the_last_resolution_says_that_nothing_fires_any_more(
    responder: httpx.AsyncClient, app: FastAPI
) -> None:
    for key in ("a", "b"):
        await responder.post("/api/v1/alerts", json=ALERT | {"dedup_key": key})
    for key in ("a", "b"):
        body = ALERT | {"dedup_key": key, "status": "resolved"}
        assert (await responder.post("/api/v1/alerts", json=body)).status_code == 201
    resolved = [m.body["remaining"] for m in await messages(app) if m.type == "ResolveAlerts"]
    assert resolved == [1, 0]


async def test_a_list_has_a_result_for_each_and_keeps_the_good_ones(
    responder: httpx.AsyncClient,
) -> None:
    bad = ALERT | {"severity": "terrible"}
    nul = ALERT | {"message": "a\x00b"}
    answer = await responder.post("/api/v1/alerts", json=[ALERT, bad, ALERT | {"typo": 1}, nul])
    results = answer.json()["results"]
    assert [result["status"] for result in results] == [201, 422, 422, 422]
    assert results[1]["errors"][0]["field"] == "severity"
    listed = (await responder.get("/api/v1/alerts")).json()["items"]
    assert len(listed) == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{}", "message"),
        (b"nonsense", "body"),
        (b'{"service": "a", "severity": "critical", "message": "a\\u0000b"}', "message"),
        (b'{"service": "a b", "severity": "critical", "message": "x"}', "service"),
        (b'{"service": "a", "severity": "critical", "message": 5}', "message"),
        (b'{"service": "a", "severity": "critical", "message": "   "}', "message"),
        (b"[" * 50_000, "body"),
    ],
)
async def test_a_bad_body_names_the_field(
    responder: httpx.AsyncClient, body: bytes, field: str
) -> None:
    answer = await responder.post("/api/v1/alerts", content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == field


async def test_nobody_may_post_unless_access_is_open(app: FastAPI, keyring: KeyRing) -> None:
    assert (await client_of(app).post("/api/v1/alerts", json=ALERT)).status_code == 401
    viewer = client_of(app, keyring.person("viewer"))
    assert (await viewer.post("/api/v1/alerts", json=ALERT)).status_code == 403


async def test_alertmanagers_webhook_is_taken_as_it_comes(responder: httpx.AsyncClient) -> None:
    body: dict[str, Any] = {
        "version": "4",
        "groupKey": '{}:{alertname="DiskFull"}',
        "status": "firing",
        "receiver": "pager",
        "externalURL": "http://alertmanager:9093",
        "notification_reason": "a field of a newer release",
        "alerts": [
            {
                "status": "firing",
                "labels": {"alertname": "DiskFull", "job": "db", "severity": "page"},
                "annotations": {"summary": "disk 99 %", "runbook_url": "javascript:alert(1)"},
                "startsAt": "2026-11-02T10:00:00.123456789Z",
                "endsAt": "0001-01-01T00:00:00Z",
                "generatorURL": "http://prometheus:9090/graph",
                "fingerprint": "fd3963caafac5df9",
            }
        ],
    }
    assert (await responder.post("/alerts", json=body)).status_code == 200
    (alert,) = (await responder.get("/api/v1/alerts")).json()["items"]
    assert (alert["fingerprint"], alert["service"]) == ("fd3963caafac5df9", "db")
    assert (alert["severity"], alert["title"]) == ("critical", "disk 99 %")
    assert alert["runbook_url"] is None
    body["alerts"][0] |= {"status": "resolved", "endsAt": "2026-11-02T10:05:00Z"}
    assert (await responder.post("/api/v1/webhooks/alertmanager", json=body)).status_code == 200
    (alert,) = (await responder.get("/api/v1/alerts")).json()["items"]
    assert alert["status"] == "resolved"


async def test_an_integration_posts_to_its_own_address(app: FastAPI, keyring: KeyRing) -> None:
    manager = client_of(app, keyring.person("manager"))
    made = await manager.post(
        "/api/v1/integrations", json={"name": "shop", "service": "checkout", "team": "shop"}
    )
    assert made.status_code == 201
    answer = await client_of(app).post(f"/hooks/{made.json()['key']}", json=ALERT)
    assert answer.status_code == 200
    (alert,) = (await manager.get("/api/v1/alerts")).json()["items"]
    assert alert["service"] == "checkout"
    assert (await client_of(app).post("/hooks/wrong", json=ALERT)).status_code == 404
    listed = (await manager.get("/api/v1/integrations")).text
    assert made.json()["key"] not in listed


@pytest.mark.committed
async def test_without_a_database_every_alert_is_refused_with_retry_after(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    database: Database = app.state.database
    broken = Database("postgresql://nobody:x@127.0.0.1:1/none", database.metadata)
    app.state.database = app.state.pipeline.database = broken
    for path, body in (
        ("/api/v1/alerts", ALERT),
        ("/alerts", {"alerts": [{"labels": {"a": "b"}}]}),
    ):
        answer = await responder.post(path, json=body)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) >= 1
    app.state.database = app.state.pipeline.database = database


async def test_alerts_are_found_by_what_they_are(responder: httpx.AsyncClient) -> None:
    await responder.post("/api/v1/alerts", json=ALERT | {"dedup_key": "mine", "source": "nagios"})
    await responder.post("/api/v1/alerts", json=ALERT | {"environment": "staging"})
    for wanted in (
        {"fingerprint": "mine"},
        {"source": "nagios"},
        {"environment": "production"},
        {"verdict": "deliver", "environment": "production"},
    ):
        (found,) = (await responder.get("/api/v1/alerts", params=wanted)).json()["items"]
        assert (found["dedup_key"], found["source"]) == ("mine", "nagios")
    assert (await responder.get("/api/v1/alerts?verdict=silenced")).json()["items"] == []
    assert (await responder.get("/api/v1/alerts?verdict=maybe")).status_code == 422
