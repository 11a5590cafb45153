"""Who is paged when a policy reaches nobody: its fallback, the team's policy, the admins."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.escalation_policies import repository as policies
from oncall.escalation_policies.models import DEFAULT
from oncall.escalations.models import EscalationRow
from oncall.escalations.who import Reached, each_once, open_directory
from oncall.people import repository as people
from oncall.people.service import reference
from oncall.teams import repository as teams
from platform_contracts.oncall import PolicyLevel


async def fallback_people(session: AsyncSession, row: EscalationRow, at: datetime) -> list[Reached]:
    """Who is paged instead; empty only when there is not one active administrator."""
    team = row.incident.get("team") or row.policy.get("team")
    return await fallback_for(session, row.policy["slug"], row.policy.get("fallback"), team, at)


async def fallback_for(
    session: AsyncSession, policy: str, fallback: str | None, team: str | None, at: datetime
) -> list[Reached]:
    """The people on call on the first level of the chain that has anybody."""
    for slug in await _chain(session, fallback, team):
        row = await policies.find(session, slug) if slug != policy else None
        if row is None:
            continue
        levels = [PolicyLevel.model_validate(level) for level in row.levels]
        directory = await open_directory(session, levels, at, at)
        for level in levels:
            if found := each_once(directory.on_level(level, at)):
                return [Reached(e.person, f"fallback policy {slug}, {e.by}") for e in found]
    admins = await people.admins(session)
    return [Reached(reference(admin), "platform administrator") for admin in admins]


async def _chain(session: AsyncSession, fallback: str | None, team: str | None) -> list[str]:
    """The slugs of the policies to ask, in order, each once."""
    chain: list[str] = []
    while fallback and fallback not in chain:
        chain.append(fallback)
        policy = await policies.find(session, fallback)
        fallback = policy.fallback if policy else None
    for key in (team, DEFAULT):
        owner = await teams.find(session, key) if key else None
        if owner and owner.policy and owner.policy not in chain:
            chain.append(owner.policy)
    return chain
