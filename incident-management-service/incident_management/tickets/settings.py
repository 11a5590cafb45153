"""How trackers are reached: testing, storing, and opening one from what is stored."""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.tickets import repository
from incident_management.tickets.github import GitHub
from incident_management.tickets.jira import Jira
from incident_management.tickets.trackers import TicketTracker
from platform_contracts.people import Actor
from platform_contracts.tickets import (
    GitHubSettings,
    JiraSettings,
    Tracker,
    TrackerState,
    TrackerTested,
)
from platform_kit.auth.principal import Principal
from platform_kit.database import Database
from platform_kit.problems import Conflict, Invalid
from platform_kit.secrets import Vault

Settings = JiraSettings | GitHubSettings


@dataclass(frozen=True)
class Desk:
    """What reaching a tracker needs."""

    database: Database
    http: httpx.AsyncClient
    vault: Vault

    async def test(self, settings: Settings) -> TrackerTested:
        """The real call, with these settings. Raises TrackerFailed, Invalid without a token."""
        async with self.database.transaction() as session:
            token = await self._token(session, settings)
        began = time.perf_counter()
        place = await _open(self.http, settings, token).test()
        took = (time.perf_counter() - began) * 1000
        return TrackerTested(name=place.name, key=place.key, url=place.url, latency_ms=took)

    async def tracker(self, name: Tracker) -> TicketTracker:
        """The tracker as it is stored. Raises Conflict when it is not set up."""
        async with self.database.transaction() as session:
            row = await repository.tracker(session, name)
        if row is None or row.secret is None:
            raise Conflict(f"{name} is not set up: test and save its settings first")
        model = JiraSettings if name is Tracker.JIRA else GitHubSettings
        return _open(self.http, model.model_validate(row.settings), self.vault.open(row.secret))

    async def _token(self, session: AsyncSession, settings: Settings) -> str:
        """The given token, else the stored one, but only for the address it was stored with."""
        if settings.token:
            return settings.token
        row = await repository.tracker(session, _name(settings))
        if row is None or row.secret is None:
            raise Invalid.field("token", "is needed")
        if row.settings.get("base_url") != settings.base_url:
            raise Invalid.field("token", "is needed again: the address is another one")
        return self.vault.open(row.secret)


async def save(
    session: AsyncSession, settings: Settings, vault: Vault, by: Principal, now: datetime
) -> TrackerState:
    """Store settings; the token is sealed. Raises Conflict without a key, Invalid."""
    name = _name(settings)
    former = await repository.tracker(session, name)
    values: dict[str, Any] = {
        "settings": settings.model_dump(mode="json", exclude={"token"}),
        "updated_by": by.actor.model_dump(mode="json"),
        "updated_at": now,
    }
    if settings.token:
        values["secret"] = vault.seal(settings.token)
    elif former is None or former.settings.get("base_url") != settings.base_url:
        raise Invalid.field("token", "is needed with this address")
    await repository.put_tracker(session, name, values)
    return await state(session, name)


async def state(session: AsyncSession, name: Tracker) -> TrackerState:
    """What is stored, without the token."""
    row = await repository.tracker(session, name)
    if row is None:
        return TrackerState(tracker=name, configured=False)
    return TrackerState(
        tracker=name,
        configured=row.secret is not None,
        **row.settings,
        has_token=row.secret is not None,
        updated_by=Actor.model_validate(row.updated_by),
        updated_at=row.updated_at,
    )


def _name(settings: Settings) -> Tracker:
    return Tracker.JIRA if isinstance(settings, JiraSettings) else Tracker.GITHUB


def _open(http: httpx.AsyncClient, settings: Settings, token: str) -> TicketTracker:
    if isinstance(settings, JiraSettings):
        return Jira(http, settings, token)
    return GitHub(http, settings, token)
