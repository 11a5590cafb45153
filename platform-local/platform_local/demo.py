"""Fills an empty platform with a demo company, through its public APIs.

What is there already stays as people left it, so it can be loaded at every start.
"""

import asyncio
import os
import sys
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from uuid import uuid5

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from pydantic import BaseModel

from platform_contracts.alerts import PostAlert
from platform_contracts.base import Page
from platform_contracts.clients.alerts import AlertsClient
from platform_contracts.clients.base import ApiError, ServiceClient
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.incidents import CatalogService
from platform_contracts.integrations import CreateIntegration, Integration
from platform_contracts.monitors import Heartbeat, HeartbeatCreated
from platform_contracts.notifications import ContactMethod, PutContactMethod
from platform_contracts.oncall import Person, Policy, Team
from platform_contracts.schedules import Schedule
from platform_contracts.vocabulary import Channel, Role, Service
from platform_kit.auth.keys import read_private
from platform_kit.auth.tokens import PLATFORM_AUDIENCE, sign
from platform_local.demo_company import (
    ALERT,
    FALLBACK,
    MORGAN,
    PEOPLE,
    PERSON_IDS,
    SERVICES,
    TEAMS,
    WATCHDOG,
    DemoTeam,
)
from platform_local.gateway.settings import URL_VARIABLES

TOKEN_SECONDS = 300
TIMEOUT_SECONDS = 15.0
TEST_SENDER = "Test runner"
ATTEMPTS = 5  # a service that has just started may still be busy

Answer = TypeVar("Answer", bound=BaseModel)


class DemoDataError(RuntimeError):
    """The demo data cannot be loaded; the text says which service refused what."""


async def load(
    base_urls: Mapping[Service, str],
    accounts_key_file: Path,
    *,
    email: bool = False,
    integration_key: str = "",
) -> None:
    """Make what is missing of the demo company. `email`: also page by e-mail.

    `integration_key`: the key by which the test runner sends in the words of other tools.

    Raises DemoDataError. People's changes are kept; loading again changes nothing.
    """
    try:
        key = read_private(accounts_key_file)
    except (OSError, ValueError, JoseError) as error:
        raise DemoDataError(f"{accounts_key_file} holds no usable accounts key: {error}") from error
    try:
        async with administrator(key) as http:
            await fill(http, base_urls, email=email, integration_key=integration_key)
    except ApiError as error:
        fields = "; ".join(f"{e.field} {e.reason}" for e in error.problem.errors or [])
        raise DemoDataError(f"The demo data was refused: {error} {fields}".rstrip()) from error
    except httpx.RequestError as error:
        where = error.request.url
        raise DemoDataError(f"No answer while loading the demo data: {where} {error!r}") from error


@asynccontextmanager
async def administrator(key: OKPKey) -> AsyncGenerator[httpx.AsyncClient]:
    """A client with a short-lived administrator's token, in the name of the demo's own."""
    now = int(time.time())
    token = sign(
        key,
        {
            "iss": key.kid,
            "sub": str(PERSON_IDS[MORGAN]),
            "aud": PLATFORM_AUDIENCE,
            "kind": "person",
            "name": next(person.name for person in PEOPLE if person.login == MORGAN),
            "roles": {"*": Role.ADMIN},
            "iat": now,
            "exp": now + TOKEN_SECONDS,
        },
    )
    headers = {"authorization": f"Bearer {token}"}
    transport = httpx.AsyncHTTPTransport(retries=2)
    async with httpx.AsyncClient(
        headers=headers, timeout=TIMEOUT_SECONDS, transport=transport
    ) as http:
        yield http


@dataclass(frozen=True)
class _Platform:
    alerts: AlertsClient
    incidents: IncidentsClient
    oncall: OnCallClient
    notifications: NotificationsClient


async def fill(
    http: httpx.AsyncClient,
    base_urls: Mapping[Service, str],
    *,
    email: bool = False,
    integration_key: str = "",
) -> None:
    """Make what is missing, in the order in which one thing refers to another.

    Raises ApiError or httpx.RequestError.
    """
    platform = _Platform(
        AlertsClient(http, base_urls[Service.ALERTS]),
        IncidentsClient(http, base_urls[Service.INCIDENTS]),
        OnCallClient(http, base_urls[Service.ONCALL]),
        NotificationsClient(http, base_urls[Service.NOTIFICATION]),
    )
    await _people(platform.oncall)
    await _contact_methods(platform.notifications, email=email)
    for team in TEAMS:
        await _team(platform.oncall, team)
    await _fallback(platform.oncall)
    await _services(platform.incidents)
    await _heartbeat(platform.alerts)
    if integration_key:
        await _test_sender(platform.alerts, integration_key)
    await _incident(platform)


