"""Loading a schedule with everything above it, and saying who is on call by it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.domain.overrides import Override, TemporarySchedule, TemporaryShift
from oncall.domain.timeline import Schedule, Shift, Version, gaps, shifts
from oncall.domain.versions import differences
from oncall.overrides import repository as overrides
from oncall.overrides.models import OverrideRow, TemporaryRow
from oncall.people import repository as people
from oncall.people.models import PersonRow
from oncall.people.service import shown
from oncall.schedules import repository as schedules
from oncall.schedules.models import ScheduleRow, VersionRow
from oncall.schedules.service import domain_version, found, plan_edit
from platform_contracts.people import PersonRef
from platform_contracts.schedules import PutSchedule
from platform_contracts.shifts import (
    FinalSchedule,
    FinalShift,
    Gap,
    SchedulePreview,
    ShiftChange,
)
from platform_kit.logging import get_logger
from platform_kit.problems import Invalid

LONGEST: Final = timedelta(days=1100)

log = get_logger()


@dataclass(frozen=True)
class Loaded:
    """A schedule as it is stored, as the domain knows it, and the people named in it."""

    row: ScheduleRow
    schedule: Schedule
    people: Mapping[UUID, PersonRow]

    def refs(self, ids: Iterable[str]) -> list[PersonRef]:
        """People as others see them; one who is not known is left out."""
        known = (self.people.get(UUID(user)) for user in ids)
        return [shown(row) for row in known if row is not None]


async def load(
    session: AsyncSession, rows: Collection[ScheduleRow], since: datetime, until: datetime
) -> dict[str, Loaded]:
    """Schedules by slug, complete for every instant of [since, until]."""
    ids = [row.id for row in rows]
    versions = await schedules.versions(session, ids, since)
    over = await overrides.touching(session, OverrideRow, ids, since, until + timedelta(days=1))
    fixed = await overrides.touching(session, TemporaryRow, ids, since, until + timedelta(days=1))
    raw = {
        row.slug: (
            row,
            Schedule(
                versions=_readable(row, versions.get(row.id, [])),
                overrides=tuple(_override(entry) for entry in over if entry.schedule_id == row.id),
                fixed=tuple(_temporary(entry) for entry in fixed if entry.schedule_id == row.id),
            ),
        )
        for row in rows
    }
    named = {UUID(user) for _, schedule in raw.values() for user in everybody(schedule)}
    known = await people.named(session, named) if named else {}
    absent = {str(key): person.left_at for key, person in known.items() if person.left_at}
    return {
        slug: Loaded(row, _without(schedule, absent), known)
        for slug, (row, schedule) in raw.items()
    }


def _readable(row: ScheduleRow, versions: Sequence[VersionRow]) -> tuple[Version, ...]:
    """The versions; a schedule that cannot be read is empty: it must not stop anybody's pages."""
    try:
        return tuple(domain_version(version) for version in versions) or (Version(()),)
    except (ValueError, KeyError, TypeError) as error:
        log.error("schedule_unreadable", schedule=row.slug, reason=repr(error)[:300])
        return (Version(()),)


def _without(schedule: Schedule, absent: Mapping[str, datetime]) -> Schedule:
    return Schedule(schedule.versions, schedule.overrides, schedule.fixed, absent)


def everybody(schedule: Schedule) -> set[str]:
    """Everybody who is named anywhere in a schedule."""
    named = {u for v in schedule.versions for la in v.layers for slot in la.slots for u in slot}
    named |= {user for override in schedule.overrides for user in override.users}
    return named | {shift.user for fixed in schedule.fixed for shift in fixed.shifts}


async def final_schedule(
    session: AsyncSession, slug: str, since: datetime, until: datetime
) -> FinalSchedule:
    """Who is on call over a span, and when nobody is. Raises NotFound, Invalid."""
    check_span(since, until)
    row = await found(session, slug)
    loaded = (await load(session, [row], since, until))[slug]
    return view(loaded, since, until)


