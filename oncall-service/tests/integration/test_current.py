"""Who is on call now is asked often and remembered, and yet never a change behind."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from oncall_builders import a_person, a_policy, a_schedule

from platform_kit.testing.plugin import World, client_of

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
SPAN = {"start": "2026-03-02T09:00:00Z", "end": "2026-03-04T09:00:00Z"}


@pytest.fixture
async def people(app: FastAPI, admin: httpx.AsyncClient, world: World) -> dict[str, str]:
    """The team `sre`, with Ana on call by its policy, asked for once already."""
    await world.stand_still_at(MONDAY)
    known = {name: await a_person(admin, name) for name in ("ana", "bo")}
    await a_schedule(admin, "week", known["ana"])
    await a_policy(admin, "plain", {"schedule": "week"})
    body = {"name": "SRE", "policy": "plain"}
    (await admin.put("/api/v1/teams/sre", json=body)).raise_for_status()
    assert await on_call(admin) == ["Ana"]
    return known


async def on_call(admin: httpx.AsyncClient) -> list[str]:
    answer = await admin.get("/api/v1/oncall/current", params={"team": "sre"})
    answer.raise_for_status()
    return [person["name"] for person in answer.json()["people"]]


async def change(admin: httpx.AsyncClient, method: str, path: str, body: dict[str, Any]) -> Any:
    answer = await admin.request(method, f"/api/v1/{path}", json=body)
    assert answer.is_success, answer.text
    return answer.json() if answer.content else None


async def test_an_override_counts_at_once_and_its_end_too(
    admin: httpx.AsyncClient, people: dict[str, str]
) -> None:
    body = SPAN | {"schedule": "week", "users": [people["bo"]]}
    made = await change(admin, "POST", "overrides", body)
    assert await on_call(admin) == ["Bo"]
    (await admin.delete(f"/api/v1/overrides/{made['id']}")).raise_for_status()
    assert await on_call(admin) == ["Ana"]


async def test_a_temporary_schedule_counts_at_once(
    admin: httpx.AsyncClient, people: dict[str, str]
) -> None:
    body = SPAN | {"shifts": [SPAN | {"user": people["bo"]}]}
    await change(admin, "POST", "schedules/week/temporary", body)
    assert await on_call(admin) == ["Bo"]


async def test_a_policy_and_a_team_count_at_once(
    admin: httpx.AsyncClient, people: dict[str, str]
) -> None:
    await a_policy(admin, "plain", {"person": people["bo"]})
    assert await on_call(admin) == ["Bo"]
    await a_policy(admin, "other", {"schedule": "week"})
    await change(admin, "PUT", "teams/sre", {"name": "SRE", "policy": "other"})
    assert await on_call(admin) == ["Ana"]


async def test_somebody_who_leaves_or_is_renamed_counts_at_once(
    admin: httpx.AsyncClient, people: dict[str, str]
) -> None:
    body = {"login": "ana", "name": "Ana Maria", "email": "ana@example.com"}
    await change(admin, "PUT", f"people/{people['ana']}", body)
    assert await on_call(admin) == ["Ana Maria"]
    await change(admin, "PUT", f"people/{people['ana']}", body | {"active": False})
    assert await on_call(admin) == []


async def test_the_hand_off_counts_to_the_second(
    admin: httpx.AsyncClient, people: dict[str, str], world: World
) -> None:
    await a_schedule(admin, "week", people["ana"], people["bo"])
    current = await admin.get("/api/v1/oncall/current", params={"team": "sre"})
    first = current.json()["people"][0]["name"]
    until = datetime.fromisoformat(current.json()["levels"][0]["until"])
    await world.fast_forward(seconds=(until - MONDAY).total_seconds() - 1)
    assert await on_call(admin) == [first]
    await world.fast_forward(seconds=1)
    assert await on_call(admin) == [{"Ana": "Bo", "Bo": "Ana"}[first]]


async def test_what_is_remembered_is_read_again_after_an_edit_of_the_schedule(
    admin: httpx.AsyncClient, people: dict[str, str], world: World
) -> None:
    await a_schedule(admin, "week", people["bo"])
    await world.fast_forward(minutes=8 * 24 * 60)
    assert await on_call(admin) == ["Bo"]


async def test_questions_that_come_together_are_each_answered_for_their_own_team(
    admin: httpx.AsyncClient, people: dict[str, str]
) -> None:
    await change(admin, "PUT", "teams/web", {"name": "Web"})
    await a_policy(admin, "web", {"person": people["bo"]})
    await change(admin, "PUT", "teams/web", {"name": "Web", "policy": "web"})
    wanted = ["sre", "web", "none", "sre", "web"] * 4
    path = "/api/v1/oncall/current"
    answers = await asyncio.gather(*(admin.get(path, params={"team": t}) for t in wanted))
    first = {"sre": "Ana", "web": "Bo"}
    for team, answer in zip(wanted, answers, strict=True):
        if team == "none":
            assert answer.status_code == 404
        else:
            assert answer.json()["people"][0]["name"] == first[team]


@pytest.mark.parametrize("params", [{}, {"team": ""}, {"team": "x" * 256}])
async def test_a_question_without_a_team_is_told_which_field_is_wrong(
    admin: httpx.AsyncClient, params: dict[str, str]
) -> None:
    answer = await admin.get("/api/v1/oncall/current", params=params)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "team"


async def test_a_stranger_learns_nobodys_name(app: FastAPI) -> None:
    async with client_of(app) as stranger:
        answer = await stranger.get("/api/v1/oncall/current", params={"team": "sre"})
    assert answer.status_code == 401
