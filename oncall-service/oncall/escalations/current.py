"""Who would be paged for a team now: asked often, changed seldom.

What the answer needs is kept in memory under the number that every change raises (`data_version`):
one small query tells whether it is still true, the rest is arithmetic. Questions that come together
share that query, and it is sent after the last of them came: no answer is older than its question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from oncall.domain.timeline import current_shift
from oncall.escalation_policies.service import policy_for
from oncall.escalations.who import LONGEST_SHIFT, Directory, each_once, open_directory
from oncall.teams.service import get_team
from platform_contracts.access import READ
from platform_contracts.base import Slug
from platform_contracts.oncall import OnCallNow, OnCallShift, PolicyLevel
from platform_kit.auth.dependencies import require
from platform_kit.batching import Batcher
from platform_kit.database import Database
from platform_kit.errors import validation_problem
from platform_kit.problems import NotFound
from platform_kit.statements import run

KEPT: Final = timedelta(hours=1)
MOST_TEAMS: Final = 10_000
_LOOK = "SELECT now() AS now, version FROM oncall.data_version"


@dataclass(frozen=True)
class _Known:
    """What is known of a team, read at one version."""

    version: int
    team: str
    policy: str
    levels: list[PolicyLevel]
    directory: Directory


@dataclass(frozen=True)
class _Kept:
    """Who is on call for a team from `since` to the next hand-off of any of its schedules."""

    known: _Known
    shifts: list[OnCallShift]
    since: datetime
    until: datetime


class CurrentTeams:
    """What this process knows of the teams that were asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kept: dict[str, _Kept] = {}
        self._questions = Batcher[str, OnCallNow | NotFound](self._answer)

    async def on_call(self, team: str) -> OnCallNow:
        """Who would be paged for the team now, level by level. Raises NotFound."""
        (answer,) = await self._questions.submit([team])
        if isinstance(answer, NotFound):
            raise answer
        return answer

    async def _answer(self, teams: Sequence[str]) -> list[OnCallNow | NotFound]:
        async with self._database.transaction() as session:
            (look,) = await run(session, _LOOK)
            answers = {
                team: await self._of(session, team, look.version, look.now) for team in set(teams)
            }
        return [answers[team] for team in teams]

    async def _of(
        self, session: AsyncSession, team: str, version: int, now: datetime
    ) -> OnCallNow | NotFound:
        kept = self._kept.get(team)
        if kept and kept.known.version == version and kept.since <= now < kept.until:
            return _view(kept, now)
        try:
            known = await _read(session, team, version, now)
        except NotFound as unknown:
            return unknown
        if len(self._kept) >= MOST_TEAMS:
            self._kept.clear()
        self._kept[team] = kept = _work_out(known, now)
        return _view(kept, now)


async def _read(session: AsyncSession, team: str, version: int, now: datetime) -> _Known:
    """Read after the version: at worst this is newer than its number, and read again."""
    owner = await get_team(session, team)
    policy = await policy_for(session, None, owner.slug)
    levels = [PolicyLevel.model_validate(level) for level in policy.levels]
    directory = await open_directory(session, levels, now, now + KEPT + LONGEST_SHIFT)
    return _Known(version, owner.slug, policy.slug, levels, directory)


def _work_out(known: _Known, now: datetime) -> _Kept:
    found = [each_once(known.directory.on_level(level, now, until=True)) for level in known.levels]
    shifts = [
        OnCallShift(
            level=number,
            schedule=entries[0].schedule if entries else None,
            people=[entry.person for entry in entries],
            until=entries[0].until if entries else None,
        )
        for number, entries in enumerate(found, start=1)
    ]
    ends = (current_shift(loaded.schedule, now)[1] for loaded in known.directory.schedules.values())
    return _Kept(known, shifts, now, min([now + KEPT, *filter(None, ends)]))


def _view(kept: _Kept, now: datetime) -> OnCallNow:
    reached = [shift.people for shift in kept.shifts if shift.people]
    return OnCallNow(
        team=kept.known.team,
        policy=kept.known.policy,
        at=now,
        people=reached[0] if reached else [],
        levels=kept.shifts,
    )


_SLUG: Final = TypeAdapter[str](Slug)


async def oncall_current(request: Request) -> Response:
    """Who would be paged for the team now, level by level."""
    require(request, READ)
    try:
        team = _SLUG.validate_python(request.query_params.get("team"))
    except ValidationError as refusal:
        listed = [{**error, "loc": ("query", "team")} for error in refusal.errors()]
        return validation_problem(listed)
    teams: CurrentTeams = request.app.state.current_teams
    return Response((await teams.on_call(team)).model_dump_json(), media_type="application/json")


PATH: Final = "/oncall/current"
TEAM: Final = {"name": "team", "in": "query", "required": True, "schema": _SLUG.json_schema()}
HOT_ROUTES: Final = [Route(f"/api/v1{PATH}", oncall_current, methods=["GET"])]
