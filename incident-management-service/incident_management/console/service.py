"""The console's calls onto the same services as everything else."""

import asyncio
from datetime import datetime
from uuid import UUID

import httpx
from fastapi import Request
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.console import repository
from incident_management.incidents import service as incidents
from incident_management.incidents.keys import parse_key
from incident_management.incidents.service import Key
from incident_management.incidents.view import incident_view
from incident_management.lists.filters import Scope
from incident_management.tickets import settings as trackers
from incident_management.timeline import repository as timeline
from incident_management.timeline.service import view as entry_view
from platform_contracts.base import Page
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.console import (
    ConsoleAlert,
    ConsoleDetail,
    ConsoleState,
    FeedEntry,
    ResolveRequest,
)
from platform_contracts.incidents import Incident
from platform_contracts.oncall import Person
from platform_contracts.people import PersonRef
from platform_contracts.tickets import Tracker
from platform_contracts.vocabulary import Service
from platform_kit.auth.principal import Principal
from platform_kit.problems import Invalid, NotFound

MOST_ENTRIES = 1000
SECONDS = 2.0


async def detail(session: AsyncSession, key: Key, by: Principal, now: datetime) -> ConsoleDetail:
    """An incident with its whole timeline. Raises NotFound."""
    row = await incidents.readable(session, key, by)
    entries = await timeline.after(session, row.id, None, MOST_ENTRIES)
    shown = incident_view(row, now).model_dump()
    shown["timeline"] = [entry_view(entry) for entry in entries]
    return ConsoleDetail.model_validate(shown)


async def settle(
    session: AsyncSession, body: ResolveRequest, by: Principal, now: datetime
) -> Incident:
    """Mark resolved or acknowledged. Raises NotFound, Forbidden."""
    key: Key | None
    if body.incident_id is not None:
        key = parse_key(body.incident_id)
    else:
        where = Scope.of(by).conditions()
        key = await repository.open_with_fingerprint(session, body.fingerprint or "", where)
    if key is None:
        raise NotFound("no open incident has an alert of this fingerprint")
    act = incidents.resolve if body.status == "resolved" else incidents.acknowledge
    return await act(session, key, by, now, body.note)


async def state(session: AsyncSession, by: Principal) -> ConsoleState:
    """Settings with their secrets masked, the feed, and the last alert."""
    where = Scope.of(by).conditions()
    feed = await repository.feed(session, where)
    alert = await repository.newest_alert(session, where)
    return ConsoleState(
        settings={str(name): await trackers.state(session, name) for name in Tracker},
        feed=[FeedEntry.model_validate(row) for row in feed],
        last_alert=ConsoleAlert.model_validate(alert) if alert else None,
    )


async def newest(session: AsyncSession, by: Principal) -> UUID:
    """The incident of the last alert. Raises NotFound."""
    found = await repository.newest(session, Scope.of(by).conditions())
    if found is None:
        raise NotFound("there is no incident yet")
    return found


async def person_named(request: Request, name: str) -> PersonRef:
    """Somebody by id, login or name, asked of oncall. Raises Invalid."""
    oncall: OnCallClient = request.app.state.peers[Service.ONCALL]
    try:
        async with asyncio.timeout(SECONDS):
            people = await oncall.get("/api/v1/people", Page[Person], {"limit": 500})
    except (ApiError, httpx.HTTPError, TimeoutError):
        raise Invalid.field("assignee", "cannot be looked up: oncall does not answer") from None
    for person in people.items:
        if name.lower() in (str(person.id), person.login.lower(), person.name.lower()):
            return PersonRef(id=person.id, name=person.name, email=person.email)
    raise Invalid.field("assignee", f"nobody has the id, login or name {name}")