async def _people(oncall: OnCallClient) -> None:
    for person in PEOPLE:
        person_id = PERSON_IDS[person.login]
        if await _find(oncall, f"/api/v1/people/{person_id}", Person) is None:
            await oncall.put_person(person_id, person)


async def _contact_methods(notifications: NotificationsClient, *, email: bool) -> None:
    channels = [Channel.MOCK, Channel.EMAIL] if email else [Channel.MOCK]
    for person in PEOPLE:
        person_id = PERSON_IDS[person.login]
        query = {"person_id": str(person_id)}
        known = await notifications.get("/api/v1/contact-methods", Page[ContactMethod], query)
        for channel in channels:
            if any(method.channel is channel for method in known.items):
                continue
            address = person.email if channel is Channel.EMAIL and person.email else person.login
            method_id = uuid5(person_id, channel)  # the same at every start
            body = PutContactMethod(person_id=person_id, channel=channel, address=address)
            await notifications.put_contact_method(method_id, body)


async def _team(oncall: OnCallClient, team: DemoTeam) -> None:
    """The rotation first, then the policy that names it, then the team that names the policy."""
    if await _find(oncall, f"/api/v1/schedules/{team.slug}", Schedule) is None:
        await oncall.put_schedule(team.slug, team.schedule)
    if await _find(oncall, f"/api/v1/escalation-policies/{team.slug}", Policy) is None:
        await oncall.put_policy(team.slug, team.policy)
    if await _find(oncall, f"/api/v1/teams/{team.slug}", Team) is None:
        await oncall.put_team(team.slug, team.team)


async def _fallback(oncall: OnCallClient) -> None:
    """Alerts of services that nobody owns page somebody, too."""
    slug = "default"
    known = await _find(oncall, f"/api/v1/escalation-policies/{slug}", Policy)
    if known is None or not known.levels:
        await oncall.put_policy(slug, FALLBACK)


async def _services(incidents: IncidentsClient) -> None:
    for slug, service in SERVICES.items():
        known = await _find(incidents, f"/api/v1/services/{slug}", CatalogService)
        if known is None or known.team is None:  # an alert may have added it as unowned
            await incidents.put_service(slug, service)


async def _heartbeat(alerts: AlertsClient) -> None:
    """What the always firing alert of Prometheus pings; it counts from the first ping."""
    known = await alerts.get("/api/v1/heartbeats", Page[Heartbeat], {"limit": 200})
    if all(one.name != WATCHDOG.name for one in known.items):
        await alerts.send("POST", "/api/v1/heartbeats", HeartbeatCreated, WATCHDOG)


async def _test_sender(alerts: AlertsClient, key: str) -> None:
    """The test runner as PagerDuty's and Opsgenie's clients come: with an integration's key."""
    known = await alerts.get("/api/v1/integrations", Page[Integration], {"limit": 200})
    if any(one.name == TEST_SENDER and key.startswith(one.key_prefix) for one in known.items):
        return
    body = CreateIntegration(name=TEST_SENDER, source="generic", environment="test", key=key)
    try:
        await alerts.create_integration(body)
    except ApiError as error:
        if error.status != 409:  # somebody gave this key to a sender of another name
            raise


async def _incident(platform: _Platform) -> None:
    """One real alert on the first start. A later one finds the incident, also when it is over."""
    seen = await platform.incidents.list(service=ALERT.service, q=ALERT.message)
    if seen.total == 0:
        await _post(platform.alerts, ALERT)


async def _post(alerts: AlertsClient, alert: PostAlert) -> None:
    """Post it; a service that is busy for a moment is asked again. Raises ApiError."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await alerts.post(alert)
            return
        except ApiError as error:
            if error.status != 503 or attempt == ATTEMPTS:
                raise
        await asyncio.sleep(attempt * 0.5)


async def _find(client: ServiceClient, path: str, answer: type[Answer]) -> Answer | None:
    try:
        return await client.get(path, answer)
    except ApiError as error:
        if error.status == 404:
            return None
        raise


def main() -> int:
    """Load it into the platform that the environment names; return the exit code."""
    try:
        base_urls = {service: os.environ[name] for service, name in URL_VARIABLES.items()}
        key_file = Path(os.environ["ACCOUNTS_KEY_FILE"])
    except KeyError as error:
        sys.stderr.write(f"{error.args[0]}: is needed to load the demo data\n")
        return 2
    email = bool(os.environ.get("INCIDENT_EMAIL_SMTP_HOST"))
    sender = os.environ.get("TEST_RUNNER_INTEGRATION_KEY", "")
    try:
        asyncio.run(load(base_urls, key_file, email=email, integration_key=sender))
    except DemoDataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
