"""Demo scenarios and generated alerts take the way of every alert."""

import httpx
from fastapi import FastAPI

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of


async def test_a_scenario_carries_hypotheses_evidence_and_actions(
    responder: httpx.AsyncClient,
) -> None:
    library = (await responder.get("/alerts/scenarios")).json()
    assert len(library) >= 5
    for scenario in library:
        assert scenario["hypotheses"]
        assert scenario["actions"]
        assert all(hypothesis["evidence"] for hypothesis in scenario["hypotheses"])
        answer = await responder.post("/alerts/trigger", json={"scenario": scenario["id"]})
        assert answer.status_code == 201
        fired = answer.json()
        stored = (await responder.get(f"/api/v1/alerts/{fired['alert_id']}")).json()
        assert stored["title"] == scenario["title"]
        assert stored["incident_id"] == fired["incident_id"]


async def test_without_a_name_one_of_the_library_is_fired_and_shown(
    responder: httpx.AsyncClient,
) -> None:
    fired = (await responder.post("/alerts/trigger")).json()
    state = (await responder.get("/state")).json()
    assert state["last_alert"]["id"] == fired["alert_id"]
    assert state["last_alert"]["details"]["hypotheses"] == fired["scenario"]["hypotheses"]
    assert state["prometheus"] == {
        "base_url": "http://127.0.0.1:9090",
        "http_query": "http_error_rate",
        "http_threshold": 0.05,
        "cpu_query": "cpu_usage",
        "cpu_threshold": 0.8,
    }


async def test_an_unknown_scenario_names_the_known_ones(responder: httpx.AsyncClient) -> None:
    answer = await responder.post("/alerts/trigger", json={"scenario": "nonsense"})
    assert answer.status_code == 422
    assert "disk-full" in answer.json()["detail"]


async def test_generated_alerts_are_stored(responder: httpx.AsyncClient) -> None:
    body = {"count": 25, "seed": 7, "service": "checkout", "severity": "low"}
    first = (await responder.post("/alerts/generate", json=body)).json()["alerts"]
    assert len(first) == 25
    assert {alert["service"] for alert in first} == {"checkout"}
    again = (await responder.post("/alerts/generate", json=body)).json()["alerts"]
    assert [alert["title"] for alert in again] == [alert["title"] for alert in first]
    assert {alert["alert_id"] for alert in again}.isdisjoint({alert["alert_id"] for alert in first})


async def test_only_those_who_may_post_alerts_fire_scenarios(
    app: FastAPI, keyring: KeyRing
) -> None:
    viewer = client_of(app, keyring.person("viewer"))
    assert (await viewer.post("/alerts/trigger")).status_code == 403
    assert (await viewer.post("/alerts/generate")).status_code == 403
    assert (await viewer.get("/state")).status_code == 200
    assert (await client_of(app).get("/state")).status_code == 401
