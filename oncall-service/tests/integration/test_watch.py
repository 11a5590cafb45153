"""Notices around shifts, gaps ahead, metrics, fairness."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from oncall_builders import a_person, outbox
from prometheus_client import REGISTRY

from oncall.watch.service import look_at_schedules
from platform_kit.database import Database
from platform_kit.testing.plugin import World

NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)  # a Tuesday
DAILY: dict[str, Any] = {"start": "2026-01-05T09:00", "rotation": {"type": "daily"}}


@pytest.fixture(autouse=True)
async def still(app: FastAPI, world: World) -> None:
    await world.stand_still_at(NOW)


async def look(app: FastAPI) -> list[tuple[str, str]]:
    """One look; returns topic and person of all notices so far."""
    database: Database = app.state.database
    async with database.transaction() as session:
        await look_at_schedules(session)
    return [(m["topic"], m["data"].get("person", "")) for m in await outbox(app, "Announce")]


async def put(admin: httpx.AsyncClient, slug: str, **layer: Any) -> None:
    body = {"name": slug, "layers": [DAILY | layer]}
    (await admin.put(f"/api/v1/schedules/{slug}", json=body)).raise_for_status()


async def test_people_are_told_before_a_shift_at_its_beginning_and_at_its_end_once(
    app: FastAPI, admin: httpx.AsyncClient, world: World
) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await put(admin, "s", users=[ana, bo])
    assert await look(app) == [("shift.before", bo)] or await look(app) == [("shift.before", ana)]
    assert len(await look(app)) == 1
    await world.fast_forward(hours=1, minutes=5)
    told = await look(app)
    assert sorted(topic for topic, _ in told[1:]) == ["shift.before", "shift.begins", "shift.ends"]


async def test_a_gap_ahead_is_told_and_measured_once_a_week(
    app: FastAPI, admin: httpx.AsyncClient, world: World
) -> None:
    ana = await a_person(admin, "ana")
    await put(admin, "gappy", users=[ana, None, ana])
    told = [topic for topic, _ in await look(app)]
    assert told.count("schedule.gap") == 1
    gap = REGISTRY.get_sample_value("schedule_gap_seconds", {"schedule": "gappy"})
    assert gap is not None
    assert 8 * 86_400 < gap < 11 * 86_400
    assert REGISTRY.get_sample_value("on_call", {"schedule": "gappy", "person": "ana"}) == 1
    await world.fast_forward(hours=24)
    assert [topic for topic, _ in await look(app)].count("schedule.gap") == 1
    await world.fast_forward(hours=24 * 7)
    assert [topic for topic, _ in await look(app)].count("schedule.gap") == 2


async def test_fairness_counts_hours_nights_weekends_and_leave(admin: httpx.AsyncClient) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    await put(admin, "s", users=[ana, bo], rotation={"type": "weekly"})
    leave = {"start": "2026-03-10T00:00:00Z", "end": "2026-03-12T00:00:00Z"}
    (await admin.post(f"/api/v1/people/{bo}/absences", json=leave)).raise_for_status()
    span = {"since": "2026-03-02T09:00:00Z", "until": "2026-03-30T09:00:00Z"}
    answer = await admin.get("/api/v1/schedules/s/fairness", params=span)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    loads = {load["person"]["name"]: load for load in found["people"]}
    assert [loads["Ana"]["hours"], loads["Bo"]["hours"]] == [336.0, 336.0]
    assert loads["Ana"]["nights"] == loads["Bo"]["nights"] == 112.0
    assert loads["Ana"]["weekends"] == 96.0
    assert loads["Bo"]["leave_hours"] == 48.0
    assert 0.9 < found["balance"] < 1
    assert [(w["kind"], w["person"]["name"]) for w in found["warnings"]] == [("on_leave", "Bo")]


async def test_a_short_rest_between_two_shifts_is_warned_of(admin: httpx.AsyncClient) -> None:
    ana = await a_person(admin, "ana")
    windows = [
        {"type": "daily", "start": "08:00", "end": "12:00"},
        {"type": "daily", "start": "20:00", "end": "22:00"},
    ]
    await put(admin, "s", users=[ana], restrictions=windows)
    until = (NOW + timedelta(days=1)).isoformat()
    span = {"since": NOW.isoformat(), "until": until}
    found = (await admin.get("/api/v1/schedules/s/fairness", params=span)).json()
    assert [w["detail"] for w in found["warnings"]] == ["only 8.0 h of rest before this shift"]
