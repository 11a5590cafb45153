"""Who would be paged for a team now: asked often, changed seldom.

What the answer needs is kept in memory under the number that every change raises (`data_version`):
one small query tells whether it is still true, the rest is arithmetic.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.escalation_policies.service import policy_for
from oncall.escalations.who import LONGEST_SHIFT, Directory, each_once, open_directory
from oncall.teams.service import get_team
from platform_contracts.oncall import OnCallNow, OnCallShift, PolicyLevel
from platform_kit.statements import run

KEPT: Final = timedelta(hours=1)
MOST_TEAMS: Final = 10_000
_LOOK = "SELECT now() AS now, version FROM oncall.data_version"


@dataclass(frozen=True)
class _Kept:
    version: int
    read_at: datetime
    team: str
    policy: str
    levels: list[PolicyLevel]
    directory: Directory


class CurrentTeams:
    """What this process knows of the teams that were asked for."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    async def on_call(self, session: AsyncSession, team: str) -> OnCallNow:
        """Who would be paged for the team now, level by level. Raises NotFound."""
        (look,) = await run(session, _LOOK)
        kept = self._kept.get(team)
        if (
            kept is None
            or kept.version != look.version
            or not kept.read_at <= look.now < kept.read_at + KEPT
        ):
            kept = await _read(session, team, look.version, look.now)
            if len(self._kept) >= MOST_TEAMS:
                self._kept.clear()
            self._kept[team] = kept
        return _view(kept, look.now)


async def _read(session: AsyncSession, team: str, version: int, now: datetime) -> _Kept:
    """Read after the version: at worst this is newer than its number, and read again."""
    owner = await get_team(session, team)
    policy = await policy_for(session, None, owner.slug)
    levels = [PolicyLevel.model_validate(level) for level in policy.levels]
    directory = await open_directory(session, levels, now, now + KEPT + LONGEST_SHIFT)
    return _Kept(version, now, owner.slug, policy.slug, levels, directory)


def _view(kept: _Kept, now: datetime) -> OnCallNow:
    found = [each_once(kept.directory.on_level(level, now, until=True)) for level in kept.levels]
    shifts = [
        OnCallShift(
            level=number,
            schedule=entries[0].schedule if entries else None,
            people=[entry.person for entry in entries],
            until=entries[0].until if entries else None,
        )
        for number, entries in enumerate(found, start=1)
    ]
    reached = [shift.people for shift in shifts if shift.people]
    return OnCallNow(
        team=kept.team,
        policy=kept.policy,
        at=now,
        people=reached[0] if reached else [],
        levels=shifts,
    )
