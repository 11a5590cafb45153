"""Integrations: keys, their rotation, limits, allow lists, signatures, and what was sent."""

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook
from wire_samples import ALERT, BODIES, GROUP

from alert_ingestion.main import create_app
from alert_ingestion.settings import Settings
from platform_kit.secrets import new_key
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, World, client_of


@pytest.fixture
async def app(service_app: AppFactory, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """With keys for secrets, behind a trusted proxy."""
    secrets = tmp_path / "secrets.key"
    secrets.write_text(new_key())
    options: dict[str, Any] = {"secrets_key_file": secrets, "trusted_proxies": "127.0.0.1"}
    async with service_app(Settings, create_app, service_role="api", **options) as app:
        yield app


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("manager"))


@pytest.fixture
def anybody(app: FastAPI) -> httpx.AsyncClient:
    return client_of(app)


async def make(manager: httpx.AsyncClient, **body: Any) -> dict[str, Any]:
    answer = await manager.post("/api/v1/integrations", json={"name": "shop", **body})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def change(manager: httpx.AsyncClient, made: dict[str, Any], **body: Any) -> httpx.Response:
    path = f"/api/v1/integrations/{made['id']}"
    return await manager.put(path, json={"name": "shop", **body})


async def alerts(manager: httpx.AsyncClient) -> list[dict[str, Any]]:
    return (await manager.get("/api/v1/alerts")).json()["items"]


