"""People who are on call now and whom no message would reach: a gauge, and a line in the log."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

import httpx

from notification import metrics
from notification.channels.registry import Channels
from notification.contact_methods import repository as contact_methods
from notification.contact_methods.service import methods_of
from platform_contracts.base import Page
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.oncall import Team
from platform_contracts.people import PersonRef
from platform_kit.database import Database
from platform_kit.logging import get_logger
from platform_kit.worker import Job

EVERY_SECONDS: Final = 60.0
MOST_TEAMS: Final = 200

log = get_logger()


@dataclass(frozen=True)
class ReachWatch:
    """Asks oncall who is on call."""

    database: Database
    channels: Channels
    oncall: OnCallClient

    def jobs(self) -> list[Job]:
        """Looking once a minute."""
        return [Job("reach", self._turn, EVERY_SECONDS)]

    async def _turn(self) -> bool:
        try:
            people = await self._on_call()
        except (ApiError, httpx.HTTPError, ValueError):
            return False  # oncall is watched by others
        missing = await self.unreachable(people)
        metrics.UNREACHABLE.set(len(missing))
        for person in missing:
            log.error("on_call_without_working_method", person=person.name)
        return False

    async def unreachable(self, people: dict[UUID, PersonRef]) -> list[PersonRef]:
        """Those of them whom no channel that is set up reaches."""
        usable = self.channels.usable()
        async with self.database.transaction() as session:
            known = await contact_methods.of_people(session, people)
        return [
            person
            for person in people.values()
            if not any(m.channel in usable for m in methods_of(person, known))
        ]

    async def _on_call(self) -> dict[UUID, PersonRef]:
        teams = await self.oncall.get("/api/v1/teams", Page[Team], {"limit": MOST_TEAMS})
        found: dict[UUID, PersonRef] = {}
        for team in teams.items:
            for person in (await self.oncall.current(team.slug)).people:
                found[person.id] = person
        return found
