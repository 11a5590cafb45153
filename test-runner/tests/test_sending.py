"""Scenarios and own alerts are posted to the real alert-ingestion."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from runner_waits import finished, stored_alerts

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of
from platform_local.ports import pick_free

pytestmark = pytest.mark.committed


@pytest.fixture
async def page(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> AsyncIterator[httpx.AsyncClient]:
    """A test runner that may post as itself."""
    async with runner(alert_ingestion, key_file=keyring.file("test-runner")) as client:
        yield client


@pytest.fixture
async def integration_key(alert_ingestion: FastAPI, keyring: KeyRing) -> str:
    """The key of a sender of the test environment."""
    admin = client_of(alert_ingestion, keyring.person("admin"))
    body = {"name": "Test runner", "environment": "test", "key": uuid4().hex}
    answer = await admin.post("/api/v1/integrations", json=body)
    return answer.raise_for_status().json()["key"]


async def test_sent_scenario_is_a_stored_alert_with_its_source(
    alert_ingestion: FastAPI, keyring: KeyRing, page: httpx.AsyncClient
) -> None:
    run = (await page.post("/api/scenarios/pods-crash-looping/send")).json()
    assert (run["status"], run["outcome"], run["error"]) == (201, "new", None)
    (alert,) = await stored_alerts(alert_ingestion, keyring)
    assert (alert["id"], alert["incident_id"]) == (run["alert_id"], run["incident_id"])
    assert alert["labels"]["source"] == "test-runner"
    assert (alert["service"], alert["severity"]) == ("checkout", "critical")


async def test_all_fifteen_make_twelve_incidents(
    alert_ingestion: FastAPI, keyring: KeyRing, page: httpx.AsyncClient
) -> None:
    begun = await page.post("/api/scenarios/send-all")
    assert (begun.status_code, begun.json()["batch"]["running"]) == (202, True)
    state = await finished(page, "batch")
    assert (state["batch"]["done"], state["batch"]["failed"]) == (15, 0)
    assert state["totals"] | {"sent": 15, "new": 12, "existing": 3} == state["totals"]
    assert len({run["incident_id"] for run in state["runs"]}) == 12
    alerts = await stored_alerts(alert_ingestion, keyring)
    assert len(alerts) == 15
    assert {alert["labels"]["source"] for alert in alerts} == {"test-runner"}


async def test_second_send_all_has_to_wait_for_the_first(page: httpx.AsyncClient) -> None:
    first = await page.post("/api/scenarios/send-all")
    second = await page.post("/api/scenarios/send-all")
    assert (first.status_code, second.status_code) == (202, 409)
    await finished(page, "batch")


async def test_scenario_sent_again_is_counted(
    alert_ingestion: FastAPI, keyring: KeyRing, page: httpx.AsyncClient
) -> None:
    first = (await page.post("/api/scenarios/queue-backlog/send")).json()
    again = (await page.post("/api/scenarios/queue-backlog/send")).json()
    assert again["outcome"] == "deduplicated"
    assert again["incident_id"] == first["incident_id"]
    (alert,) = await stored_alerts(alert_ingestion, keyring)
    assert alert["count"] == 2


@pytest.mark.parametrize("form", ["native", "alertmanager", "pagerduty", "opsgenie"])
async def test_every_form_opens_an_incident_and_ends_it(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any, integration_key: str, form: str
) -> None:
    settings = {
        "key_file": keyring.file("test-runner"),
        "TEST_RUNNER_INTEGRATION_KEY": integration_key,
    }
    async with runner(alert_ingestion, **settings) as page:
        run = (await page.post("/api/scenarios/search-timeouts/send", params={"form": form})).json()
        assert run["error"] is None
        (alert,) = await stored_alerts(alert_ingestion, keyring)
        assert alert["id"] == run["alert_id"]
        assert (alert["service"], alert["environment"], alert["severity"], alert["status"]) == (
            "search",
            "test",
            "high",
            "firing",
        )
        await page.post("/api/resolve-all")
        ending = (await finished(page, "ending"))["ending"]
    assert (ending["total"], ending["failed"], ending["error"]) == (1, 0, None)
    (alert,) = await stored_alerts(alert_ingestion, keyring)
    assert alert["status"] == "resolved"


async def test_form_that_needs_a_key_is_not_sent_without_one(page: httpx.AsyncClient) -> None:
    listed = (await page.get("/api/scenarios")).json()["forms"]
    assert listed == ["native", "alertmanager"]
    answer = await page.post("/api/scenarios/queue-backlog/send", params={"form": "opsgenie"})
    assert "TEST_RUNNER_INTEGRATION_KEY" in answer.json()["error"]


async def test_resolve_all_ends_what_an_earlier_process_made(
    alert_ingestion: FastAPI, keyring: KeyRing, runner: Any
) -> None:
    key = keyring.file("test-runner")
    async with runner(alert_ingestion, key_file=key) as before:
        await before.post("/api/scenarios/queue-backlog/send")
    others = client_of(alert_ingestion, keyring.person("responder"))
    real = {"message": "Real", "service": "a", "severity": "high", "environment": "test"}
    (await others.post("/api/v1/alerts", json=real)).raise_for_status()
    async with runner(alert_ingestion, key_file=key) as after:
        await after.post("/api/resolve-all")
        ending = (await finished(after, "ending"))["ending"]
    assert (ending["total"], ending["done"], ending["failed"]) == (1, 1, 0)
    alerts = {a["title"]: a["status"] for a in await stored_alerts(alert_ingestion, keyring)}
    assert alerts.pop("Real") == "firing"
    assert set(alerts.values()) == {"resolved"}


async def test_state_is_kept_for_a_page_that_is_loaded_again(page: httpx.AsyncClient) -> None:
    await page.post("/api/scenarios/queue-backlog/send")
    first = await page.get("/api/state")
    assert [run["scenario_id"] for run in first.json()["runs"]] == ["queue-backlog"]
    same = await page.get("/api/state", headers={"if-none-match": first.headers["etag"]})
    assert same.status_code == 304
    cleared = (await page.post("/api/clear")).json()
    assert (cleared["runs"], cleared["totals"]["sent"]) == ([], 0)


async def test_own_alert_is_sent_as_typed(
    alert_ingestion: FastAPI, keyring: KeyRing, page: httpx.AsyncClient
) -> None:
    body = {
        "message": "Typed by hand",
        "service": "own",
        "severity": "sev2",
        "environment": "staging",
        "labels": {"a": "b"},
    }
    run = (await page.post("/api/custom/send", json={"body": body})).json()
    assert (run["status"], run["outcome"], run["kind"]) == (201, "new", "custom")
    (alert,) = await stored_alerts(alert_ingestion, keyring)
    assert (alert["title"], alert["environment"], alert["labels"]) == (
        "Typed by hand",
        "staging",
        {"a": "b"},
    )


async def test_errors_of_the_schema_name_the_field_before_and_after_sending(
    page: httpx.AsyncClient,
) -> None:
    body = {"message": "No service", "severity": "high", "environmnt": "typo"}
    checked = (await page.post("/api/custom/check", json={"body": body})).json()["errors"]
    assert {error["field"] for error in checked} == {"service", "environmnt"}
    run = (await page.post("/api/custom/send", json={"body": body})).json()
    assert (run["status"], run["outcome"]) == (422, "refused")
    assert run["errors"]
    good = {"body": {"message": "a", "service": "b", "severity": "high"}}
    assert (await page.post("/api/custom/check", json=good)).json()["errors"] == []


async def test_refusal_is_shown_as_the_result(alert_ingestion: FastAPI, runner: Any) -> None:
    async with runner(alert_ingestion) as page:  # without a key, and OPEN_ACCESS is off
        answer = await page.post("/api/scenarios/queue-backlog/send")
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["outcome"]) == (401, "refused")
    assert "token" in answer.json()["error"]
    assert answer.json()["incident_id"] is None


async def test_health_tells_latency_and_release_of_five_services_and_the_database(
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
        "database",
    ]
    assert all(s["ok"] and s["latency_ms"] > 0 for s in services)
    assert all(s["version"] for s in services[:5])


async def test_service_that_does_not_answer_is_red_and_takes_nothing_along(runner: Any) -> None:
    nobody = f"http://127.0.0.1:{pick_free()}"
    async with runner(alert_service_url=nobody, oncall_service_url=nobody) as page:
        services = (await page.get("/api/targets/health")).json()["services"]
        result = (await page.post("/api/scenarios/queue-backlog/send")).json()
    (oncall,) = (part for part in services if part["name"] == "oncall")
    assert (oncall["ok"], oncall["latency_ms"]) == (False, None)
    assert result["status"] == "unreachable"
    assert "alert-ingestion" in result["error"]


@pytest.mark.parametrize("path", ["scenarios/queue-backlog/send", "resolve-all", "storm"])
async def test_another_sites_page_cannot_make_the_browser_send(
    alert_ingestion: FastAPI, keyring: KeyRing, page: httpx.AsyncClient, path: str
) -> None:
    headers = {"origin": "https://elsewhere.example"}
    assert (await page.post(f"/api/{path}", headers=headers, json={})).status_code == 403
    assert await stored_alerts(alert_ingestion, keyring) == []
    own = {"origin": "http://runner.test"}
    answer = await page.post("/api/scenarios/queue-backlog/send", headers=own)
    assert answer.status_code == 200


async def test_unknown_scenario_is_not_found(page: httpx.AsyncClient) -> None:
    assert (await page.post("/api/scenarios/nonsense/send")).status_code == 404
