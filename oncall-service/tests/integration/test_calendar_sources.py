"""Calendars elsewhere are read again and again, and a broken one leaves nobody without a page."""

import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from oncall_builders import a_person

from oncall.calendar_sources.service import read_one
from oncall.main import create_app
from oncall.settings import Settings
from platform_kit.secrets import new_key
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, World, client_of

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
SPAN = {"since": "2026-03-02T08:00:00Z", "until": "2026-03-09T08:00:00Z"}


def rota(*shifts: tuple[str, str, str]) -> str:
    events = [
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTART:{start}\r\nDTEND:{end}\r\nSUMMARY:{who}\r\nEND:VEVENT"
        for n, (start, end, who) in enumerate(shifts)
    ]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", *events, "END:VCALENDAR", ""]
    return "\r\n".join(lines)


ANA = rota(("20260301T000000Z", "20260308T000000Z", "ana"))
BO = rota(("20260301T000000Z", "20260308T000000Z", "bo"))


@dataclass
class Elsewhere:
    """A web server that holds a calendar."""

    text: str = ANA
    status: int = 200
    asked: list[str] = field(default_factory=list[str])
    url: str = ""


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    held = Elsewhere()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked.append(self.path)
            body = held.text.encode()
            self.send_response(held.status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_port}/secret-7f3a/rota.ics"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield held
    server.shutdown()
    server.server_close()


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    keys = tmp_path / "keys"
    keys.write_text(new_key())
    return {"service_role": "api", "secrets_key_file": keys}


@pytest.fixture
async def app(
    service_app: AppFactory, world: World, options: dict[str, Any]
) -> AsyncIterator[FastAPI]:
    options |= {"calendar_allowed_networks": "127.0.0.0/8"}
    async with service_app(Settings, create_app, **options) as app:
        await world.stand_still_at(NOW)
        yield app


@pytest.fixture
async def people(admin: httpx.AsyncClient) -> dict[str, str]:
    (await admin.put("/api/v1/schedules/s", json={"name": "S"})).raise_for_status()
    return {name: await a_person(admin, name) for name in ("ana", "bo")}


async def subscribe(admin: httpx.AsyncClient, elsewhere: Elsewhere, of: str = "s") -> None:
    body = {"url": elsewhere.url, "every_minutes": 30}
    answer = await admin.put(f"/api/v1/schedules/{of}/calendar-source", json=body)
    assert answer.status_code == 200, answer.text
    assert "secret-7f3a" not in answer.text


async def read(app: FastAPI) -> int:
    """Read what is due; returns how many calendars that were."""
    state, count = app.state, 0
    while await read_one(state.database, state.calendar_client, state.vault):
        count += 1
    return count


async def on_call(admin: httpx.AsyncClient, since: str | None = None) -> set[str]:
    """Who is on call at some time of the week that is left."""
    span = SPAN | ({"since": since} if since else {})
    shifts = (await admin.get("/api/v1/schedules/s/final", params=span)).json()["shifts"]
    return {person["id"] for shift in shifts for person in shift["people"]}


async def state_of(admin: httpx.AsyncClient) -> dict[str, Any]:
    return (await admin.get("/api/v1/schedules/s/calendar-source")).json()


async def test_a_schedule_follows_its_calendar(
    app: FastAPI,
    admin: httpx.AsyncClient,
    people: dict[str, str],
    elsewhere: Elsewhere,
    world: World,
) -> None:
    await subscribe(admin, elsewhere)
    assert await read(app) == 1
    assert await on_call(admin) == {people["ana"]}
    elsewhere.text = BO
    assert await read(app) == 0
    await world.fast_forward(minutes=31)
    assert await read(app) == 1
    assert await on_call(admin, since="2026-03-02T09:00:00Z") == {people["bo"]}


async def test_an_unchanged_calendar_changes_nothing(
    app: FastAPI,
    admin: httpx.AsyncClient,
    people: dict[str, str],
    elsewhere: Elsewhere,
    world: World,
) -> None:
    await subscribe(admin, elsewhere)
    for _ in range(3):
        assert await read(app) == 1
        await world.fast_forward(minutes=31)
    listed = await admin.get("/api/v1/schedules/s/temporary", params=SPAN)
    assert len(listed.json()) == 1
    assert len(elsewhere.asked) == 3


