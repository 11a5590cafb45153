"""Silences, inhibition and pauses as people use them, on the real database."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from alert_ingestion.ingest import due
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

ALERT = {"service": "payment-api", "severity": "critical", "message": "Error rate above 5 %"}


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("manager"))


async def post(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/alerts", json=ALERT | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


def matcher(name: str, value: str, **how: bool) -> dict[str, Any]:
    return {"name": name, "value": value, **how}


async def silence(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    body = {"matchers": [matcher("service", "payment-api")], "duration_minutes": 60} | changes
    answer = await client.post("/api/v1/silences", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def test_a_silence_holds_back_and_what_still_fires_at_its_end_is_paged(
    app: FastAPI, responder: httpx.AsyncClient, world: World
) -> None:
    made = await silence(responder, comment="deploy")
    held = await post(responder)
    assert held["correlation"] == "none"
    assert held["reason"].startswith("silenced until")
    stored = (await responder.get(f"/api/v1/alerts/{held['alert_id']}")).json()
    assert (stored["verdict"], stored["incident_id"]) == ("silenced", None)
    assert [entry["what"] for entry in stored["history"]] == ["silenced"]
    shown = (await responder.get(f"/api/v1/silences/{made['id']}")).json()
    assert (shown["state"], shown["held_alerts"]) == ("active", 1)

    await world.fast_forward(minutes=59)
    assert not await due.handle(app.state.pipeline, "rule")
    await world.fast_forward(minutes=2)
    await due.handle(app.state.pipeline, "rule")
    stored = (await responder.get(f"/api/v1/alerts/{held['alert_id']}")).json()
    assert stored["verdict"] == "deliver"
    assert stored["incident_id"] is not None
    assert [entry["what"] for entry in stored["history"]] == ["silenced", "delivered"]


async def test_ending_a_silence_early_pages_at_once(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    made = await silence(responder)
    held = await post(responder)
    ended = await responder.delete(f"/api/v1/silences/{made['id']}")
    assert ended.json()["state"] == "expired"
    assert (await responder.delete(f"/api/v1/silences/{made['id']}")).status_code == 200
    await due.handle(app.state.pipeline, "rule")
    stored = (await responder.get(f"/api/v1/alerts/{held['alert_id']}")).json()
    assert stored["incident_id"] is not None


async def test_a_silence_shows_beforehand_what_it_would_hold(responder: httpx.AsyncClient) -> None:
    await post(responder)
    await post(responder, service="checkout")
    body = {"matchers": [matcher("service", "pay.*", is_regex=True)]}
    shown = (await responder.post("/api/v1/silences/preview", json=body)).json()
    assert (shown["firing_total"], shown["seen_in_7_days"]) == (1, 1)
    assert shown["firing"][0]["service"] == "payment-api"


async def test_changing_a_silence_judges_again_what_it_held(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    made = await silence(responder)
    held = await post(responder)
    other = {"matchers": [matcher("service", "checkout")], "duration_minutes": 60}
    assert (await responder.put(f"/api/v1/silences/{made['id']}", json=other)).status_code == 200
    await due.handle(app.state.pipeline, "rule")
    stored = (await responder.get(f"/api/v1/alerts/{held['alert_id']}")).json()
    assert stored["verdict"] == "deliver"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"matchers": []}, "matchers"),
        ({"matchers": [matcher("a", "(", is_regex=True)]}, "matchers.0.value"),
        ({"matchers": [matcher("a", ".*", is_regex=True)]}, "matchers"),
        ({"duration_minutes": None}, ""),
        ({"duration_minutes": 5_000_000}, "ends_at"),
        ({"starts_at": "2020-01-01T00:00:00Z", "duration_minutes": 5}, "ends_at"),
        ({"recurrence": "FREQ=DAILY"}, ""),
        ({"recurrence": "FREQ=NEVER", "window_minutes": 5}, "recurrence"),
        ({"recurrence": "FREQ=SECONDLY", "window_minutes": 5}, "recurrence"),
        ({"recurrence": "FREQ=DAILY", "window_minutes": 5, "time_zone": "Mars/Base"}, "time_zone"),
        ({"recurrence": "FREQ=DAILY", "window_minutes": 5, "time_zone": "../etc"}, "time_zone"),
    ],
)
async def test_a_silence_that_makes_no_sense_is_refused_by_field(
    responder: httpx.AsyncClient, change: dict[str, Any], field: str
) -> None:
    body = {"matchers": [matcher("service", "x")], "duration_minutes": 60} | change
    answer = await responder.post("/api/v1/silences", json=body)
    assert answer.status_code == 422
    assert any(error["field"].endswith(field) for error in answer.json()["errors"])
    assert (await responder.get("/api/v1/silences")).json()["items"] == []


async def test_who_is_not_known_cannot_silence(app: FastAPI, keyring: KeyRing) -> None:
    app.state.settings = app.state.settings.model_copy(update={"open_access": True})
    body = {"matchers": [matcher("service", "x")], "duration_minutes": 60}
    assert (await client_of(app).post("/api/v1/silences", json=body)).status_code == 401
    viewer = client_of(app, keyring.person("viewer"))
    assert (await viewer.post("/api/v1/silences", json=body)).status_code == 403


async def test_an_inhibition_holds_for_what_fires_already(
    app: FastAPI, responder: httpx.AsyncClient, manager: httpx.AsyncClient, world: World
) -> None:
    source = {"message": "node down", "labels": {"alertname": "NodeDown", "node": "n1"}}
    await post(responder, **source)
    rule = {
        "name": "node down",
        "source_matchers": [matcher("alertname", "NodeDown")],
        "target_matchers": [matcher("alertname", "NodeDown", is_equal=False)],
        "equal_labels": ["node"],
    }
    made = await manager.post("/api/v1/inhibitions", json=rule)
    assert made.status_code == 201
    held = await post(responder, message="slow", labels={"alertname": "Slow", "node": "n1"})
    assert held["reason"] == "inhibited by the rule node down (node=n1)"
    elsewhere = await post(responder, message="slow", labels={"alertname": "Slow", "node": "n2"})
    assert elsewhere["incident_id"]
    preview = (await manager.post("/api/v1/inhibitions/preview", json=rule)).json()
    assert preview["would_hold"] == 1
    (listed,) = (await manager.get("/api/v1/inhibitions")).json()["items"]
    assert listed["held_alerts"] == 1

    await post(responder, status="resolved", **source)
    await world.fast_forward(seconds=20)
    await due.handle(app.state.pipeline, "rule")
    stored = (await responder.get(f"/api/v1/alerts/{held['alert_id']}")).json()
    assert stored["incident_id"] is not None


async def test_removing_an_inhibition_judges_again_what_it_held(
    app: FastAPI, responder: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    rule = {
        "name": "low follows critical",
        "source_matchers": [matcher("severity", "critical")],
        "target_matchers": [matcher("severity", "low")],
    }
    made = (await manager.post("/api/v1/inhibitions", json=rule)).json()
    await post(responder)
    held = await post(responder, severity="low", message="slow")
    assert held["incident_id"] is None
    assert (await manager.delete(f"/api/v1/inhibitions/{made['id']}")).status_code == 204
    await due.handle(app.state.pipeline, "rule")
    stored = (await responder.get(f"/api/v1/alerts/{held['alert_id']}")).json()
    assert stored["incident_id"] is not None


async def test_a_pause_spares_what_ends_by_itself(
    app: FastAPI, responder: httpx.AsyncClient, manager: httpx.AsyncClient, world: World
) -> None:
    rule = {"name": "short", "matchers": [matcher("service", "payment-api")], "seconds": 120}
    assert (await manager.post("/api/v1/pauses", json=rule)).status_code == 201
    short = await post(responder, message="short")
    lasting = await post(responder, message="long")
    assert short["reason"].startswith("paused 120 s")
    await world.fast_forward(seconds=60)
    await post(responder, message="short", status="resolved")
    await world.fast_forward(seconds=70)
    await due.handle(app.state.pipeline, "rule")
    rows = {
        key: (await responder.get(f"/api/v1/alerts/{value['alert_id']}")).json()
        for key, value in {"short": short, "long": lasting}.items()
    }
    assert (rows["short"]["verdict"], rows["short"]["incident_id"]) == ("paused", None)
    assert rows["long"]["incident_id"] is not None
    preview = (await manager.post("/api/v1/pauses/preview", json=rule)).json()
    assert preview["would_not_have_paged"] == 1


async def test_a_recurring_silence_says_until_when_it_is_active(
    responder: httpx.AsyncClient,
) -> None:
    start = datetime.now(UTC) - timedelta(minutes=10)
    made = await silence(
        responder,
        starts_at=start.isoformat(),
        duration_minutes=60 * 24 * 90,
        recurrence="FREQ=DAILY",
        window_minutes=30,
        time_zone="Asia/Seoul",
    )
    assert made["state"] == "active"
    until = datetime.fromisoformat(made["active_until"])
    assert timedelta(minutes=19) < until - datetime.now(UTC) < timedelta(minutes=21)
