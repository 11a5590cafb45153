"""Keeping the copy fresh, and paging by it when oncall has not taken a request for 30 s.

The key of the page is the one that oncall gives its first page: whichever comes second is dropped.
"""

import asyncio
from typing import Final

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents import changes
from incident_management.incidents.models import IncidentRow
from incident_management.standby import repository
from incident_management.timeline import service as timeline
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.messages import Notify
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Severity, TimelineKind, Urgency
from platform_kit.clock import now as read_clock
from platform_kit.database import Database
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue

PATIENCE_SECONDS: Final = 30.0
ASK_SECONDS: Final = 3.0
DEFAULT_TEAM: Final = "default"

log = get_logger()


class Copier:
    """Asks oncall who is on call, one team a turn, so that no turn is long."""

    def __init__(self, database: Database, oncall: OnCallClient) -> None:
        self._database = database
        self._oncall = oncall
        self._teams: list[str] = []

    async def turn(self) -> bool:
        """Ask for one team; True while there are more. What is not answered stays as it was."""
        if not self._teams:
            async with self._database.transaction() as session:
                known = await repository.teams(session)
            self._teams = list(dict.fromkeys([DEFAULT_TEAM, *known]))
        team = self._teams.pop(0)
        try:
            async with asyncio.timeout(ASK_SECONDS):
                found = await self._oncall.current(team)
        except ApiError:
            return bool(self._teams)  # a team that only the catalogue knows
        except (httpx.HTTPError, TimeoutError, ValueError) as error:
            log.warning("oncall_copy_not_refreshed", reason=repr(error))
            self._teams = []
            return False
        people = [person.model_dump(mode="json") for person in found.people]
        async with self._database.transaction() as session:
            await repository.keep(session, team, people)
        return bool(self._teams)


async def stand_in(session: AsyncSession, limit: int) -> int:
    """Page for incidents that oncall has not heard of; returns how many there were."""
    rows = await repository.unheard(session, PATIENCE_SECONDS, limit)
    for row in rows:
        if await repository.mark(session, row):
            await _page(session, row)
    return len(rows)


async def _page(session: AsyncSession, row: IncidentRow) -> None:
    now = await read_clock(session)
    copy = await repository.copy_of(session, row.team or DEFAULT_TEAM)
    if copy is None or not copy.people:
        copy = await repository.copy_of(session, DEFAULT_TEAM)
    people = [PersonRef.model_validate(entry) for entry in (copy.people if copy else [])]
    names = ", ".join(person.name for person in people)
    text = "Oncall does not answer, and nobody is known who was on call"
    if people and copy:
        at = f"{copy.fetched_at:%Y-%m-%d %H:%M} UTC"
        text = f"Oncall does not answer: paging {names}, on call at {at}"
    kind = TimelineKind.ESCALATED if people else TimelineKind.NOBODY_ON_CALL
    await timeline.record(session, row.id, kind, changes.SELF, text, now, stale=True)
    await enqueue(session, *(_notify(row, person) for person in people))
    log.error("stood_in_for_oncall", incident_id=str(row.id), people=names)
    await changes.save(session, row, now)


def _notify(row: IncidentRow, person: PersonRef) -> Notify:
    return Notify(
        incident_id=row.id,
        key=f"{row.id}/{row.cycle}/1/1/{person.id}",
        person=person,
        level=1,
        cycle=row.cycle,
        urgency=Urgency(row.urgency),
        number=row.number,
        title=row.title,
        service=row.service,
        environment=row.environment,
        severity=Severity(row.severity),
        at=row.updated_at,
        received_at=row.received_at,
        stale_oncall_data=True,
    )