@pytest.mark.parametrize(
    ("text", "status", "why"),
    [
        (ANA, 500, "answered 500"),
        ("<html>Sign in</html>", 200, "no calendar"),
        (ANA[:80], 200, "no calendar"),
        ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VEVENT\r\nEND:VCALENDAR", 200, "ical"),
    ],
)
async def test_what_was_read_stays_while_the_address_fails(
    app: FastAPI,
    admin: httpx.AsyncClient,
    people: dict[str, str],
    elsewhere: Elsewhere,
    world: World,
    text: str,
    status: int,
    why: str,
) -> None:
    await subscribe(admin, elsewhere)
    await read(app)
    elsewhere.text, elsewhere.status = text, status
    await world.fast_forward(minutes=31)
    assert await read(app) == 1
    assert await on_call(admin) == {people["ana"]}
    failed = await state_of(admin)
    assert why in failed["error"]
    assert failed["failed_at"] is not None
    elsewhere.text, elsewhere.status = ANA, 200
    await world.fast_forward(minutes=6)
    assert await read(app) == 1
    assert (await state_of(admin))["failed_at"] is None


async def test_a_calendar_larger_than_the_limit_is_not_read_in_part(
    app: FastAPI, admin: httpx.AsyncClient, people: dict[str, str], elsewhere: Elsewhere
) -> None:
    elsewhere.text = rota(*[("20260301T000000Z", "20260308T000000Z", "ana")] * 12_000)
    await subscribe(admin, elsewhere)
    await read(app)
    assert "too large" in (await state_of(admin))["error"]
    assert await on_call(admin) == set()


async def test_names_that_fit_nobody_are_shown(
    app: FastAPI, admin: httpx.AsyncClient, people: dict[str, str], elsewhere: Elsewhere
) -> None:
    elsewhere.text = rota(("20260301T000000Z", "20260308T000000Z", "ana, zoe"))
    await subscribe(admin, elsewhere)
    await read(app)
    known = await state_of(admin)
    assert (known["events"], known["unknown"], known["host"]) == (1, ["zoe"], "127.0.0.1")


async def test_leave_and_holidays_are_read_too(
    app: FastAPI, admin: httpx.AsyncClient, people: dict[str, str], elsewhere: Elsewhere
) -> None:
    body = {"url": elsewhere.url}
    ana = f"/api/v1/people/{people['ana']}"
    for path in (f"{ana}/calendar-source", "/api/v1/calendars/holidays/source"):
        (await admin.put(path, json=body)).raise_for_status()
    assert await read(app) == 2
    absences = (await admin.get(f"{ana}/absences")).json()
    assert sorted(absence["kind"] for absence in absences) == ["holiday", "leave"]
    (await admin.delete("/api/v1/calendars/holidays/source")).raise_for_status()
    gone = await admin.get("/api/v1/calendars/holidays/source")
    assert gone.status_code == 404


async def test_an_internal_address_is_not_read(
    service_app: AppFactory, keyring: KeyRing, elsewhere: Elsewhere, options: dict[str, Any]
) -> None:
    async with service_app(Settings, create_app, **options) as app:
        admin = client_of(app, keyring.person("admin"))
        (await admin.put("/api/v1/schedules/s", json={"name": "S"})).raise_for_status()
        await subscribe(admin, elsewhere)
        await read(app)
        assert "internal address" in (await state_of(admin))["error"]
    assert elsewhere.asked == []


@pytest.mark.parametrize(
    "url", ["ftp://calendars.example/x", "https://", "https://ana:pw@calendars.example/x", "x"]
)
async def test_an_address_that_cannot_be_read_is_refused(
    admin: httpx.AsyncClient, people: dict[str, str], url: str
) -> None:
    answer = await admin.put("/api/v1/schedules/s/calendar-source", json={"url": url})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == "url"
