"""Why somebody is paged, or is not: simulated alerts and traces of real ones."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from oncall_builders import a_person, a_policy, a_schedule, a_start, deliver, outbox, paged, work
from sqlalchemy import text

from platform_contracts.messages import ChangeEscalation, StopEscalation
from platform_contracts.people import PersonRef
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def still(app: FastAPI, world: World, with_notification: FastAPI) -> None:
    world.rolled_back_in = app.state.database
    await world.stand_still_at(NOW)


def said(answer: dict[str, Any]) -> list[tuple[float, str, str]]:
    return [(s["after_seconds"], s["kind"], s["text"]) for s in answer["steps"]]


async def test_a_simulated_alert_says_who_when_how_and_why(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await a_schedule(admin, "empty")
    await a_schedule(admin, "weekly", ana)
    await a_policy(admin, "p", {"schedule": "weekly"}, {"schedule": "empty"}, {"person": bo})
    viewer = client_of(app, keyring.person("viewer"))
    body = {"service": "payment-api", "policy": "p"}
    answer = await viewer.post("/api/v1/simulate", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["route"] == "policy p, as the alert says"
    assert said(answer.json()) == [
        (0, "state", "triggered"),
        (0, "paged", "level 1, pass 1: Ana by schedule weekly (week)"),
        (0, "message", "push to Ana, high urgency"),
        (300, "passed_over", "nobody on call, schedule empty is empty now"),
        (300, "paged", "level 3, pass 1: Bo by named directly"),
        (300, "message", "push to Bo, high urgency"),
        (600, "state", "exhausted"),
    ]
    assert await paged(app) == []


async def test_a_simulated_alert_that_reaches_nobody_shows_the_fallback(
    admin: httpx.AsyncClient,
) -> None:
    await a_person(admin, "root", roles={"*": "admin"})
    await a_schedule(admin, "empty")
    await a_policy(admin, "p", {"schedule": "empty"})
    body = {"service": "payment-api", "policy": "p", "minutes": 5}
    answer = (await admin.post("/api/v1/simulate", json=body)).json()
    assert (0, "paged", "fallback: Root by platform administrator") in said(answer)
    recorded = await admin.post("/api/v1/simulate", json=body | {"severity": "info"})
    assert [step["kind"] for step in recorded.json()["steps"]] == ["not_paged"]


async def test_the_trace_says_what_happened_and_why_a_level_was_not_reached(
    admin: httpx.AsyncClient, app: FastAPI, incidents: httpx.AsyncClient, world: World
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await a_policy(admin, "p", {"person": ana}, {"person": bo})
    start = a_start("p")
    await deliver(incidents, start)
    await work(app)
    await world.fast_forward(minutes=2)
    stop = StopEscalation(incident_id=start.incident_id, reason="acknowledged", final=False)
    await deliver(incidents, stop)
    await world.fast_forward(minutes=1)
    path = f"/api/v1/escalations/{start.incident_id}/trace"
    answer = (await admin.get(path)).json()
    assert said(answer) == [
        (0, "state", "triggered"),
        (0, "paged", "level 1, pass 1: Ana by named directly"),
        (120, "state", "acknowledged"),
        (180, "not_paged", "level 2 not paged: somebody acknowledged before"),
    ]


async def test_with_nobody_on_call_the_fallback_chain_is_paged_and_the_looking_goes_on(
    admin: httpx.AsyncClient, app: FastAPI, incidents: httpx.AsyncClient, world: World
) -> None:
    boss = await a_person(admin, "boss")
    await a_schedule(admin, "empty")
    await a_policy(admin, "last", {"schedule": "empty"}, {"person": boss})
    level = {"targets": [{"schedule": "empty"}]}
    policy = {"name": "P", "levels": [level], "fallback": "last"}
    (await admin.put("/api/v1/escalation-policies/p", json=policy)).raise_for_status()
    start = a_start("p")
    await deliver(incidents, start)
    await work(app)
    assert await paged(app) == [("Boss", 0)]
    await world.fast_forward(minutes=1)
    await work(app)
    assert await paged(app) == [("Boss", 0)]
    await a_schedule(admin, "empty", await a_person(admin, "ana"))
    await world.fast_forward(minutes=1)
    await work(app)
    assert await paged(app) == [("Boss", 0), ("Ana", 1)]
    told = [(m["change"], m["level"]) for m in await outbox(app, "EscalationChanged")]
    assert told == [("nobody_on_call", None), ("assigned", 0), ("assigned", 1)]


async def test_overdue_steps_after_own_downtime_are_one_page(
    admin: httpx.AsyncClient, app: FastAPI, incidents: httpx.AsyncClient, world: World
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await a_policy(admin, "p", {"person": ana}, {"person": bo})
    await deliver(incidents, a_start("p"))
    await world.fast_forward(hours=3)
    await work(app)
    assert await paged(app) == [("Ana", 2), ("Bo", 2)]
    notices = await outbox(app, "Notify")
    assert {notice["at"] for notice in notices} == {"2026-03-03T15:00:00Z"}


async def test_a_snooze_that_incident_management_ends_starts_at_level_1(
    admin: httpx.AsyncClient, app: FastAPI, incidents: httpx.AsyncClient, world: World
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await a_policy(admin, "p", {"person": ana}, {"person": bo})
    start = a_start("p", ack_timeout_minutes=10)
    await deliver(incidents, start)
    await work(app)
    await world.fast_forward(minutes=6)
    await work(app)
    stop = StopEscalation(incident_id=start.incident_id, reason="snoozed", final=False)
    await deliver(incidents, stop)
    await world.fast_forward(minutes=60)
    await work(app)
    assert await paged(app) == [("Ana", 1), ("Bo", 2)]
    await deliver(incidents, start.model_copy(update={"cycle": 2}))
    assert await paged(app) == [("Ana", 1), ("Bo", 2), ("Ana", 1)]


async def test_a_person_here_can_escalate_and_a_stranger_to_the_team_cannot(
    admin: httpx.AsyncClient, app: FastAPI, incidents: httpx.AsyncClient, keyring: KeyRing
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await a_policy(admin, "p", {"person": ana}, {"person": bo})
    start = a_start("p", team="shop")
    await deliver(incidents, start)
    await work(app)
    path = f"/api/v1/escalations/{start.incident_id}/escalate"
    other = client_of(app, keyring.person("manager", team="bank"))
    assert (await other.post(path)).status_code == 403
    own = client_of(app, keyring.person("responder", team="shop"))
    assert (await own.post(path)).json()["level"] == 2
    assert await paged(app) == [("Ana", 1), ("Bo", 2)]


async def test_a_reassignment_cancels_the_others_and_keeps_the_named(
    admin: httpx.AsyncClient, app: FastAPI, incidents: httpx.AsyncClient
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await a_policy(admin, "p", {"person": ana})
    start = a_start("p")
    await deliver(incidents, start)
    await work(app)
    change = ChangeEscalation(
        incident_id=start.incident_id,
        action="reassign",
        cycle=2,
        people=[PersonRef.model_validate({"id": bo, "name": "Bo"})],
    )
    assert await deliver(incidents, change, change) == ["done", "done"]
    assert await paged(app) == [("Ana", 1), ("Bo", 0)]
    cancelled = (await outbox(app, "CancelDeliveries"))[0]
    assert (cancelled["cycle"], cancelled["keep"]) == (1, [bo])


async def test_a_schedule_that_cannot_be_read_stops_nobody_elses_pages(
    admin: httpx.AsyncClient, app: FastAPI, incidents: httpx.AsyncClient
) -> None:
    ana = await a_person(admin, "ana")
    await a_schedule(admin, "broken", ana)
    await a_policy(admin, "bad", {"schedule": "broken"})
    await a_policy(admin, "good", {"person": ana})
    database: Database = app.state.database
    async with database.transaction() as session:
        await session.execute(text("UPDATE oncall.schedule_versions SET timezone = 'Mars'"))
        await session.execute(
            text("""UPDATE oncall.schedule_versions SET layers = '[{"users": 7}]'""")
        )
    await deliver(incidents, a_start("bad"), a_start("good"))
    await work(app)
    assert await paged(app) == [("Ana", 1)]
