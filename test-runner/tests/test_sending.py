"""Scenarios are posted to the real alert-ingestion."""

from collections import Counter
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of
from platform_local.ports import pick_free

pytestmark = pytest.mark.committed


async def stored_alerts(app: FastAPI, keyring: KeyRing) -> list[dict[str, Any]]:
    reader = client_of(app, keyring.person("viewer"))
    return (await reader.get("/api/v1/alerts")).json()["items"]


async def test_sent_scenario_is_a_stored_alert_with_its_source(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> None:
    async with runner(alert_ingestion, key_file=keyring.file("test-runner")) as page:
        result = (await page.post("/api/scenarios/pods-crash-looping/send")).json()
    assert (result["status"], result["correlation"], result["error"]) == (201, "new", None)
    (alert,) = await stored_alerts(alert_ingestion, keyring)
    assert (alert["id"], alert["incident_id"]) == (result["alert_id"], result["incident_id"])
    assert alert["labels"]["source"] == "test-runner"
    assert (alert["service"], alert["severity"]) == ("checkout", "critical")


async def test_all_fifteen_make_twelve_incidents(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> None:
    async with runner(alert_ingestion, key_file=keyring.file("test-runner")) as page:
        results = (await page.post("/api/scenarios/send-all")).json()["results"]
    assert Counter(r["correlation"] for r in results) == {"new": 12, "existing": 3}
    assert len({r["incident_id"] for r in results}) == 12
    alerts = await stored_alerts(alert_ingestion, keyring)
    assert len(alerts) == 15
    assert {alert["labels"]["source"] for alert in alerts} == {"test-runner"}


async def test_scenario_sent_again_is_counted(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> None:
    async with runner(alert_ingestion, key_file=keyring.file("test-runner")) as page:
        first = (await page.post("/api/scenarios/queue-backlog/send")).json()
        again = (await page.post("/api/scenarios/queue-backlog/send")).json()
    assert again["correlation"] == "existing"
    assert again["incident_id"] == first["incident_id"]
    (alert,) = await stored_alerts(alert_ingestion, keyring)
    assert alert["count"] == 2


async def test_refusal_is_shown_as_the_result(alert_ingestion: FastAPI, runner: Any) -> None:
    async with runner(alert_ingestion) as page:  # without a key, and OPEN_ACCESS is off
        answer = await page.post("/api/scenarios/queue-backlog/send")
    assert answer.status_code == 200
    assert answer.json()["status"] == 401
    assert "token" in answer.json()["error"]
    assert answer.json()["incident_id"] is None


async def test_health_tells_latency_and_release_of_five_services(
    alert_ingestion: FastAPI, runner: Any
) -> None:
    async with runner(alert_ingestion) as page:
        services = (await page.get("/api/targets/health")).json()["services"]
    assert [s["name"] for s in services] == [
        "alert-ingestion",
        "incident-management",
        "oncall",
        "notification",
        "ai-analysis",
    ]
    assert all(s["ok"] and s["latency_ms"] > 0 and s["version"] for s in services)


async def test_service_that_does_not_answer_is_red_and_takes_nothing_along(runner: Any) -> None:
    nobody = f"http://127.0.0.1:{pick_free()}"
    async with runner(alert_service_url=nobody, oncall_service_url=nobody) as page:
        services = (await page.get("/api/targets/health")).json()["services"]
        result = (await page.post("/api/scenarios/queue-backlog/send")).json()
    assert {"name": "oncall", "ok": False, "latency_ms": None, "version": None} in services
    assert result["status"] == "unreachable"
    assert "alert-ingestion" in result["error"]


async def test_another_sites_page_cannot_make_the_browser_send(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> None:
    async with runner(alert_ingestion, key_file=keyring.file("test-runner")) as page:
        headers = {"origin": "https://elsewhere.example"}
        foreign = await page.post("/api/scenarios/queue-backlog/send", headers=headers)
        own = await page.post(
            "/api/scenarios/queue-backlog/send", headers={"origin": "http://runner.test"}
        )
    assert (foreign.status_code, own.status_code) == (403, 200)
    assert len(await stored_alerts(alert_ingestion, keyring)) == 1


async def test_unknown_scenario_is_not_found(alert_ingestion: FastAPI, runner: Any) -> None:
    async with runner(alert_ingestion) as page:
        answer: httpx.Response = await page.post("/api/scenarios/nonsense/send")
    assert answer.status_code == 404