async def test_a_key_is_shown_once_and_stored_as_its_hash(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    made = await make(manager, secret="canary-secret", source="sentry")
    shown = (await manager.get(f"/api/v1/integrations/{made['id']}")).text
    assert made["key"] not in shown
    assert "canary-secret" not in shown
    assert '"has_secret":true' in shown
    async with app.state.database.transaction() as session:
        row = (await session.execute(text("SELECT * FROM alerts.integrations"))).one()
    assert made["key"] not in str(row)
    assert "canary-secret" not in str(row)


async def test_an_imported_key_is_kept_and_cannot_be_taken_twice(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    made = await make(manager, key="k-123", source="opsgenie")
    assert made["key"] == "k-123"
    again = {"name": "other", "key": "k-123"}
    assert (await manager.post("/api/v1/integrations", json=again)).status_code == 409
    answer = await anybody.post(
        "/v2/alerts", json={"message": "m"}, headers={"authorization": "GenieKey k-123"}
    )
    assert answer.status_code == 202


async def test_after_a_rotation_both_keys_work_until_the_overlap_ends(
    app: FastAPI, manager: httpx.AsyncClient, anybody: httpx.AsyncClient, world: World
) -> None:
    made = await make(manager)
    path = f"/api/v1/integrations/{made['id']}/rotate"
    rotated = (await manager.post(path, json={"overlap_seconds": 3600})).json()
    assert rotated["key"] != made["key"]
    for key in (made["key"], rotated["key"]):
        assert (await anybody.post(f"/hooks/{key}", json=ALERT)).status_code == 200
    await world.fast_forward(hours=2)
    app.state.senders.forget()
    assert (await anybody.post(f"/hooks/{made['key']}", json=ALERT)).status_code == 404
    assert (await anybody.post(f"/hooks/{rotated['key']}", json=ALERT)).status_code == 200


async def test_one_that_is_switched_off_takes_nothing_and_one_deleted_is_gone(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    made = await make(manager)
    assert (await change(manager, made, enabled=False)).status_code == 200
    assert (await anybody.post(f"/hooks/{made['key']}", json=ALERT)).status_code == 403
    assert (await manager.delete(f"/api/v1/integrations/{made['id']}")).status_code == 204
    assert (await anybody.post(f"/hooks/{made['key']}", json=ALERT)).status_code == 404


async def test_routing_comes_from_the_integration(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    made = await make(manager, service="checkout", team="shop", environment="staging")
    await anybody.post(f"/hooks/{made['key']}", json=ALERT)
    (alert,) = await alerts(manager)
    assert (alert["service"], alert["environment"]) == ("checkout", "staging")


@pytest.mark.parametrize(("source", "status"), [("generic", 429), ("alertmanager", 503)])
async def test_over_its_limit_a_sender_hears_what_it_waits_on(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient, source: str, status: int
) -> None:
    made = await make(manager, source=source, rate_limit_per_minute=2)
    body = ALERT if source == "generic" else GROUP
    answers = [await anybody.post(f"/hooks/{made['key']}", json=body) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, status]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30


@pytest.mark.parametrize(
    ("forwarded", "status"),
    [
        ("203.0.113.9", 200),
        ("198.51.100.1", 403),
        ("203.0.113.9, 198.51.100.1", 403),
        ("198.51.100.1, 203.0.113.9", 200),
        ("nonsense", 403),
    ],
)
async def test_only_listed_addresses_may_send_whatever_a_header_claims(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient, forwarded: str, status: int
) -> None:
    made = await make(manager, allowed_networks=["203.0.113.0/24"])
    headers = {"x-forwarded-for": forwarded}
    answer = await anybody.post(f"/hooks/{made['key']}", json=ALERT, headers=headers)
    assert answer.status_code == status


def moment(seconds: float = 0) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def signed(scheme: str, secret: str, body: bytes) -> dict[str, str]:
    """Headers of a good signature."""
    hexed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if scheme == "sentry":
        return {"sentry-hook-signature": hexed, "sentry-hook-resource": "event_alert"}
    if scheme == "github":
        delivery = {"x-github-event": "workflow_run", "x-github-delivery": "d1"}
        return {"x-hub-signature-256": f"sha256={hexed}", **delivery}
    if scheme == "gitlab":
        return {"x-gitlab-token": secret}
    if scheme == "grafana":
        return {"x-grafana-alerting-signature": hexed}
    whole = base64.b64encode(secret.encode()).decode()
    webhook = Webhook(whole)
    now = moment()
    signature = webhook.sign("msg_1", now, body.decode())
    stamp = str(int(now.timestamp()))
    return {"webhook-id": "msg_1", "webhook-timestamp": stamp, "webhook-signature": signature}


@pytest.mark.parametrize("source", ["sentry", "github", "gitlab", "grafana", "generic"])
async def test_a_signature_is_checked_once_there_is_a_secret(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient, source: str
) -> None:
    made = await make(manager, source=source, secret="0123456789abcdef0123456789abcdef")
    body = json.dumps(BODIES[source]).encode()
    good = signed(source, "0123456789abcdef0123456789abcdef", body)
    bad = signed(source, "another secret of some length....", body)
    path = f"/hooks/{made['key']}"
    assert (await anybody.post(path, content=body)).status_code == 401
    assert (await anybody.post(path, content=body, headers=bad)).status_code == 403
    if source != "gitlab":  # its token says nothing of the body
        changed = await anybody.post(path, content=body + b" ", headers=good)
        assert changed.status_code == 403
    assert await alerts(manager) == []
    assert (await anybody.post(path, content=body, headers=good)).status_code == 200
    assert len(await alerts(manager)) == 1


async def test_no_other_address_gets_around_a_signature(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    made = await make(manager, source="opsgenie", secret="0123456789abcdef0123456789abcdef")
    key = made["key"]
    genie = {"authorization": f"GenieKey {key}"}
    event = {**BODIES["pagerduty"], "routing_key": key}
    tries: list[tuple[str, Any, dict[str, str]]] = [
        ("/v2/alerts", BODIES["opsgenie"], genie),
        ("/v2/alerts/x/close?identifierType=alias", {}, genie),
        ("/v2/heartbeats", {"name": "x", "interval": 1}, genie),
        ("/v2/enqueue", event, {}),
        ("/api/v1/alerts", ALERT, {"authorization": f"Bearer {key}"}),
        ("/api/v2/alerts", [{"labels": {"a": "b"}}], {"authorization": f"Bearer {key}"}),
        (f"/hooks/{key}", BODIES["opsgenie"], {}),
        (f"/hooks/{key}/generic", ALERT, {}),
        (f"/integrations/v1/webhook/{key}/", BODIES["opsgenie"], {}),
        (f"/integrations/generic/20131114/alert/{key}/x", BODIES["victorops"], {}),
        (f"/api/v2/generic/incoming?token={key}", {"summary": "x"}, {}),
    ]
    for path, body, headers in tries:
        answer = await anybody.post(path, json=body, headers=headers)
        assert answer.status_code in (400, 401, 403), path
    assert await alerts(manager) == []


@pytest.mark.parametrize("source", ["github", "generic"])
async def test_a_delivery_that_comes_twice_has_one_effect(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient, source: str
) -> None:
    secret = "0123456789abcdef0123456789abcdef"
    made = await make(manager, source=source, secret=secret)
    body = json.dumps(BODIES[source]).encode()
    headers = signed(source, secret, body)
    for _ in range(2):
        answer = await anybody.post(f"/hooks/{made['key']}", content=body, headers=headers)
        assert answer.status_code == 200
    (alert,) = await alerts(manager)
    assert alert["count"] == 1


async def test_an_old_standard_webhook_is_refused(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    secret = "0123456789abcdef0123456789abcdef"
    made = await make(manager, secret=secret)
    body = json.dumps(ALERT)
    webhook = Webhook(base64.b64encode(secret.encode()).decode())
    old = moment(-600)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(old.timestamp())),
        "webhook-signature": webhook.sign("msg_1", old, body),
    }
    answer = await anybody.post(f"/hooks/{made['key']}", content=body, headers=headers)
    assert answer.status_code == 403


async def test_what_was_sent_is_kept_and_can_be_sent_through_again(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    made = await make(manager, source="datadog")
    path = f"/hooks/{made['key']}"
    assert (await anybody.post(path, content=b"{}")).status_code == 422
    assert (await anybody.post(path, json=BODIES["datadog"])).status_code == 200
    kept = f"/api/v1/integrations/{made['id']}/payloads"
    good, bad = (await manager.get(kept)).json()["items"]
    assert json.loads(good["body"]) == BODIES["datadog"]
    assert len(good["alert_ids"]) == 1
    assert (bad["status"], bad["body"]) == (422, "{}")
    assert "title" in bad["error"]
    replayed = await manager.post(f"{kept}/{good['id']}/replay")
    assert replayed.json() == {"accepted": 1, "alert_ids": good["alert_ids"]}
    (alert,) = await alerts(manager)
    assert alert["count"] == 2
    assert (await manager.post(f"{kept}/{uuid4()}/replay")).status_code == 404
    assert (await manager.post(f"{kept}/{bad['id']}/replay")).status_code == 422


MAPPING = {
    "grouping_id": "{{ payload.job }}/{{ payload.build.number }}",
    "resolve_condition": "{{ payload.build.status == 'SUCCESS' }}",
    "web_title": "{{ payload.job }} is {{ payload.build.status | lower }}",
    "severity": "{{ 'critical' if payload.job | regex_match('prod-') else 'low' }}",
    "source_link": "{{ payload.build.url }}",
}
BUILD = {"job": "prod-deploy", "build": {"number": 7, "status": "FAILED", "url": "http://ci/7"}}


async def test_any_json_becomes_an_alert_by_the_integrations_templates(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    made = await make(manager, mapping=MAPPING)
    path = f"/hooks/{made['key']}"
    assert (await anybody.post(path, json=BUILD)).status_code == 200
    (alert,) = await alerts(manager)
    assert (alert["fingerprint"], alert["severity"]) == ("prod-deploy/7", "critical")
    assert alert["title"] == "prod-deploy is failed"
    over = {**BUILD, "build": {"number": 7, "status": "SUCCESS"}}
    assert (await anybody.post(path, json=over)).status_code == 200
    assert [alert["status"] for alert in await alerts(manager)] == ["resolved"]


async def test_templates_can_be_tried_on_a_sample_and_on_what_was_sent(
    manager: httpx.AsyncClient, anybody: httpx.AsyncClient
) -> None:
    made = await make(manager, mapping={"web_title": "old"})
    await anybody.post(f"/hooks/{made['key']}", json=BUILD)
    (kept,) = (await manager.get(f"/api/v1/integrations/{made['id']}/payloads")).json()["items"]
    for given in ({"sample": BUILD}, {"payload_id": kept["id"]}):
        body = {"mapping": MAPPING, **given}
        shown = (await manager.post("/api/v1/integrations/preview", json=body)).json()
        assert shown["rendered"]["web_title"] == "prod-deploy is failed"
        assert shown["event"]["severity"] == "critical"
    assert len(await alerts(manager)) == 1
    bad = {"mapping": {"web_title": "{{ payload.x("}, "sample": {}}
    shown = (await manager.post("/api/v1/integrations/preview", json=bad)).json()
    assert list(shown["faults"]) == ["web_title"]


async def test_templates_that_cannot_be_used_are_refused_when_they_are_set(
    manager: httpx.AsyncClient,
) -> None:
    body = {"name": "x", "mapping": {"web_title": "{% include 'x' %}"}}
    answer = await manager.post("/api/v1/integrations", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "mapping.web_title"


async def test_without_a_key_file_secrets_are_refused_and_nothing_else(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(Settings, create_app, service_role="api") as app:
        manager = client_of(app, keyring.person("manager"))
        await make(manager)
        body = {"name": "x", "secret": "s"}
        assert (await manager.post("/api/v1/integrations", json=body)).status_code == 409


async def test_only_managers_see_and_change_integrations(
    app: FastAPI, manager: httpx.AsyncClient, keyring: KeyRing
) -> None:
    made = await make(manager)
    responder = client_of(app, keyring.person("responder"))
    path = f"/api/v1/integrations/{made['id']}"
    for method, address in (
        ("GET", path),
        ("PUT", path),
        ("DELETE", path),
        ("POST", f"{path}/rotate"),
        ("GET", f"{path}/payloads"),
        ("POST", f"{path}/payloads/{uuid4()}/replay"),
        ("POST", "/api/v1/integrations/preview"),
    ):
        assert (await responder.request(method, address, json={})).status_code == 403
