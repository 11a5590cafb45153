"""Every route, by five identities, in the own team and in another one.

A route without a rule here fails: who may call it is decided when it is written.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from oncall_builders import a_person, a_policy, a_start, deliver

from platform_contracts.vocabulary import Role
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

OWN, OTHER = "shop", "bank"
ROLES = [Role.VIEWER, Role.RESPONDER, Role.MANAGER, Role.ADMIN]
START, END = "2030-01-05T09:00:00Z", "2030-01-06T09:00:00Z"


@dataclass(frozen=True)
class Rule:
    """The least role; `scoped`: held for the team that the thing belongs to.

    `None` is for everybody (a secret or a cookie in the request decides), `service` for services.
    """

    least: Role | None
    scoped: bool = False
    service: bool = False


ANYBODY = Rule(None)
READER, RESPONDER = Rule(Role.VIEWER), Rule(Role.RESPONDER)
MANAGER, ADMIN = Rule(Role.MANAGER), Rule(Role.ADMIN)
TEAM_RESPONDER = Rule(Role.RESPONDER, scoped=True)
TEAM_MANAGER = Rule(Role.MANAGER, scoped=True)
SERVICE = Rule(None, service=True)

RULES = {
    "login": ANYBODY,
    "login_alias": ANYBODY,
    "refresh": ANYBODY,
    "logout": ANYBODY,
    "me": ANYBODY,
    "begin_oidc": ANYBODY,
    "finish_oidc": ANYBODY,
    "exchange_own_api_key": ANYBODY,
    "calendar_feed": ANYBODY,
    "health": ANYBODY,
    "ready": ANYBODY,
    "new_second_factor": READER,
    "confirm_second_factor": READER,
    "remove_second_factor": READER,
    "create_api_key": READER,
    "list_api_keys": READER,
    "revoke_api_key": READER,
    "put_person": ADMIN,
    "get_person": READER,
    "list_people": READER,
    "erase_person": ADMIN,
    "put_team": TEAM_MANAGER,
    "get_team": READER,
    "list_teams": READER,
    "render_schedule": READER,
    "put_schedule": TEAM_MANAGER,
    "get_schedule": READER,
    "list_schedules": READER,
    "list_schedule_versions": READER,
    "final_schedule": READER,
    "schedule_gaps": READER,
    "preview_schedule": MANAGER,
    "export_shifts": READER,
    "schedule_fairness": READER,
    "create_override": TEAM_MANAGER,
    "list_overrides": READER,
    "end_override": RESPONDER,
    "create_temporary_schedule": TEAM_MANAGER,
    "list_temporary_schedules": READER,
    "end_temporary_schedule": MANAGER,
    "ask_swap": RESPONDER,
    "list_swaps": READER,
    "accept_swap": RESPONDER,
    "decline_swap": RESPONDER,
    "withdraw_swap": RESPONDER,
    "make_my_calendar": READER,
    "end_my_calendar": READER,
    "make_schedule_calendar": TEAM_MANAGER,
    "end_schedule_calendar": TEAM_MANAGER,
    "subscribe_schedule": TEAM_MANAGER,
    "schedule_source": TEAM_MANAGER,
    "unsubscribe_schedule": TEAM_MANAGER,
    "subscribe_absences": MANAGER,
    "absences_source": MANAGER,
    "unsubscribe_absences": MANAGER,
    "subscribe_holidays": MANAGER,
    "holidays_source": MANAGER,
    "unsubscribe_holidays": MANAGER,
    "import_schedule": TEAM_MANAGER,
    "import_holidays": MANAGER,
    "import_absences": MANAGER,
    "add_absence": MANAGER,
    "list_absences": READER,
    "remove_absence": MANAGER,
    "put_policy": TEAM_MANAGER,
    "get_policy": READER,
    "list_policies": READER,
    "list_policy_versions": READER,
    "oncall_current": READER,
    "get_escalation": READER,
    "trace_escalation": READER,
    "escalate_now": TEAM_RESPONDER,
    "simulate_timeline": READER,
    "simulate_alert": READER,
    "read_audit_log": ADMIN,
    "verify_audit_log": ADMIN,
    "export_audit_log": ADMIN,
    "audit_escalations": SERVICE,
    "exchange_api_key": SERVICE,
    "receive_messages": SERVICE,
}
OPS = ("outbox", "health", "version", "docs", "openapi", "dead", "metrics")


def routes_of(app: FastAPI) -> list[APIRoute]:
    """Every route, those of included routers too."""
    found: list[APIRoute] = []

    def walk(routes: Any) -> None:
        for route in routes:
            if isinstance(route, APIRoute):
                found.append(route)
            inner = getattr(route, "original_router", None) or getattr(route, "router", None)
            if inner is not None:
                walk(inner.routes)

    walk(app.router.routes)
    return found


def is_of_the_kit(route: APIRoute) -> bool:
    return route.endpoint.__module__.startswith("platform_kit") or route.path == "/metrics"


def test_every_route_has_a_rule(app: FastAPI) -> None:
    routes = routes_of(app)
    assert len(routes) > 60
    names = {str(route.operation_id) for route in routes if not is_of_the_kit(route)}
    assert names - set(RULES) == set()
    assert set(RULES) - names - {"health", "ready", "receive_messages"} == set()


@dataclass
class Company:
    """Things of the own and of the other team."""

    app: FastAPI
    keyring: KeyRing
    person: str
    incidents: dict[str, UUID]
    callers: dict[Role, str]

    def client(self, role: Role | None, team: str) -> httpx.AsyncClient:
        """Somebody with a role in a team, or nobody."""
        if role is None:
            return client_of(self.app)
        caller = UUID(self.callers[role])
        return client_of(self.app, self.keyring.person(role, team=team, person_id=caller))


@pytest.fixture
async def company(
    app: FastAPI,
    admin: httpx.AsyncClient,
    incidents: httpx.AsyncClient,
    keyring: KeyRing,
    with_notification: FastAPI,
) -> Company:
    person = await a_person(admin, "ana")
    found: dict[str, UUID] = {}
    await a_policy(admin, "plain", {"person": person})
    for team in (OWN, OTHER):
        (await admin.put(f"/api/v1/teams/{team}", json={"name": team})).raise_for_status()
        layer = {"users": [person], "start": "2026-01-05T09:00"}
        schedule = {"name": team, "team": team, "layers": [layer]}
        (await admin.put(f"/api/v1/schedules/{team}", json=schedule)).raise_for_status()
        level = {"targets": [{"person": person}]}
        policy = {"name": team, "team": team, "levels": [level]}
        (await admin.put(f"/api/v1/escalation-policies/{team}", json=policy)).raise_for_status()
        start = a_start("plain", team=team)
        await deliver(incidents, start)
        found[team] = start.incident_id
    callers = {role: await a_person(admin, f"caller-{role}") for role in ROLES}
    return Company(app, keyring, person, found, callers)


def body_of(name: str, team: str, person: str) -> dict[str, Any]:
    """A valid body of the routes that look at the team before they answer."""
    layer = {"users": [person], "start": "2026-01-05T09:00"}
    level = {"targets": [{"person": person}]}
    span = {"start": START, "end": END}
    bodies: dict[str, dict[str, Any]] = {
        "put_team": {"name": team},
        "put_schedule": {"name": team, "team": team, "layers": [layer]},
        "put_policy": {"name": team, "team": team, "levels": [level]},
        "create_override": {"schedule": team, "users": [person]} | span,
        "create_temporary_schedule": {"shifts": []} | span,
        "import_schedule": {"ical": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"},
        "import_absences": {"ical": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"},
        "import_holidays": {"ical": "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"},
        "add_absence": span,
        "subscribe_schedule": {"url": "https://calendars.example/rota.ics"},
        "subscribe_absences": {"url": "https://calendars.example/leave.ics"},
        "subscribe_holidays": {"url": "https://calendars.example/holidays.ics"},
    }
    return bodies.get(name, {})


async def call(company: Company, route: APIRoute, role: Role | None, mine: str, of: str) -> int:
    path = route.path.replace("{slug}", of).replace("{person_id}", company.person)
    path = path.replace("{incident_id}", str(company.incidents[of])).replace("{token}", "x" * 43)
    for name in ("override_id", "temporary_id", "swap_id", "absence_id", "key_id"):
        path = path.replace(f"{{{name}}}", str(new_id()))
    method = min(route.methods or {"GET"})
    params = {"team": of, "schedule": of}
    body = body_of(str(route.operation_id), of, company.person) if method != "GET" else None
    client = company.client(role, mine)
    answer = await client.request(method, path, params=params, json=body)
    assert answer.status_code < 500, (route.path, answer.text)
    return answer.status_code


def allowed(rule: Rule, role: Role | None, of: str) -> bool:
    if rule.service:
        return False
    if rule.least is None:
        return True
    if role is None:
        return False
    return role.rank >= rule.least.rank and (of == OWN or not rule.scoped)


SKIPPED = {"begin_oidc", "finish_oidc", "refresh", "logout", "login", "login_alias", "me"}
"""Decided by what the request carries; they have tests of their own."""


@pytest.mark.parametrize("of", [OWN, OTHER])
@pytest.mark.parametrize("role", [None, *ROLES])
async def test_every_route_lets_in_whom_its_rule_says(
    app: FastAPI, company: Company, role: Role | None, of: str
) -> None:
    wrong: list[tuple[str, int]] = []
    for route in routes_of(app):
        name = str(route.operation_id)
        if is_of_the_kit(route) or name in SKIPPED or name not in RULES:
            continue
        status = await call(company, route, role, OWN, of)
        if RULES[name] is ANYBODY:
            continue
        refused = status in (401, 403)
        if refused == allowed(RULES[name], role, of):
            wrong.append((name, status))
    assert wrong == []
