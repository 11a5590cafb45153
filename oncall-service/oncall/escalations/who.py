"""Who is on call on each level of a policy, and by which schedule."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.domain.timeline import OnCall
from oncall.people import repository as people
from oncall.people.service import reference
from oncall.schedules import repository as schedules
from oncall.schedules.service import on_call_by
from platform_contracts.oncall import PolicyLevel
from platform_contracts.people import PersonRef


@dataclass(frozen=True)
class Reached:
    """A person on a level: `by` says why (a schedule with its layer, or named directly)."""

    person: PersonRef
    by: str
    schedule: str | None = None
    until: datetime | None = None


async def on_levels(
    session: AsyncSession, levels: list[PolicyLevel], at: datetime
) -> list[list[Reached]]:
    """For each level the people on call at `at`, each once; inactive people are nobody."""
    slugs = {t.schedule for level in levels for t in level.targets if t.schedule}
    rows = await schedules.by_slugs(session, slugs)
    now_by = {slug: on_call_by(row, at) for slug, row in rows.items()}
    ids = {t.person for level in levels for t in level.targets if t.person}
    ids.update(person for found in now_by.values() for person in found.people)
    active = {pid: reference(row) for pid, row in (await people.active(session, ids)).items()}
    return [_on_level(level, now_by, active) for level in levels]


def _on_level(
    level: PolicyLevel, now_by: dict[str, OnCall], active: dict[UUID, PersonRef]
) -> list[Reached]:
    reached: dict[UUID, Reached] = {}
    for target in level.targets:
        if target.person and target.person in active:
            reached.setdefault(target.person, Reached(active[target.person], "named directly"))
        found = now_by.get(target.schedule or "")
        for person in found.people if found else ():
            if person in active and found:
                layers = ", ".join(found.layers)
                why = f"schedule {target.schedule} ({layers})"
                entry = Reached(active[person], why, target.schedule, found.until)
                reached.setdefault(person, entry)
    return list(reached.values())
