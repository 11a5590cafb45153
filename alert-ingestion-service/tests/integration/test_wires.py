"""Every wire: its own success, its own refusals, and 503 without a database."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from wire_samples import ALERT, EVENT, EVERY_WIRE, GENIE, GROUP, KEY, OPSGENIE, Sample, name_of

from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

NONSENSE = (b"", b"nonsense", b"[", b'{"a":', b"\xff\xfe", b"null", b'"\\u0000"', b"[" * 40_000)


@pytest.fixture
def anybody(app: FastAPI) -> httpx.AsyncClient:
    return client_of(app)


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("manager"))


async def make_integration(manager: httpx.AsyncClient, source: str, **more: Any) -> dict[str, Any]:
    body = {"name": source, "source": source, "key": KEY, **more}
    answer = await manager.post("/api/v1/integrations", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def headers_of(sample: Sample, keyring: KeyRing) -> dict[str, str]:
    """Those of the wire; through open doors a responder comes."""
    with_key = KEY in sample.path or "routing_key" in sample.body or "service_key" in sample.body
    if with_key or "authorization" in sample.headers:
        return sample.headers
    return keyring.person("responder")


def path_of(sample: Sample) -> str:
    """One integration serves all wires, so its own address names the source."""
    return f"{sample.path}/{sample.source}" if sample.path == f"/hooks/{KEY}" else sample.path


async def test_a_good_request_is_taken_on_every_wire(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient, keyring: KeyRing
) -> None:
    await make_integration(manager, "generic")
    for sample in EVERY_WIRE:
        before = await how_many(manager)
        headers = headers_of(sample, keyring)
        answer = await anybody.post(path_of(sample), json=sample.body, headers=headers)
        assert answer.status_code == sample.taken, (name_of(sample), answer.text)
        says_nothing_new = "change" in sample.path or "acknowledge" in sample.path
        assert await how_many(manager) > before or says_nothing_new, name_of(sample)


async def how_many(manager: httpx.AsyncClient) -> int:
    """Alerts and their repeats."""
    listed = (await manager.get("/api/v1/alerts", params={"limit": 200})).json()["items"]
    return sum(alert["count"] for alert in listed)


async def test_nonsense_is_refused_in_each_wires_own_words(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient, keyring: KeyRing
) -> None:
    await make_integration(manager, "generic")
    for sample in EVERY_WIRE:
        headers = {"content-type": "application/json", **headers_of(sample, keyring)}
        for body in NONSENSE:
            answer = await anybody.post(path_of(sample), content=body, headers=headers)
            nothing_said = "acknowledge" in sample.path and not body
            allowed = 202 if nothing_said else sample.refused
            assert answer.status_code == allowed, (name_of(sample), body[:20], answer.text)
    assert await how_many(manager) == 0


async def test_an_unknown_key_is_refused_on_every_wire(anybody: httpx.AsyncClient) -> None:
    for sample in EVERY_WIRE:
        answer = await anybody.post(sample.path, json=sample.body, headers=sample.headers)
        assert answer.status_code in (400, 401, 404), name_of(sample)


async def test_without_a_database_every_wire_answers_503(
    app: FastAPI, manager: httpx.AsyncClient, anybody: httpx.AsyncClient, keyring: KeyRing
) -> None:
    await make_integration(manager, "generic")
    whole: Database = app.state.database
    broken = Database("postgresql://nobody:x@127.0.0.1:1/none", whole.metadata)
    app.state.database = app.state.pipeline.database = broken
    for sample in EVERY_WIRE:
        headers = headers_of(sample, keyring)
        answer = await anybody.post(path_of(sample), json=sample.body, headers=headers)
        assert answer.status_code == 503, (name_of(sample), answer.text)
        assert int(answer.headers["retry-after"]) >= 1
    app.state.database = app.state.pipeline.database = whole


async def test_the_key_may_come_as_bearer_or_password(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    await make_integration(manager, "generic", service="checkout")
    bearer = {"authorization": f"Bearer {KEY}"}
    assert (await anybody.post("/api/v1/alerts", json=ALERT, headers=bearer)).status_code == 201
    assert (await anybody.post("/alerts", json=GROUP, auth=("any", KEY))).status_code == 200
    assert (await anybody.post("/alerts", json=GROUP, auth=("any", "wrong"))).status_code == 404
    listed = (await manager.get("/api/v1/alerts")).json()["items"]
    assert {alert["service"] for alert in listed} == {"checkout"}


async def test_pagerduty_errors_name_every_field(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    await make_integration(manager, "pagerduty")
    bad = {**EVENT, "payload": {"summary": "", "severity": "sev1"}}
    answer = await anybody.post("/v2/enqueue", json=bad)
    assert answer.status_code == 400
    body = answer.json()
    assert body["status"] == "invalid event"
    assert "'payload.summary' is missing or blank" in body["errors"]
    assert any("payload.severity" in error for error in body["errors"])


async def test_below_its_address_an_integration_needs_no_routing_key(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    await make_integration(manager, "pagerduty")
    keyless = {name: value for name, value in EVENT.items() if name != "routing_key"}
    answer = await anybody.post(f"/hooks/{KEY}/v2/enqueue", json=keyless)
    assert answer.status_code == 202
    stranger = {**EVENT, "routing_key": "f" * 32}
    assert (await anybody.post(f"/hooks/{KEY}/v2/enqueue", json=stranger)).status_code == 400


async def test_an_opsgenie_client_follows_its_alert_to_the_end(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    await make_integration(manager, "opsgenie")
    anybody.headers.update(GENIE)
    created = await anybody.post("/v2/alerts", json=OPSGENIE | {"priority": "P1", "tags": ["a"]})
    result = (await anybody.get(f"/v2/alerts/requests/{created.json()['requestId']}")).json()
    assert result["data"]["success"] is True
    assert result["data"]["alias"] == "db-1/disk"
    by_alias = await anybody.get("/v2/alerts/db-1%2Fdisk?identifierType=alias")
    alert = by_alias.json()["data"]
    assert (alert["priority"], alert["status"], alert["tags"]) == ("P1", "open", ["a"])
    tiny = await anybody.get(f"/v2/alerts/{alert['tinyId']}?identifierType=tiny")
    assert tiny.json()["data"]["id"] == alert["id"]
    changed = await anybody.put(f"/v2/alerts/{alert['id']}/message", json={"message": "Worse"})
    assert changed.status_code == 202
    listed = (await anybody.get("/v2/alerts?query=status:open")).json()["data"]
    assert [entry["message"] for entry in listed] == ["Worse"]
    closed = await anybody.post(f"/v2/alerts/{alert['id']}/close")
    assert closed.status_code == 202
    assert (await anybody.get("/v2/alerts/count?query=status:open")).json()["data"]["count"] == 0
    assert (await anybody.get("/v2/alerts/nobody")).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "acknowledge", {"user": "ana"}),
        ("POST", "unacknowledge", None),
        ("POST", "snooze", {"endTime": "2026-12-02T11:00:00Z"}),
        ("POST", "notes", {"note": "seen"}),
        ("POST", "escalate", {"escalation": {"name": "ops"}}),
        ("POST", "assign", {"owner": {"username": "ana"}}),
        ("POST", "responders", {"responder": {"type": "team", "name": "ops"}}),
        ("POST", "teams", {"team": {"name": "ops"}}),
        ("POST", "actions/ping", {}),
        ("POST", "tags", {"tags": ["b"]}),
        ("DELETE", "tags?tags=a", None),
        ("POST", "details", {"details": {"k": "v"}}),
        ("DELETE", "details?keys=k", None),
        ("PUT", "message", {"message": "m"}),
        ("PUT", "description", {"description": "d"}),
        ("PUT", "priority", {"priority": "P2"}),
        ("POST", "close", None),
        ("GET", "notes", None),
        ("GET", "logs", None),
        ("GET", "recipients", None),
    ],
)
async def test_every_opsgenie_action_is_answered(
    manager: httpx.AsyncClient,
    anybody: httpx.AsyncClient,
    method: str,
    path: str,
    body: dict[str, Any] | None,
) -> None:
    await make_integration(manager, "opsgenie")
    await anybody.post("/v2/alerts", json=OPSGENIE, headers=GENIE)
    name, _, query = path.partition("?")
    address = f"/v2/alerts/db-1%2Fdisk/{name}?identifierType=alias&{query}"
    answer = await anybody.request(method, address, json=body, headers=GENIE)
    assert answer.status_code == (200 if method == "GET" else 202), answer.text
    assert answer.json()["requestId"]


async def test_opsgenie_heartbeats_are_made_pinged_and_removed(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    await make_integration(manager, "opsgenie")
    anybody.headers.update(GENIE)
    body = {"name": "cron-1", "interval": 2, "intervalUnit": "hours", "enabled": True}
    assert (await anybody.post("/v2/heartbeats", json=body)).status_code == 201
    assert (await anybody.get("/v2/heartbeats/cron-1/ping")).json()["result"].startswith("PONG")
    shown = (await anybody.get("/v2/heartbeats/cron-1")).json()["data"]
    assert (shown["interval"], shown["intervalUnit"], shown["expired"]) == (2, "hours", False)
    assert (await anybody.post("/v2/heartbeats/cron-1/disable")).json()["data"]["enabled"] is False
    assert (await anybody.patch("/v2/heartbeats/cron-1", json={"interval": 5})).status_code == 200
    listed = (await anybody.get("/v2/heartbeats")).json()["data"]["heartbeats"]
    assert [heartbeat["name"] for heartbeat in listed] == ["cron-1"]
    assert (await anybody.delete("/v2/heartbeats/cron-1")).status_code == 200
    assert (await anybody.get("/v2/heartbeats/cron-1")).status_code == 404


async def test_one_bad_alert_does_not_spoil_the_others_of_prometheus(
    manager: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    body: list[Any] = [{"labels": {"a": "b"}}, {"labels": {"a-b": "c"}}, {"labels": {}}]
    answer = await responder.post("/api/v2/alerts", json=body)
    assert answer.status_code == 400
    assert "invalid label set" in answer.json()
    assert "at least one label pair required" in answer.json()
    assert len((await manager.get("/api/v1/alerts")).json()["items"]) == 1


def test_the_media_type_that_zabbix_imports_is_there() -> None:
    folder = Path(__file__).resolve().parents[3] / "monitoring" / "zabbix"
    assert (folder / "media_type_incident_platform.yaml").is_file()


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("http://127.0.0.1:8080/incidents/7", 422),
        ("https://other.example.com/incidents/7", 200),
        ("http://127.0.0.1:80800/incidents/7", 200),
    ],
)
async def test_a_page_of_this_platform_that_comes_back_raises_no_alert(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient, link: str, status: int
) -> None:
    await make_integration(manager, "generic")
    body = {"message": "Disk full", "service": "shop", "severity": "high"}
    answer = await anybody.post(f"/hooks/{KEY}", json=body, headers={"x-incident-link": link})
    assert answer.status_code == status, answer.text
    assert await how_many(manager) == (1 if status == 200 else 0)
