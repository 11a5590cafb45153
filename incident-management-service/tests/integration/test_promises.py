"""SLA policies of services: what an incident shows, warnings, breaches, pauses, auto-resolve."""

from datetime import datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import opened, read, sent_bodies

from incident_management.watch import service as watch
from platform_kit.testing.plugin import World

POLICY = {
    "targets": {"critical": {"acknowledge": 10, "resolve": 60}},
    "pause_on": ["mitigated"],
    "rca_required": [],
}


async def tick(app: FastAPI) -> int:
    """One turn of the watch."""
    async with app.state.database.transaction() as session:
        return await watch.tell_promises(session, 50)


@pytest.fixture
async def gold(manager: httpx.AsyncClient) -> dict[str, Any]:
    """A policy, and the service that has it."""
    put = await manager.put("/api/v1/sla-policies/gold", json=POLICY)
    assert put.status_code == 200, put.text
    service = await manager.put("/api/v1/services/payment-api", json={"sla_policy": "gold"})
    assert service.json()["sla_policy"] == "gold"
    return put.json()


async def test_the_answer_shows_deadline_and_breach_computed_by_the_server(
    gold: dict[str, Any],
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
    world: World,
) -> None:
    shown = await read(responder, await opened(ingestion))
    clock = shown["sla"]["resolve"]
    due = datetime.fromisoformat(clock["due_at"]) - datetime.fromisoformat(shown["opened_at"])
    assert (due.total_seconds(), clock["breached"]) == (3600, False)
    assert shown["sla"]["policy"] == gold["slug"]
    await world.fast_forward(minutes=61)
    later = await read(responder, shown["id"])
    assert later["sla"]["resolve"]["breached"] is True
    assert later["sla"]["resolve"]["remaining_seconds"] == pytest.approx(-60, abs=5)
    listed = await responder.get("/api/v1/incidents", params={"breached": "true"})
    assert [item["id"] for item in listed.json()["items"]] == [shown["id"]]


async def test_people_are_warned_before_the_breach_and_told_of_it_once(
    gold: dict[str, Any],
    app: FastAPI,
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
    world: World,
) -> None:
    incident = await opened(ingestion)
    await responder.post(f"/api/v1/incidents/{incident}/acknowledge")
    assert await tick(app) == 0
    for forward, topics in ((48, ["sla.soon"]), (12, ["sla.soon", "sla.breached"]), (60, None)):
        await world.fast_forward(minutes=forward)
        while await tick(app):
            pass
        told = [b for b in await sent_bodies(app, "Announce") if "sla" in b["topic"]]
        expected = topics or ["sla.soon", "sla.breached"]
        assert [b["topic"] for b in told if b["service"]] == expected
        assert [b["topic"] for b in told if b["data"].get("person")] == expected  # the owner
    entries = (await responder.get(f"/api/v1/incidents/{incident}/timeline?kind=sla")).json()
    assert [entry["data"]["breached"] for entry in entries["items"]] == [False, True]


async def test_the_clock_stands_while_the_policy_says_so_and_goes_on_with_what_was_left(
    gold: dict[str, Any],
    app: FastAPI,
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
    world: World,
) -> None:
    incident = await opened(ingestion)
    path = f"/api/v1/incidents/{incident}/status"
    await responder.post(path, json={"status": "mitigated"})
    await world.fast_forward(minutes=600)
    shown = await read(responder, incident)
    assert (shown["sla"]["paused"], shown["sla"]["pause_reason"]) == (True, "mitigated")
    assert shown["sla"]["resolve"]["due_at"] is None
    assert await tick(app) == 0
    resolved = (await responder.post(path, json={"status": "resolved"})).json()
    assert resolved["sla"]["resolve"]["breached"] is False
    reopened = (await responder.post(f"/api/v1/incidents/{incident}/reopen")).json()
    assert reopened["sla"]["resolve"]["remaining_seconds"] == pytest.approx(3600, abs=5)


async def test_an_incident_that_nothing_happens_to_is_resolved_where_the_service_says_so(
    app: FastAPI,
    manager: httpx.AsyncClient,
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
    world: World,
) -> None:
    body = {"auto_resolve_minutes": 240, "ack_timeout_minutes": None}
    await manager.put("/api/v1/services/payment-api", json=body)
    incident, other = await opened(ingestion), await opened(ingestion, service="search")

    async def end() -> int:
        async with app.state.database.transaction() as session:
            return await watch.end_forgotten(session, 50)

    await world.fast_forward(minutes=200)
    await responder.post(f"/api/v1/incidents/{incident}/comments", json={"body": "still there"})
    await world.fast_forward(minutes=100)
    assert await end() == 0
    await world.fast_forward(minutes=141)
    assert await end() == 1
    assert (await read(responder, incident))["resolved_by"]["id"] == "incident-management"
    assert (await read(responder, other))["status"] == "open"


async def test_the_default_policy_stays_and_a_removed_one_falls_back_to_it(
    gold: dict[str, Any],
    manager: httpx.AsyncClient,
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
) -> None:
    assert (await manager.delete("/api/v1/sla-policies/default")).status_code == 409
    assert (await manager.delete(f"/api/v1/sla-policies/{gold['slug']}")).status_code == 204
    shown = await read(responder, await opened(ingestion))
    assert shown["sla"]["policy"] == "default"
    assert (await responder.put("/api/v1/sla-policies/x", json={})).status_code == 403


async def test_a_service_decides_how_loud_its_incidents_are(
    app: FastAPI,
    manager: httpx.AsyncClient,
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
) -> None:
    hours = {"timezone": "UTC", "start": "09:00", "end": "17:00"}
    body = {
        "ack_timeout_minutes": 45,
        "urgency_rule": {
            "type": "support_hours",
            "during": "high",
            "outside": "low",
            "raise": True,
        },
        "support_hours": hours,
    }
    put = await manager.put("/api/v1/services/payment-api", json=body)
    assert put.json()["urgency_rule"]["raise"] is True
    await opened(ingestion)
    (start,) = await sent_bodies(app, "StartEscalation")
    assert start["ack_timeout_minutes"] == 45
    assert start["urgency_rule"]["raises"] is True
    assert start["support_hours"]["start"] == "09:00"
    constant = {"urgency_rule": {"type": "constant", "value": "low"}}
    await manager.put("/api/v1/services/payment-api", json=constant)
    quiet = await read(responder, await opened(ingestion))
    assert (quiet["severity"], quiet["urgency"]) == ("critical", "low")
    without = {"urgency_rule": {"type": "support_hours"}}
    refused = await manager.put("/api/v1/services/payment-api", json=without)
    assert refused.status_code == 422
