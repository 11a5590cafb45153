"""Escalations step by step, with the database's clock moved instead of waited for."""

import httpx
from fastapi import FastAPI
from oncall_builders import (
    a_person,
    a_policy,
    a_schedule,
    a_start,
    deliver,
    outbox,
    paged,
    work,
)

from platform_contracts.messages import StopEscalation
from platform_kit.ids import new_id
from platform_kit.testing.plugin import World


async def test_second_responder_is_paged_when_first_does_not_acknowledge(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient, world: World
) -> None:
    first, second = await a_person(admin, "jordan"), await a_person(admin, "avery")
    await a_policy(admin, "two", {"person": first}, {"person": second})
    await deliver(incidents, a_start("two"))
    await work(app)
    assert await paged(app) == [("Jordan", 1)]
    await world.fast_forward(minutes=4, seconds=59)
    await work(app)
    assert await paged(app) == [("Jordan", 1)]
    await world.fast_forward(seconds=2)
    await work(app)
    assert await paged(app) == [("Jordan", 1), ("Avery", 2)]
    await world.fast_forward(minutes=6)
    await work(app)
    changes = [m["change"] for m in await outbox(app, "EscalationChanged")]
    assert changes == ["assigned", "assigned", "exhausted"]


async def test_an_acknowledgement_stops_the_next_level(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient, world: World
) -> None:
    person = await a_person(admin, "jordan")
    await a_policy(admin, "two", {"person": person}, {"person": person})
    start = a_start("two")
    await deliver(incidents, start)
    await work(app)
    stop = StopEscalation(incident_id=start.incident_id, reason="acknowledged", final=False)
    await deliver(incidents, stop)
    await world.fast_forward(hours=1)
    await work(app)
    assert await paged(app) == [("Jordan", 1)]
    state = (await admin.get(f"/api/v1/escalations/{start.incident_id}")).json()
    assert (state["state"], state["due_at"]) == ("acknowledged", None)


async def test_a_stop_that_comes_before_its_start_is_remembered(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient
) -> None:
    await a_policy(admin, "one", {"person": await a_person(admin, "jordan")})
    incident = new_id()
    stop = StopEscalation(incident_id=incident, reason="resolved", final=True, cycle=1)
    await deliver(incidents, stop, a_start("one", incident))
    await work(app)
    assert await paged(app) == []


async def test_a_level_with_nobody_on_call_is_passed_over_at_once(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient
) -> None:
    await a_schedule(admin, "empty")
    person = await a_person(admin, "avery")
    await a_policy(admin, "gap", {"schedule": "empty"}, {"person": person})
    await deliver(incidents, a_start("gap"))
    await work(app)
    assert await paged(app) == [("Avery", 2)]


async def test_with_nobody_on_call_the_first_to_come_is_paged(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient, world: World
) -> None:
    await a_schedule(admin, "weekly")
    await a_policy(admin, "night", {"schedule": "weekly"})
    await deliver(incidents, a_start("night"))
    await work(app)
    await world.fast_forward(minutes=1, seconds=1)
    await work(app)
    told = [m["change"] for m in await outbox(app, "EscalationChanged")]
    assert told == ["nobody_on_call"]
    await a_schedule(admin, "weekly", await a_person(admin, "morgan"))
    await world.fast_forward(minutes=1, seconds=1)
    await work(app)
    assert await paged(app) == [("Morgan", 1)]


async def test_the_policy_is_the_one_at_trigger_time(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient, world: World
) -> None:
    first, second = await a_person(admin, "jordan"), await a_person(admin, "avery")
    await a_policy(admin, "edited", {"person": first}, {"person": first})
    await deliver(incidents, a_start("edited"))
    await work(app)
    await a_policy(admin, "edited", {"person": second})
    await world.fast_forward(minutes=6)
    await work(app)
    assert await paged(app) == [("Jordan", 1), ("Jordan", 2)]


async def test_low_urgency_does_not_escalate(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient, world: World
) -> None:
    person = await a_person(admin, "jordan")
    await a_policy(admin, "two", {"person": person}, {"person": person})
    await deliver(incidents, a_start("two", urgency="low", severity="low"))
    await work(app)
    await world.fast_forward(hours=2)
    await work(app)
    assert await paged(app) == [("Jordan", 1)]


async def test_a_policy_repeats_as_often_as_it_says(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient, world: World
) -> None:
    await a_policy(admin, "loop", {"person": await a_person(admin, "jordan")}, repeat=2)
    await deliver(incidents, a_start("loop"))
    for _ in range(6):
        await work(app)
        await world.fast_forward(minutes=5, seconds=1)
    assert await paged(app) == [("Jordan", 1)] * 3


async def test_an_inactive_person_is_nobody(
    app: FastAPI, admin: httpx.AsyncClient, incidents: httpx.AsyncClient
) -> None:
    gone = await a_person(admin, "gone", active=False)
    await a_policy(admin, "one", {"person": gone})
    await deliver(incidents, a_start("one"))
    await work(app)
    assert [m["change"] for m in await outbox(app, "EscalationChanged")] == ["nobody_on_call"]


async def test_the_current_answer_names_the_person_and_the_schedule(
    admin: httpx.AsyncClient,
) -> None:
    person = await a_person(admin, "jordan")
    await a_schedule(admin, "weekly", person)
    await a_policy(admin, "main", {"schedule": "weekly"})
    team = {"name": "Platform", "members": [person], "policy": "main"}
    (await admin.put("/api/v1/teams/platform", json=team)).raise_for_status()
    now = (await admin.get("/api/v1/oncall/current", params={"team": "platform"})).json()
    assert [entry["name"] for entry in now["people"]] == ["Jordan"]
    assert now["levels"][0]["schedule"] == "weekly"
    missing = await admin.get("/api/v1/oncall/current", params={"team": "none"})
    assert missing.status_code == 404
