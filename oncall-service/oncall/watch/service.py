"""One look at every schedule: metrics, notices before and at handoffs, gaps of four weeks ahead."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall import metrics
from oncall.domain.fairness import stretches
from oncall.domain.timeline import Shift, shifts
from oncall.final_schedule import service as final_schedule
from oncall.final_schedule.service import Loaded, everybody, gaps_of
from oncall.schedules import repository as schedule_rows
from oncall.swaps import repository as swaps
from oncall.watch import repository
from platform_contracts.base import iso
from platform_contracts.messages import Announce, Message
from platform_contracts.shifts import Gap
from platform_kit.clock import now as read_clock
from platform_kit.database import after_commit
from platform_kit.outbox.enqueue import enqueue

AHEAD: Final = timedelta(days=28)
BEFORE: Final = timedelta(hours=24)
BACK: Final = timedelta(hours=1)
TELL_AGAIN: Final = timedelta(days=7)
MOST_LABELS: Final = 200
TITLES: Final = {
    "before": "Your on-call shift begins soon",
    "begins": "You are on call now",
    "ends": "Your on-call shift is over",
}


@dataclass(frozen=True)
class Look:
    """A schedule as it is now and for the next four weeks."""

    loaded: Loaded
    shifts: list[Shift]
    gaps: list[Gap]


async def look_at_schedules(session: AsyncSession) -> None:
    """Everything that time alone brings about."""
    await repository.one_at_a_time(session)
    now = await read_clock(session)
    await swaps.expire(session)
    await repository.forget_old(session)
    rows = await repository.schedules(session)
    loaded = await final_schedule.load(session, rows, now - BACK, now + AHEAD)
    looks = await asyncio.to_thread(_render, list(loaded.values()), now)
    messages = [*await _handoffs(session, looks, now), *await _gaps(session, looks, now)]
    await enqueue(session, *messages)
    after_commit(session, lambda: _show(looks, now))


def _render(loaded: Sequence[Loaded], now: datetime) -> list[Look]:
    looks: list[Look] = []
    for entry in loaded:
        rendered = shifts(entry.schedule, now - BACK, now + AHEAD)
        ahead = [s._replace(start=max(s.start, now)) for s in rendered if s.end > now]
        looks.append(Look(entry, rendered, gaps_of(entry, ahead, now, now + AHEAD)))
    return looks


async def _handoffs(session: AsyncSession, looks: Iterable[Look], now: datetime) -> list[Message]:
    """A notice a day before a shift, at its beginning and at its end; each once."""
    wanted: dict[tuple[Any, ...], Message] = {}
    for look in looks:
        for user in everybody(look.loaded.schedule):
            for start, end in stretches(look.shifts, user):
                for kind, at in _notices(start, end, now):
                    key = (look.loaded.row.id, UUID(user), kind, at)
                    wanted[key] = _notice(look.loaded, user, kind, start, end)
    names: tuple[str, ...] = ("schedule_id", "person_id", "kind", "at")
    rows: list[dict[str, Any]] = [dict(zip(names, key, strict=True)) for key in wanted]
    fresh = await repository.remember(session, rows)
    return [message for key, message in wanted.items() if key in fresh]


def _notices(start: datetime, end: datetime, now: datetime) -> list[tuple[str, datetime]]:
    found: list[tuple[str, datetime]] = []
    if now < start <= now + BEFORE:
        found.append(("before", start))
    if now - BACK < start <= now:
        found.append(("begins", start))
    if now - BACK < end <= now:
        found.append(("ends", end))
    return found


def _notice(loaded: Loaded, user: str, kind: str, start: datetime, end: datetime) -> Announce:
    name = loaded.row.name
    return Announce(
        topic=f"shift.{kind}",
        title=f"{TITLES[kind]}: {name}",
        body=f"{name}: {iso(start)} to {iso(end)}",
        data={
            "schedule": loaded.row.slug,
            "person": user,
            "start": iso(start),
            "end": iso(end),
        },
    )


async def _gaps(session: AsyncSession, looks: Iterable[Look], now: datetime) -> list[Message]:
    """A schedule that people are named in, but that leaves gaps: told at most once a week."""
    messages: list[Message] = []
    for look in looks:
        row = look.loaded.row
        told = row.gap_told_until
        if not look.gaps or (told is not None and told > now):
            continue
        if not everybody(look.loaded.schedule):
            continue
        await schedule_rows.remember_gap(session, row.id, now + TELL_AGAIN)
        lines = [
            f"{iso(gap.start)} to {iso(gap.end)}"
            + (f" (left: {', '.join(p.name for p in gap.missing)})" if gap.missing else "")
            for gap in look.gaps[:10]
        ]
        messages.append(
            Announce(
                topic="schedule.gap",
                title=f"Nobody is on call by {row.name} at some times of the next four weeks",
                body="\n".join(lines),
                data={"schedule": row.slug, "team": row.team, "gaps": len(look.gaps)},
            )
        )
    return messages


def _show(looks: Sequence[Look], now: datetime) -> None:
    metrics.ON_CALL.clear()
    metrics.GAP_SECONDS.clear()
    for look in looks[:MOST_LABELS]:
        slug = look.loaded.row.slug
        missing = sum((gap.end - gap.start).total_seconds() for gap in look.gaps)
        metrics.GAP_SECONDS.labels(schedule=slug).set(missing)
        on_call = [shift for shift in look.shifts if shift.start <= now < shift.end]
        for user in on_call[0].people if on_call else ():
            person = look.loaded.people[UUID(user)].login
            metrics.ON_CALL.labels(schedule=slug, person=person).set(1)
