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
    """The first of the chain that has anybody; empty only when there is not one active admin."""
    asked = {row.policy["slug"]}
    for slug in await _chain(session, row):
        if slug in asked:
            continue
        asked.add(slug)
        policy = await policies.find(session, slug)
        if policy is None:
            continue
        levels = [PolicyLevel.model_validate(level) for level in policy.levels]
        directory = await open_directory(session, levels, at, at)
        for level in levels:
            if found := each_once(directory.on_level(level, at)):
                return [Reached(e.person, f"fallback policy {slug}, {e.by}") for e in found]
    admins = await people.admins(session)
    return [Reached(reference(admin), "platform administrator") for admin in admins]


async def _chain(session: AsyncSession, row: EscalationRow) -> list[str]:
    """The slugs of the policies to ask, in order."""
    chain: list[str] = []
    following: str | None = row.policy.get("fallback")
    while following and following not in chain:
        chain.append(following)
        policy = await policies.find(session, following)
        following = policy.fallback if policy else None
    team = row.incident.get("team") or row.policy.get("team")
    for key in (team, DEFAULT):
        owner = await teams.find(session, key) if key else None
        if owner and owner.policy:
            chain.append(owner.policy)
    return chain