def check_span(since: datetime, until: datetime) -> None:
    """Raises Invalid for a span that is empty or too long."""
    if until <= since:
        raise Invalid.field("until", "is not after since")
    if until - since > LONGEST:
        raise Invalid.field("until", f"is more than {LONGEST.days} days after since")


def view(loaded: Loaded, since: datetime, until: datetime) -> FinalSchedule:
    """The final schedule of a loaded one."""
    rendered = shifts(loaded.schedule, since, until)
    return FinalSchedule(
        schedule=loaded.row.slug,
        timezone=loaded.row.timezone,
        since=since,
        until=until,
        shifts=[_shift(loaded, shift) for shift in rendered],
        gaps=gaps_of(loaded, rendered, since, until),
    )


def gaps_of(
    loaded: Loaded, rendered: Sequence[Shift], since: datetime, until: datetime
) -> list[Gap]:
    """When nobody is on call, and who would be if they had not left."""
    empty = gaps(rendered, since, until)
    if not empty:
        return []
    whole = shifts(_without(loaded.schedule, {}), since, until) if loaded.schedule.absent else []
    return [
        Gap(start=start, end=end, missing=loaded.refs(_named_between(whole, start, end)))
        for start, end in empty
    ]


def _named_between(whole: Sequence[Shift], start: datetime, end: datetime) -> list[str]:
    return sorted({u for s in whole if s.start < end and s.end > start for u in s.people})


def _shift(loaded: Loaded, shift: Shift) -> FinalShift:
    return FinalShift(
        start=shift.start,
        end=shift.end,
        people=loaded.refs(shift.people),
        by={user: list(why) for user, why in shift.by.items()},
    )


async def preview(
    session: AsyncSession, slug: str, body: PutSchedule, now: datetime, days: int
) -> SchedulePreview:
    """Who would gain and lose which shifts by saving `body`; nothing is saved. Raises Invalid."""
    until = now + timedelta(days=days)
    row = await schedules.find(session, slug)
    edit = await plan_edit(session, row, body, now)
    stored = (await load(session, [row], now, until))[slug] if row else None
    above = stored.schedule if stored else Schedule(())
    after = Schedule(tuple(edit.after), above.overrides, above.fixed, above.absent)
    named = {UUID(user) for user in everybody(above) | everybody(after)}
    known = await people.named(session, named)
    absent = {str(key): person.left_at for key, person in known.items() if person.left_at}
    loaded = Loaded(row or ScheduleRow(slug=slug), _without(after, absent), known)
    rendered = shifts(loaded.schedule, now, until)
    changes = differences(shifts(above, now, until) if stored else [], rendered)
    return SchedulePreview(
        effective_at=max([now, *(version.since for version in edit.added if row)]),
        changes=[
            ShiftChange(
                start=c.start, end=c.end, gains=loaded.refs(c.gains), loses=loaded.refs(c.loses)
            )
            for c in changes
        ],
        gaps=gaps_of(loaded, rendered, now, until),
    )


def _override(row: OverrideRow) -> Override:
    kind = "cover" if row.type == "cover" else row.type
    return Override(
        start=row.start_at,
        end=row.end_at,
        kind=kind,  # pyright: ignore[reportArgumentType] - the table allows these words only
        users=tuple(str(user) for user in row.users),
        instead_of=str(row.instead_of) if row.instead_of else None,
        layers=tuple(row.layers),
        label="shift swap" if row.swap_id else f"{row.type} override",
    )


def _temporary(row: TemporaryRow) -> TemporarySchedule:
    moment = datetime.fromisoformat
    shifts = tuple(
        TemporaryShift(entry["user"], moment(entry["start"]), moment(entry["end"]))
        for entry in row.shifts
    )
    label = "imported calendar" if row.source == "calendar" else "temporary schedule"
    return TemporarySchedule(row.start_at, row.end_at, shifts, label)
