"""Calendars out and in; and every calendar says what paging goes by."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from domain_builders import ZONES
from fastapi import FastAPI
from icalendar import Calendar
from oncall_builders import a_person

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def first_of_march(app: FastAPI, world: World) -> None:
    await world.stand_still_at(NOW)


def layers(users: list[str]) -> list[dict[str, Any]]:
    night = [{"type": "daily", "start": "20:00", "end": "08:00"}]
    office = [{"type": "daily", "start": "01:30", "end": "17:00", "days": ["MO", "WE", "SU"]}]
    return [
        {"id": "week", "users": users, "start": "2026-01-05T02:30"},
        {
            "id": "night",
            "users": users[::-1],
            "start": "2026-01-05T02:30",
            "rotation": {"type": "daily"},
            "restrictions": night,
            "level": 1,
        },
        {
            "id": "office",
            "users": [[users[0], users[1]], None, users[2]],
            "start": "2026-01-05T01:15",
            "rotation": {"type": "hourly", "length": 36},
            "restrictions": office,
            "level": 2,
        },
    ]


def spans(shifts: list[dict[str, Any]], who: str) -> list[tuple[datetime, datetime, list[str]]]:
    parse = datetime.fromisoformat
    return [
        (
            parse(s["start"]),
            parse(s["end"]),
            sorted(p["id"] if who == "people" else p for p in s[who]),
        )
        for s in shifts
    ]


def cut(
    found: list[tuple[datetime, datetime, list[str]]], since: datetime, until: datetime
) -> list[tuple[datetime, datetime, list[str]]]:
    return [
        (max(start, since), min(end, until), who)
        for start, end, who in found
        if start < until and end > since
    ]


@pytest.mark.parametrize("zone", ZONES)
async def test_rendered_final_and_ical_agree_over_a_year_with_both_changes_of_the_clock(
    app: FastAPI, admin: httpx.AsyncClient, zone: str
) -> None:
    users = [await a_person(admin, name) for name in ("ana", "bo", "cy")]
    definition: dict[str, Any] = {"timezone": zone, "layers": layers(users)}
    body = definition | {"name": "year"}
    (await admin.put("/api/v1/schedules/year", json=body)).raise_for_status()
    since, until = NOW, NOW + timedelta(days=365)
    span = {"since": since.isoformat(), "until": until.isoformat()}
    final = (await admin.get("/api/v1/schedules/year/final", params=span)).json()
    render = {"schedule": definition, "ranges": [span]}
    rendered = (await admin.post("/api/v1/schedules/render", json=render)).json()["ranges"][0]
    assert spans(rendered["shifts"], "users") == spans(final["shifts"], "people")
    feed = (await admin.post("/api/v1/schedules/year/calendar")).json()["url"]
    text = (await client_of(app).get(feed.removeprefix("http://127.0.0.1:8080"))).content
    events: list[tuple[datetime, datetime, list[str]]] = []
    calendar: Any = Calendar.from_ical(text)
    for event in calendar.walk("VEVENT"):
        people = event["ATTENDEE"] if isinstance(event["ATTENDEE"], list) else [event["ATTENDEE"]]
        ids = sorted(str(person).removeprefix("urn:uuid:") for person in people)
        events.append((event["DTSTART"].dt, event["DTEND"].dt, ids))
    assert cut(events, since, until) == spans(final["shifts"], "people")


async def test_a_persons_calendar_ends_when_it_is_made_anew(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing
) -> None:
    ana = await a_person(admin, "ana")
    layer = {"users": [ana, None], "start": "2026-02-23T09:00"}
    (
        await admin.put("/api/v1/schedules/s", json={"name": "S", "layers": [layer]})
    ).raise_for_status()
    person = client_of(app, keyring.person("viewer", person_id=UUID(ana)))
    anybody = client_of(app)

    async def made() -> str:
        url = (await person.post("/api/v1/me/calendar")).json()["url"]
        return url.removeprefix("http://127.0.0.1:8080")

    first = await made()
    text = (await anybody.get(first)).text
    assert text.count("BEGIN:VEVENT") == 27
    assert "SUMMARY:On call: S" in text
    second = await made()
    assert (await anybody.get(first)).status_code == 404
    assert (await anybody.get(second)).status_code == 200


ROTA = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Berlin:20260302T090000
DTEND;TZID=Europe/Berlin:20260302T170000
RRULE:FREQ=DAILY;UNTIL=20260405T000000Z
EXDATE;TZID=Europe/Berlin:20260304T090000
SUMMARY:ana
END:VEVENT
BEGIN:VEVENT
UID:2
DTSTART;VALUE=DATE:20260310
SUMMARY:bo@example.com\\, somebody
END:VEVENT
BEGIN:VEVENT
UID:3
DTSTART:20260311T000000Z
DTEND:20260312T000000Z
STATUS:CANCELLED
SUMMARY:bo
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


async def test_a_calendar_can_be_the_source_of_a_schedule(admin: httpx.AsyncClient) -> None:
    ana, bo = await a_person(admin, "ana"), await a_person(admin, "bo")
    body = {"name": "S", "timezone": "Europe/Berlin"}
    (await admin.put("/api/v1/schedules/s", json=body)).raise_for_status()
    answer = await admin.post("/api/v1/schedules/s/import", json={"ical": ROTA})
    assert answer.json() == {"events": 34, "unknown": ["somebody"]}
    span = {"since": "2026-03-02T00:00:00Z", "until": "2026-04-10T00:00:00Z"}
    final = (await admin.get("/api/v1/schedules/s/final", params=span)).json()
    found = {start.isoformat(): who for start, _, who in spans(final["shifts"], "people")}
    assert found["2026-03-02T08:00:00+00:00"] == [ana]
    assert "2026-03-04T08:00:00+00:00" not in found
    assert found["2026-03-30T07:00:00+00:00"] == [ana]
    assert found["2026-03-09T23:00:00+00:00"] == [bo]


async def test_leave_is_read_from_a_calendar_and_replaced_by_the_next_reading(
    admin: httpx.AsyncClient,
) -> None:
    ana = await a_person(admin, "ana")
    path = f"/api/v1/people/{ana}/absences"
    for _ in range(2):
        answer = await admin.post(f"{path}/import", json={"ical": ROTA})
        assert answer.json()["events"] == 34
    assert len((await admin.get(path)).json()) == 34
    holidays = await admin.post("/api/v1/calendars/holidays", json={"ical": ROTA})
    assert holidays.json()["events"] == 34


@pytest.mark.parametrize("text", ["", "nonsense", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VEVENT"])
async def test_what_is_no_calendar_is_refused(admin: httpx.AsyncClient, text: str) -> None:
    (await admin.put("/api/v1/schedules/s", json={"name": "S"})).raise_for_status()
    answer = await admin.post("/api/v1/schedules/s/import", json={"ical": text})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "ical"
