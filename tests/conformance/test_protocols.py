"""The example cases of wire protocols, against both services and a real database.

`CONFORMANCE_DIR` says where the cases are. Cases of vendors' own paths run at the root, as a
client would use them, and below the integration's address.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from protocol_stage import Stage, load

from alert_ingestion.main import create_app as alerts_app
from alert_ingestion.settings import Settings as AlertsSettings
from incident_management.main import create_app as incidents_app
from incident_management.settings import Settings as IncidentsSettings
from platform_kit.secrets import new_key
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, World

pytestmark = pytest.mark.committed

SOURCES = {
    "alertmanager-api-v2": "alertmanager",
    "alertmanager-webhook": "alertmanager",
    "grafana-webhook": "grafana",
    "pagerduty-events-v2": "pagerduty",
    "opsgenie-alerts": "opsgenie",
    "aws-sns": "sns",
    "azure-monitor": "azure",
}
KEYS = {
    "pagerduty-events-v2": "e93facc04764012d7bfb002500d5d1a6",
    "opsgenie-alerts": "k-123",
}
OTHER_SERVICE = {"slack"}
CERTIFICATE = "https://sns.us-east-1.amazonaws.com/"
GENERATED = "trigger event whose custom_details.blob is 600000 characters"


@pytest.fixture
async def stage(
    service_app: AppFactory, keyring: KeyRing, world: World, tmp_path: Path
) -> AsyncIterator[Stage]:
    secrets = tmp_path / "secrets.key"
    secrets.write_text(new_key())
    options: dict[str, Any] = {"service_role": "api", "open_access": True}
    async with (
        service_app(
            AlertsSettings,
            alerts_app,
            correlation_strategy="source",
            secrets_key_file=secrets,
            **options,
        ) as ingestion,
        service_app(IncidentsSettings, incidents_app, **options) as incidents,
    ):
        made = Stage(ingestion, incidents, keyring, world)
        certificates: dict[str, bytes] = ingestion.state.intake.certificates
        for name in ("x.pem", "SimpleNotificationService-x.pem"):
            certificates[CERTIFICATE + name] = made.signer.certificate()
        yield made


CASES = [
    entry
    for entry in load("protocols", "in")
    if entry.values[0].get("protocol") not in OTHER_SERVICE  # pyright: ignore[reportAttributeAccessIssue]
]


@pytest.mark.parametrize("case", CASES)
async def test_a_client_gets_the_answer_and_the_effect_it_knows(
    stage: Stage, case: dict[str, Any]
) -> None:
    prefix = await below_an_integration(stage, case)
    await run(stage, case, prefix)


AT_THE_ROOT = [
    entry
    for entry in CASES
    if any(not s["request"]["path"].startswith("{") for s in entry.values[0].get("steps", ()))  # pyright: ignore[reportAttributeAccessIssue]
]


@pytest.mark.parametrize("case", AT_THE_ROOT)
async def test_the_same_at_the_vendors_own_address(stage: Stage, case: dict[str, Any]) -> None:
    await below_an_integration(stage, case)
    await run(stage, case, "")


async def below_an_integration(stage: Stage, case: dict[str, Any]) -> str:
    """The base address of an integration of that kind."""
    protocol = case["protocol"]
    body = {"source": SOURCES.get(protocol, protocol), **case["config"]}
    body.pop("signature", None)
    if protocol in KEYS:
        body["key"] = KEYS[protocol]
    made = await stage.integration(**body)
    if case["id"] == "og-no-auth":  # the key in the path would be one
        return ""
    return f"/hooks/{made['key']}"


async def run(stage: Stage, case: dict[str, Any], prefix: str) -> None:
    for step in case["steps"]:
        if "now" in step:
            await stage.move_to(step["now"])
        request = generated(step["request"])
        whole = stage.break_database() if step.get("fault") == "database_down" else None
        answer = await stage.send(prefix, request)
        if whole:
            stage.mend_database(whole)
        check_answer(answer, step["expect"])
        await stage.settle()
    await check_effect(stage, case["effect"])


def generated(request: dict[str, Any]) -> dict[str, Any]:
    if "generate" not in request:
        return request
    assert request["generate"] == GENERATED
    payload = {"summary": "s", "source": "s", "severity": "info"}
    event = {"routing_key": KEYS["pagerduty-events-v2"], "event_action": "trigger"}
    blob = {"custom_details": {"blob": "x" * 600_000}}
    return {**request, "body": {**event, "payload": {**payload, **blob}}}


def check_answer(answer: httpx.Response, expect: dict[str, Any]) -> None:
    assert answer.status_code in expect["status"], answer.text
    if "text" in expect:
        assert answer.text.strip() == expect["text"]
    if expect.get("empty_body"):
        assert not answer.content
    if expect.get("json_string"):
        assert isinstance(answer.json(), str)
    if "body" in expect:
        assert is_within(expect["body"], answer.json()), answer.text
    for word in expect.get("errors_mention", ()):
        assert any(word in entry for entry in answer.json()["errors"])


def is_within(expected: Any, found: Any) -> bool:
    """Whether `found` holds all of `expected`; `*` is any value that is not empty."""
    if expected == "*":
        return found not in (None, "", [], {})
    if isinstance(expected, dict):
        wanted = cast("dict[str, Any]", expected)
        return isinstance(found, dict) and all(
            name in found and is_within(value, found[name]) for name, value in wanted.items()
        )
    return expected == found


async def check_effect(stage: Stage, effect: dict[str, Any]) -> None:
    if "at" in effect:
        await stage.move_to(effect["at"])
        await stage.settle()
    alerts = (await stage.manager.get("/api/v1/alerts", params={"limit": 100})).json()["items"]
    incidents = (await stage.responder.get("/api/v1/incidents")).json()["items"]
    for wanted in effect.get("alerts", ()):
        check_alert(wanted, alerts, incidents)
    counts = effect.get("incidents", {})
    by_status = [incident["status"] for incident in incidents]
    if "open" in counts:
        still = [status for status in by_status if status not in ("resolved", "closed")]
        assert len(still) == counts["open"], json.dumps(by_status)
    if "resolved" in counts:
        assert by_status.count("resolved") == counts["resolved"]
    if "changes" in effect:
        listed = (await stage.manager.get("/api/v1/changes")).json()["items"]
        assert len(listed) == effect["changes"]


def check_alert(
    wanted: dict[str, Any], alerts: list[dict[str, Any]], incidents: list[dict[str, Any]]
) -> None:
    """The alert of a dedup key, `*end` meaning any key that ends so."""
    key = wanted["dedup_key"]
    found = [
        alert
        for alert in alerts
        if alert["fingerprint"] == key
        or (key.startswith("*") and alert["fingerprint"].endswith(key[1:]))
    ]
    assert found, [alert["fingerprint"] for alert in alerts]
    alert = found[0]
    if wanted["status"] == "acknowledged":
        (incident,) = [i for i in incidents if i["id"] == alert["incident_id"]]
        assert incident["status"] == "acknowledged"
    else:
        assert alert["status"] == wanted["status"]
    if "severity" in wanted:
        assert alert["severity"] == wanted["severity"]
    if "title" in wanted:
        assert alert["title"] == wanted["title"]
    if "title_contains" in wanted:
        text = " ".join((alert["title"], *alert["labels"].values()))
        assert wanted["title_contains"] in text
    assert alert["count"] >= wanted.get("count_min", 1)
