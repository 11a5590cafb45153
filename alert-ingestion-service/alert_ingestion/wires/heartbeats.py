"""Heartbeats at the addresses that clients of Opsgenie, GoAlert and Grafana OnCall ping.

A ping is always answered well: whether a heartbeat of that name is watched is ours to know.
"""

from contextlib import suppress
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from alert_ingestion.heartbeats import service
from alert_ingestion.sources.opsgenie import PRIORITIES, read_action
from alert_ingestion.sources.reading import part, text
from alert_ingestion.wires import goalert
from alert_ingestion.wires.keys import in_path
from alert_ingestion.wires.opsgenie import admit_genie, refuse, told
from alert_ingestion.wires.wire import Endpoint, admit, answered
from platform_contracts.base import iso
from platform_contracts.monitors import Heartbeat, HeartbeatState, PutHeartbeat
from platform_contracts.vocabulary import Severity
from platform_kit.clock import now as read_clock
from platform_kit.database import Database
from platform_kit.errors import problem_response
from platform_kit.problems import Invalid, NotFound

SECONDS: Final = {"minutes": 60, "hours": 3600, "days": 86_400}
_MOST: Final = 500
PONG: Final = "PONG - Heartbeat received"


def _database(request: Request) -> Database:
    return request.app.state.database


async def _ping_by_name(request: Request, name: str) -> None:
    async with _database(request).transaction() as session:
        with suppress(NotFound):
            await service.ping_by_name(session, name)


async def _opsgenie_ping(request: Request) -> Response:
    await admit_genie(request)
    await _ping_by_name(request, request.path_params["name"])
    return told({"result": PONG}, 202)


async def _opsgenie_list(request: Request) -> Response:
    await admit_genie(request)
    async with _database(request).transaction() as session:
        page = await service.list_heartbeats(session, None, _MOST)
    return told({"data": {"heartbeats": [_shown(heartbeat) for heartbeat in page.items]}})


async def _opsgenie_create(request: Request) -> Response:
    await admit_genie(request)
    body = read_action(await request.body())
    wanted = _put(body, None)
    settings = request.app.state.settings
    async with _database(request).transaction() as session:
        now = await read_clock(session)
        made = await service.create(session, wanted, settings.public_url, now)
        if body.get("enabled") is False:
            await service.set_paused(session, made.id, now, paused=True)
    return told({"result": "Created", "data": _shown(made)}, 201)


async def _opsgenie_one(request: Request) -> Response:
    """Read, change or remove one."""
    await admit_genie(request)
    body = read_action(await request.body()) if request.method == "PATCH" else {}
    async with _database(request).transaction() as session:
        found = await service.named(session, request.path_params["name"])
        if found is None:
            raise NotFound("there is no such heartbeat")
        if request.method == "DELETE":
            await service.delete(session, found.id, request.app.state.intake.inlet)
            return told({"result": "Deleted", "data": {"name": found.name}})
        if request.method == "PATCH":
            now = await read_clock(session)
            found = await service.replace(session, found.id, _put(body, found), now)
    return told({"data": _shown(found)})


async def _opsgenie_enable(request: Request) -> Response:
    return await _switch(request, paused=False)


async def _opsgenie_disable(request: Request) -> Response:
    return await _switch(request, paused=True)


async def _switch(request: Request, *, paused: bool) -> Response:
    await admit_genie(request)
    async with _database(request).transaction() as session:
        found = await service.named(session, request.path_params["name"])
        if found is None:
            raise NotFound("there is no such heartbeat")
        now = await read_clock(session)
        found = await service.set_paused(session, found.id, now, paused=paused)
    return told({"result": "Heartbeat updated", "data": _shown(found)})


def _put(body: dict[str, Any], former: Heartbeat | None) -> PutHeartbeat:
    """What Opsgenie's body asks for, with the former values where it says nothing."""
    unit = text(body.get("intervalUnit")) or "minutes"
    interval = body.get("interval")
    if unit not in SECONDS:
        raise Invalid.field("intervalUnit", f"must be one of {', '.join(SECONDS)}")
    if former is None or interval is not None:
        if not isinstance(interval, int) or isinstance(interval, bool) or interval < 1:
            raise Invalid.field("interval", "must be a number of at least 1")
        seconds = interval * SECONDS[unit]
    else:
        seconds = former.interval_seconds
    values: dict[str, Any] = {
        "name": former.name if former else body.get("name"),
        "description": text(body.get("description")) or (former.description if former else ""),
        "interval_seconds": seconds,
        "grace_seconds": former.grace_seconds if former else 0,
        "message": text(body.get("alertMessage"), 1000) or (former.message if former else None),
        "team": text(part(body, "ownerTeam").get("name"), 255) or (former.team if former else None),
        "severity": PRIORITIES.get(text(body.get("alertPriority")))
        or (former.severity if former else Severity.MEDIUM),
    }
    try:
        return PutHeartbeat.model_validate(values)
    except ValueError as error:
        raise Invalid.field("name", str(error).splitlines()[0]) from None


def _shown(heartbeat: Heartbeat) -> dict[str, Any]:
    unit = next(u for u in ("days", "hours", "minutes") if _fits(heartbeat, u) or u == "minutes")
    last = heartbeat.last_ping_at
    return {
        "name": heartbeat.name,
        "description": heartbeat.description,
        "interval": max(1, heartbeat.interval_seconds // SECONDS[unit]),
        "intervalUnit": unit,
        "enabled": heartbeat.state is not HeartbeatState.PAUSED,
        "expired": heartbeat.state is HeartbeatState.DOWN,
        "lastPingTime": iso(last) if last else None,
    }


def _fits(heartbeat: Heartbeat, unit: str) -> bool:
    return heartbeat.interval_seconds % SECONDS[unit] == 0


async def _goalert_ping(request: Request) -> Response:
    async with _database(request).transaction() as session:
        await service.ping_by_token(session, request.path_params["token"])
    return Response(status_code=204)


async def _oncall_ping(request: Request) -> Response:
    """The heartbeat of an integration is the one with its id for a name."""
    known = await admit(request, in_path(request))
    await _ping_by_name(request, known.sender.scope)
    return PlainTextResponse("Ok.")


_ANY = ("GET", "POST", "PUT", "PATCH")


def _opsgenie(path: str, handle: Endpoint, *methods: str) -> Route:
    return Route(f"/v2/heartbeats{path}", answered(refuse, handle), methods=methods)


OPSGENIE_ROUTES = [
    _opsgenie("", _opsgenie_list, "GET"),
    _opsgenie("", _opsgenie_create, "POST"),
    _opsgenie("/{name}/ping", _opsgenie_ping, *_ANY),
    _opsgenie("/{name}/enable", _opsgenie_enable, "POST"),
    _opsgenie("/{name}/disable", _opsgenie_disable, "POST"),
    _opsgenie("/{name}", _opsgenie_one, "GET", "PATCH", "DELETE"),
]
OTHER_ROUTES = [
    Route("/api/v2/heartbeat/{token}", answered(goalert.refuse, _goalert_ping), methods=_ANY),
    Route(
        "/integrations/v1/{type}/{key}/heartbeat/",
        answered(problem_response, _oncall_ping),
        methods=_ANY,
    ),
]
