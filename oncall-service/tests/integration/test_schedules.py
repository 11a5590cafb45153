"""Stored schedules: edits as versions, overrides, temporary schedules, swaps, gaps."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from oncall_builders import a_person, a_schedule

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)  # a Tuesday
DAILY: dict[str, Any] = {"type": "daily"}


@pytest.fixture(autouse=True)
async def tuesday(app: FastAPI, world: World) -> None:
    await world.stand_still_at(NOW)


def iso(**ahead: float) -> str:
    return (NOW + timedelta(**ahead)).isoformat()


async def put(admin: httpx.AsyncClient, slug: str, users: list[Any], **changes: Any) -> None:
    layer = {"id": "A", "users": users, "start": "2026-01-05T09:00", "rotation": DAILY}
    body = {"name": slug, "layers": [layer | changes]}
    answer = await admin.put(f"/api/v1/schedules/{slug}", json=body)
    assert answer.status_code == 200, answer.text


async def final(admin: httpx.AsyncClient, slug: str, days: int = 4) -> dict[str, Any]:
    query = {"since": iso(), "until": iso(days=days)}
    answer = await admin.get(f"/api/v1/schedules/{slug}/final", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(shifts: list[dict[str, Any]]) -> list[str]:
    return ["+".join(sorted(p["name"] for p in shift["people"])) for shift in shifts]


async def test_an_edit_keeps_whoever_is_on_call_and_shows_its_versions(
    admin: httpx.AsyncClient, world: World
) -> None:
    ana, bo, cy = [await a_person(admin, name) for name in ("ana", "bo", "cy")]
    await put(admin, "s", [ana, bo])
    assert names((await final(admin, "s"))["shifts"])[:2] == ["Bo", "Ana"]
    layer = {"id": "A", "users": [cy, bo, ana], "start": "2026-01-05T09:00", "rotation": DAILY}
    body = {"name": "s", "layers": [layer]}
    preview = await admin.post("/api/v1/schedules/s/preview", json=body)
    first = preview.json()["changes"][0]
    assert [first["gains"][0]["name"], first["loses"][0]["name"]] == ["Cy", "Bo"]
    assert datetime.fromisoformat(first["start"]) > NOW
    await put(admin, "s", [cy, bo, ana])
    assert names((await final(admin, "s"))["shifts"])[:3] == ["Bo", "Ana", "Cy"]
    await world.fast_forward(hours=1)
    await put(admin, "s", [cy, bo, ana], rotation={"type": "weekly"})
    versions = (await admin.get("/api/v1/schedules/s/versions")).json()
    assert [version["number"] for version in versions] == [1, 2, 3]
    assert names((await final(admin, "s", days=8))["shifts"]) == ["Bo", "Ana"]


async def test_overrides_stand_above_the_layers_and_end_when_taken_back(
    admin: httpx.AsyncClient, world: World
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await put(admin, "s", [ana])
    body = {"schedule": "s", "start": iso(hours=-5), "end": iso(hours=5), "users": [bo]}
    made = await admin.post("/api/v1/overrides", json=body)
    assert made.status_code == 201, made.text
    assert datetime.fromisoformat(made.json()["start"]) == NOW
    assert names((await final(admin, "s"))["shifts"]) == ["Bo", "Ana"]
    await world.fast_forward(hours=1)
    ended = await admin.delete(f"/api/v1/overrides/{made.json()['id']}")
    assert ended.status_code == 204
    shifts = (await final(admin, "s"))["shifts"]
    assert datetime.fromisoformat(shifts[0]["end"]) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"end": iso(hours=-1)}, "end"),
        ({"start": iso(hours=-3), "end": iso(hours=-2)}, "end"),
        ({"type": "replace"}, "instead_of"),
        ({"type": "add", "users": []}, "users"),
        ({"layers": ["nowhere"]}, "layers"),
        ({"users": ["00000000-0000-7000-8000-0000000000ff"]}, "users"),
        ({"start": "yesterday"}, "start"),
    ],
)
async def test_an_impossible_override_is_refused_by_its_field(
    admin: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    ana = await a_person(admin, "ana")
    await put(admin, "s", [ana])
    body = {"schedule": "s", "start": iso(), "end": iso(hours=5), "users": [ana]}
    answer = await admin.post("/api/v1/overrides", json=body | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert (await admin.get("/api/v1/overrides", params={"schedule": "s"})).json() == []


IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"timezone": "Mars/Olympus"}, "timezone"),
    ({"layers": [{"users": [], "start": "2026-01-05T09:00"}]}, "layers.0.users"),
    ({"layers": [{"users": [None], "start": "2026-02-30T09:00"}]}, "layers.0.start"),
    (
        {"layers": [{"users": [None], "start": "2026-02-03T09:00", "end": "2026-02-03T09:00"}]},
        "layers.0.end",
    ),
    (
        {"layers": [{"users": [str(UUID(int=7))], "start": "2026-02-03T09:00"}]},
        "layers.0.users.0",
    ),
]


@pytest.mark.parametrize(("changes", "field"), IMPOSSIBLE)
async def test_an_impossible_schedule_is_refused_by_its_field_and_nothing_is_saved(
    admin: httpx.AsyncClient, changes: dict[str, Any], field: str
) -> None:
    answer = await admin.put("/api/v1/schedules/bad", json={"name": "bad"} | changes)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert (await admin.get("/api/v1/schedules/bad")).status_code == 404


async def test_fallbacks_that_lead_in_a_circle_are_refused(admin: httpx.AsyncClient) -> None:
    level = {"targets": [{"person": await a_person(admin, "ana")}]}

    async def policy(slug: str, fallback: str | None) -> httpx.Response:
        body = {"name": slug, "levels": [level], "fallback": fallback}
        return await admin.put(f"/api/v1/escalation-policies/{slug}", json=body)

    assert (await policy("one", None)).status_code == 200
    assert (await policy("two", "one")).status_code == 200
    refused = await policy("one", "two")
    assert refused.status_code == 422
    assert refused.json()["errors"][0] == {
        "field": "fallback",
        "reason": "leads in a circle: one → two → one",
    }
    assert (await policy("one", "nowhere")).status_code == 422


async def test_a_temporary_schedule_replaces_everything_in_its_span(
    admin: httpx.AsyncClient,
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await put(admin, "s", [ana])
    body = {
        "start": iso(hours=1),
        "end": iso(hours=9),
        "shifts": [{"user": bo, "start": iso(hours=1), "end": iso(hours=5)}],
    }
    made = await admin.post("/api/v1/schedules/s/temporary", json=body)
    assert made.status_code == 201, made.text
    found = await final(admin, "s", days=1)
    assert names(found["shifts"]) == ["Ana", "Bo", "Ana"]
    assert len(found["gaps"]) == 1
    listed = (await admin.get("/api/v1/schedules/s/temporary")).json()
    assert [entry["id"] for entry in listed] == [made.json()["id"]]


async def test_a_person_who_leaves_is_a_gap_that_says_who_is_missing(
    admin: httpx.AsyncClient, world: World
) -> None:
    ana = await a_person(admin, "ana")
    await put(admin, "s", [ana])
    assert (await final(admin, "s"))["gaps"] == []
    body = {"login": "ana", "name": "Ana", "active": False}
    (await admin.put(f"/api/v1/people/{ana}", json=body)).raise_for_status()
    await world.fast_forward(minutes=1)
    gaps = (await admin.get("/api/v1/schedules/s/gaps")).json()
    assert [[p["name"] for p in gap["missing"]] for gap in gaps] == [["Ana"]]


async def test_a_swap_is_asked_for_taken_once_and_pages_the_taker(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing
) -> None:
    ana, bo, cy = [await a_person(admin, name) for name in ("ana", "bo", "cy")]
    await put(admin, "s", [ana])
    caller = {
        name: client_of(app, keyring.person("responder", person_id=UUID(key)))
        for name, key in (("ana", ana), ("bo", bo), ("cy", cy))
    }
    wish = {"schedule": "s", "start": iso(hours=2), "end": iso(hours=6)}
    asked = await caller["ana"].post("/api/v1/swaps", json=wish)
    assert asked.status_code == 201, asked.text
    path = f"/api/v1/swaps/{asked.json()['id']}"
    again = await caller["ana"].post("/api/v1/swaps", json=wish | {"end": iso(hours=3)})
    assert again.status_code == 409
    assert (await caller["bo"].post("/api/v1/swaps", json=wish)).status_code == 422
    assert (await caller["ana"].post(f"{path}/accept")).status_code == 403
    assert (await caller["cy"].post(f"{path}/decline")).json()["state"] == "open"
    assert (await caller["bo"].post(f"{path}/accept")).json()["taken_by"]["name"] == "Bo"
    assert (await caller["cy"].post(f"{path}/accept")).status_code == 409
    assert names((await final(admin, "s", days=1))["shifts"]) == ["Ana", "Bo", "Ana"]


async def test_only_the_one_who_was_asked_may_answer_and_a_no_ends_the_swap(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing
) -> None:
    ana, bo, cy = [await a_person(admin, name) for name in ("ana", "bo", "cy")]
    await put(admin, "s", [ana])
    one, two, three = (
        client_of(app, keyring.person("responder", person_id=UUID(key))) for key in (ana, bo, cy)
    )
    wish = {"schedule": "s", "start": iso(hours=2), "end": iso(hours=6), "asked": bo}
    path = f"/api/v1/swaps/{(await one.post('/api/v1/swaps', json=wish)).json()['id']}"
    assert (await three.post(f"{path}/accept")).status_code == 403
    assert (await two.post(f"{path}/decline")).json()["state"] == "declined"
    assert (await two.post(f"{path}/accept")).status_code == 409


async def test_a_swap_that_nobody_takes_expires(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing, world: World
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await put(admin, "s", [ana])
    one, two = (client_of(app, keyring.person("responder", person_id=UUID(k))) for k in (ana, bo))
    wish = {"schedule": "s", "start": iso(hours=2), "end": iso(hours=6), "expires_at": iso(hours=1)}
    path = f"/api/v1/swaps/{(await one.post('/api/v1/swaps', json=wish)).json()['id']}"
    await world.fast_forward(hours=1)
    refused = await two.post(f"{path}/accept")
    assert (refused.status_code, refused.json()["detail"]) == (409, "the swap has expired")


async def test_the_table_of_shifts_cannot_start_a_formula(admin: httpx.AsyncClient) -> None:
    ana = await a_person(admin, "ana", name="=1+1")
    await a_schedule(admin, "weekly", ana)
    text = (await admin.get("/api/v1/schedules/weekly/shifts.csv")).text
    assert ",'=1+1," in text
