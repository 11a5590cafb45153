"""The load of a schedule's people over a span: hours, nights, weekends, pages, rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.calendars import repository as calendars
from oncall.calendars.models import AbsenceRow
from oncall.domain.fairness import Load, Strain, balance, load_of, strains_of, stretches
from oncall.domain.timeline import Shift, shifts
from oncall.domain.windows import joined
from oncall.escalations import repository as escalations
from oncall.final_schedule import service as final_schedule
from oncall.final_schedule.service import everybody
from oncall.people.models import PersonRow
from oncall.people.service import shown
from oncall.schedules.service import found
from platform_contracts.shifts import Fairness, PersonLoad, RestWarning

_HOUR: Final = timedelta(hours=1)


async def fairness(session: AsyncSession, slug: str, since: datetime, until: datetime) -> Fairness:
    """How evenly the load of a schedule lies. Raises NotFound, Invalid."""
    final_schedule.check_span(since, until)
    row = await found(session, slug)
    loaded = (await final_schedule.load(session, [row], since, until))[slug]
    rendered = shifts(loaded.schedule, since, until)
    named = everybody(loaded.schedule) - set(loaded.schedule.absent)
    people = {key: person for key, person in loaded.people.items() if str(key) in named}
    pages = await escalations.pages_by_person(session, people, since, until)
    absences = await calendars.absences(session, people, since, until)
    zone = ZoneInfo(row.timezone)
    shares = [
        _share(person, rendered, [a for a in absences if a.person_id == key], since, until, zone)
        for key, person in people.items()
    ]
    even = sum(share.load.hours for share in shares) / len(shares) if shares else 0.0
    strains = sorted((s for share in shares for s in share.strains), key=lambda s: s.at)
    return Fairness(
        schedule=slug,
        since=since,
        until=until,
        balance=_balance(shares),
        people=sorted(
            (_load(share, pages.get(share.person.id, 0), even) for share in shares),
            key=lambda load: (-load.hours, load.person.name),
        ),
        warnings=[
            RestWarning.model_validate(
                {
                    "person": shown(people[UUID(strain.person)]),
                    "at": strain.at,
                    "kind": strain.kind,
                    "detail": strain.detail,
                }
            )
            for strain in strains
        ],
    )


@dataclass(frozen=True)
class _Share:
    """A person's part: the load, the hours not on leave, what strains."""

    person: PersonRow
    load: Load
    available: float
    strains: list[Strain]


def _share(
    person: PersonRow,
    rendered: Sequence[Shift],
    away: Sequence[AbsenceRow],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
) -> _Share:
    mine = stretches(rendered, str(person.id))
    leave = joined((max(a.start_at, since), min(a.end_at, until)) for a in away)
    absent = sum((end - start) / _HOUR for start, end in leave)
    return _Share(
        person=person,
        load=load_of(mine, leave, zone),
        available=max(0.0, (until - since) / _HOUR - absent),
        strains=strains_of(str(person.id), mine, [(a.start_at, a.end_at, a.title) for a in away]),
    )


def _balance(shares: Sequence[_Share]) -> float:
    hours = {str(share.person.id): share.load.hours for share in shares}
    available = {str(share.person.id): share.available for share in shares}
    return round(balance(hours, available), 3)


def _load(share: _Share, pages: int, even: float) -> PersonLoad:
    load = share.load
    return PersonLoad(
        person=shown(share.person),
        hours=round(load.hours, 2),
        nights=round(load.nights, 2),
        weekends=round(load.weekends, 2),
        pages=pages,
        leave_hours=round(load.leave_hours, 2),
        share=round(load.hours / even, 2) if even else 0.0,
    )
