"""Who is on call on each level of a policy, and by which schedule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.domain.timeline import current_shift, on_call
from oncall.final_schedule import service as final_schedule
from oncall.final_schedule.service import Loaded
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


@dataclass(frozen=True)
class Directory:
    """The schedules and people of some policies, read once; inactive people are nobody."""

    schedules: Mapping[str, Loaded]
    active: Mapping[UUID, PersonRef]

    def on_level(self, level: PolicyLevel, at: datetime, *, until: bool = False) -> Targets:
        """Who is on call at `at`; `until`: say how long each of them stays."""
        return [self._on_target(target, at, until) for target in level.targets]

    def _on_target(self, target: PolicyTarget, at: datetime, until: bool) -> list[Reached]:
        if target.person:
            person = self.active.get(target.person)
            return [Reached(person, "named directly")] if person else []
        loaded = self.schedules.get(target.schedule or "")
        if loaded is None:
            return []
        if until:
            by, end = current_shift(loaded.schedule, at)
        else:
            by, end = on_call(loaded.schedule, at), None
        return [
            Reached(
                self.active[UUID(user)],
                f"schedule {target.schedule} ({', '.join(why)})",
                target.schedule,
                end,
            )
            for user, why in sorted(by.items())
            if UUID(user) in self.active
        ]


async def open_directory(
    session: AsyncSession,
    levels: Iterable[PolicyLevel],
    since: datetime,
    until: datetime,
    also: Iterable[UUID] = (),
) -> Directory:
    """Everything needed to say who is on call on `levels` at any instant of [since, until].

    `also`: further people to know.
    """
    targets = [target for level in levels for target in level.targets]
    rows = await schedules.by_slugs(session, {t.schedule for t in targets if t.schedule})
    loaded = await final_schedule.load(session, list(rows.values()), since, until)
    ids = {target.person for target in targets if target.person}.union(also)
    for entry in loaded.values():
        ids.update(entry.people)
    active = await people.active(session, ids)
    return Directory(loaded, {key: reference(row) for key, row in active.items()})


def each_once(targets: Targets) -> list[Reached]:
    """Everybody of a level, each person once."""
    found: dict[UUID, Reached] = {}
    for entry in chain.from_iterable(targets):
        found.setdefault(entry.person.id, entry)
    return list(found.values())
