"""The nine steps of the demo, unattended, by the short forms and by the whole ones."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from incident_builders import opened

from platform_kit.ids import new_id
from platform_kit.testing.plugin import World

RCA = {
    "root_cause": "A deploy without migration",
    "contributing_factors": "No canary",
    "corrective_actions": "Rolled back",
    "prevention": "Migrations run before deploys",
}


@pytest.mark.parametrize("base", ["", "/api/v1"])
async def test_the_demo_runs_end_to_end_unattended(
    manager: httpx.AsyncClient, world: World, base: str
) -> None:
    async def post(path: str, **body: Any) -> dict[str, Any]:
        answer = await manager.post(f"{base}{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    runbook = str(new_id())
    steps = [{"title": "Roll back"}, {"title": "Check errors"}]
    body = {"title": "Bad deploy", "services": ["payment-api"], "steps": steps}
    assert (await manager.put(f"/api/v1/runbooks/{runbook}", json=body)).status_code == 200
    # 1 intake, 2 triage
    severity = "SEV2" if base == "" else "high"
    incident = await post(
        "/incidents", title="Checkout fails", service="payment-api", severity=severity
    )
    assert (incident["severity"], incident["status"]) == ("high", "open")
    path = f"/incidents/{incident['number']}"
    # 3 investigating, 4 two steps of the runbook, 5 mitigated, 6 resolved
    await post(f"{path}/status", status="investigating")
    for step in (1, 2):
        await post(f"{path}/apply-runbook-step", runbook_id=runbook, step=step)
    await world.fast_forward(minutes=20)
    await post(f"{path}/status", status="mitigated")
    resolved = await post(f"{path}/status", status="resolved")
    assert resolved["mttr_seconds"] == pytest.approx(1200, abs=2)
    # 7 closing is refused, 8 the root cause is written and closing works
    refused = await manager.post(f"{base}{path}/status", json={"status": "closed"})
    assert refused.status_code == 409
    assert set(refused.json()["missing"]) == set(RCA)
    assert (await manager.put(f"{base}{path}/rca", json=RCA)).json()["closable"] is True
    closed = await post(f"{path}/status", status="closed")
    assert all(closed[name] for name in ("acknowledged_at", "resolved_at", "closed_at"))
    # 9 the report
    report = (await manager.get(f"{base}{path}/report.md")).text
    for expected in ("Timeline", "MTTR", "step 1 applied: Roll back", "A deploy without migration"):
        assert expected in report


async def test_resolve_marks_resolved_or_acknowledged_by_name_or_fingerprint(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    one = await opened(ingestion, fingerprint="f1")
    answer = await responder.post("/resolve", json={"incident_id": one, "status": "acknowledged"})
    assert answer.json()["status"] == "acknowledged"
    answer = await responder.post("/resolve", json={"fingerprint": "f1"})
    assert (answer.json()["id"], answer.json()["status"]) == (one, "resolved")
    assert (await responder.post("/resolve", json={"fingerprint": "f1"})).status_code == 404
    assert (await responder.post("/resolve", json={})).status_code == 422


async def test_the_detail_has_the_model_that_scripts_expect(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion, labels={"pod": "a"}, runbook_url="https://wiki.example/r")
    shown = (await responder.get(f"/incidents/{incident}")).json()
    assert set(shown["source_alert"]) == {"fingerprint", "startsAt", "labels"}
    assert datetime.fromisoformat(shown["source_alert"]["startsAt"])
    assert shown["runbook_url"] == "https://wiki.example/r"
    assert [entry["kind"] for entry in shown["timeline"]] == ["opened"]
    listed = (await responder.get("/incidents?status=open&service=payment-api")).json()
    assert [item["id"] for item in listed["items"]] == [incident]


async def test_the_state_shows_settings_without_secrets_the_feed_and_the_last_alert(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    empty = (await responder.get("/state")).json()
    assert (empty["feed"], empty["last_alert"]) == ([], None)
    assert empty["settings"]["jira"]["configured"] is False
    await opened(ingestion, fingerprint="f1", title="Disk full")
    state = (await responder.get("/state")).json()
    assert state["last_alert"]["fingerprint"] == "f1"
    assert "Disk full" in state["feed"][0]["message"]


@pytest.mark.parametrize(
    ("word", "severity"),
    [("SEV1", "critical"), ("p3", "medium"), ("Sev5", "info"), ("low", "low")],
)
async def test_severities_are_taken_in_other_words(
    responder: httpx.AsyncClient, word: str, severity: str
) -> None:
    body = {"title": "x", "service": "s", "severity": word}
    assert (await responder.post("/incidents", json=body)).json()["severity"] == severity
    odd = body | {"severity": "SEV9"}
    assert (await responder.post("/incidents", json=odd)).status_code == 422
