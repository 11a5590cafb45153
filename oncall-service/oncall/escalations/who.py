"""Who is on call on each level of a policy, and by which schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.domain.overrides import OnCall
from oncall.domain.timeline import current_shift, on_call
from oncall.final_schedule import service as final_schedule
from oncall.people import repository as people
from oncall.people.service import reference
from oncall.schedules import repository as schedules
from platform_contracts.oncall import PolicyLevel, PolicyTarget
from platform_contracts.people import PersonRef

LONGEST_SHIFT: Final = timedelta(days=120)


@dataclass(frozen=True)
class Reached:
    """A person on a level: `by` says why (a schedule with its layer, or named directly)."""

    person: PersonRef
    by: str
    schedule: str | None = None
    until: datetime | None = None


Targets = list[list[Reached]]
"""The people on call of each target of a level, in the order of the targets."""


async def on_levels(
    session: AsyncSession, levels: Sequence[PolicyLevel], at: datetime, *, until: bool = False
) -> list[Targets]:
    """For each level and target the people on call at `at`; inactive people are nobody.

    `until`: say how long each of them stays on call.
    """
    slugs = {t.schedule for level in levels for t in level.targets if t.schedule}
    rows = await schedules.by_slugs(session, slugs)
    loaded = await final_schedule.load(
        session, list(rows.values()), at, at + LONGEST_SHIFT if until else at
    )
    now_by: dict[str, tuple[OnCall, datetime | None]] = {}
    for slug, entry in loaded.items():
        shift = current_shift(entry.schedule, at) if until else (on_call(entry.schedule, at), None)
        now_by[slug] = shift
    ids = {t.person for level in levels for t in level.targets if t.person}
    ids.update(UUID(user) for by, _ in now_by.values() for user in by)
    active = {pid: reference(row) for pid, row in (await people.active(session, ids)).items()}
    return [[_on_target(target, now_by, active) for target in level.targets] for level in levels]


def each_once(targets: Targets) -> list[Reached]:
    """Everybody of a level, each person once."""
    found: dict[UUID, Reached] = {}
    for entry in chain.from_iterable(targets):
        found.setdefault(entry.person.id, entry)
    return list(found.values())


def _on_target(
    target: PolicyTarget,
    now_by: dict[str, tuple[OnCall, datetime | None]],
    active: dict[UUID, PersonRef],
) -> list[Reached]:
    if target.person:
        person = active.get(target.person)
        return [Reached(person, "named directly")] if person else []
    by, until = now_by.get(target.schedule or "", ({}, None))
    return [
        Reached(
            active[UUID(user)],
            f"schedule {target.schedule} ({', '.join(why)})",
            target.schedule,
            until,
        )
        for user, why in sorted(by.items())
        if UUID(user) in active
    ]
