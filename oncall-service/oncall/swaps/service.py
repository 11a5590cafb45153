"""Asking for a swap, taking one, and letting it be. A taken swap is an override that replaces."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.audit_log import service as audit_log
from oncall.domain.timeline import shifts
from oncall.final_schedule import service as final_schedule
from oncall.overrides.models import OverrideRow
from oncall.people import repository as people
from oncall.people.service import shown
from oncall.schedules import repository as schedules
from oncall.schedules.service import found
from oncall.swaps import repository
from oncall.swaps.models import SwapRow
from platform_contracts.access import INCIDENTS_WRITE
from platform_contracts.shifts import AskSwap, Swap
from platform_kit.auth.principal import Principal
from platform_kit.problems import Conflict, Forbidden, Invalid, NotFound

OPEN: Final = "open"


async def ask(session: AsyncSession, body: AskSwap, caller: Principal, now: datetime) -> Swap:
    """Ask to be replaced. Raises Invalid for a span without a shift, Conflict for a second wish."""
    schedule = await found(session, body.schedule)
    person = caller.person_id
    if body.end <= body.start or body.end <= now:
        raise Invalid.field("end", "is not after the start, or lies in the past")
    start = max(body.start, now)
    expires = min(body.expires_at or body.end, body.end)
    if expires <= now:
        raise Invalid.field("expires_at", "lies in the past")
    if body.asked == person:
        raise Invalid.field("asked", "is yourself")
    if body.asked and body.asked not in await people.active(session, [body.asked]):
        raise Invalid.field("asked", f"there is no active person {body.asked}")
    loaded = (await final_schedule.load(session, [schedule], start, body.end))[schedule.slug]
    on_call = shifts(loaded.schedule, start, body.end)
    if not any(str(person) in shift.people for shift in on_call):
        raise Invalid.field("start", "you are not on call in this time")
    other = await repository.overlapping(session, schedule.id, person, start, body.end)
    if other is not None:
        raise Conflict(f"you have asked for this time already (swap {other.id}, {other.state})")
    row = SwapRow(
        schedule_id=schedule.id,
        person_id=person,
        asked=body.asked,
        start_at=start,
        end_at=body.end,
        state=OPEN,
        message=body.message,
        declined_by=[],
        created_at=now,
        expires_at=expires,
    )
    session.add(row)
    await session.flush()
    await audit_log.record(session, caller, "swap.asked", f"schedule:{schedule.slug}", swap=row.id)
    return (await _views(session, [row]))[0]


async def accept(session: AsyncSession, swap_id: UUID, caller: Principal, now: datetime) -> Swap:
    """Take the shift. Raises Conflict when it is gone, or one is on call in it oneself."""
    row = await _open(session, swap_id, now)
    taker = caller.person_id
    schedule = (await schedules.by_ids(session, [row.schedule_id]))[row.schedule_id]
    _may_answer(row, caller, schedule.team)
    if taker not in await people.active(session, [taker]):
        raise Forbidden("only an active person can take a shift")
    start = max(row.start_at, now)
    loaded = (await final_schedule.load(session, [schedule], start, row.end_at))[schedule.slug]
    for shift in shifts(loaded.schedule, start, row.end_at):
        if str(taker) in shift.people and str(row.person_id) in shift.people:
            raise Conflict("you are on call in this time yourself")
    row.state, row.taken_by, row.decided_at = "accepted", taker, now
    session.add(
        OverrideRow(
            schedule_id=row.schedule_id,
            start_at=start,
            end_at=row.end_at,
            type="replace",
            users=[taker],
            instead_of=row.person_id,
            layers=[],
            reason="shift swap",
            swap_id=row.id,
            created_by=caller.id,
            created_at=now,
        )
    )
    await session.flush()
    await audit_log.record(session, caller, "swap.taken", f"schedule:{schedule.slug}", swap=row.id)
    return (await _views(session, [row]))[0]


async def decline(session: AsyncSession, swap_id: UUID, caller: Principal, now: datetime) -> Swap:
    """Say no: an asked person's no ends the swap, somebody else's is only noted."""
    row = await _open(session, swap_id, now)
    schedule = (await schedules.by_ids(session, [row.schedule_id]))[row.schedule_id]
    _may_answer(row, caller, schedule.team)
    row.declined_by = [*row.declined_by, caller.person_id]
    if row.asked is not None:
        row.state, row.decided_at = "declined", now
    await session.flush()
    return (await _views(session, [row]))[0]


async def withdraw(session: AsyncSession, swap_id: UUID, caller: Principal, now: datetime) -> Swap:
    """Take one's wish back."""
    row = await _open(session, swap_id, now)
    if row.person_id != caller.person_id:
        raise Forbidden("only who asked can take it back")
    row.state, row.decided_at = "withdrawn", now
    await session.flush()
    return (await _views(session, [row]))[0]


async def list_swaps(
    session: AsyncSession, slug: str | None, state: str | None, limit: int
) -> list[Swap]:
    """Swaps that are not over, the next shift first."""
    schedule = (await found(session, slug)).id if slug else None
    return await _views(session, await repository.page(session, schedule, state, limit))


async def _open(session: AsyncSession, swap_id: UUID, now: datetime) -> SwapRow:
    row = await repository.find(session, swap_id)
    if row is None:
        raise NotFound(f"there is no swap {swap_id}")
    if row.state == OPEN and row.expires_at <= now:
        raise Conflict("the swap has expired")
    if row.state != OPEN:
        raise Conflict(f"the swap is {row.state}")
    return row


def _may_answer(row: SwapRow, caller: Principal, team: str | None) -> None:
    if caller.person_id == row.person_id:
        raise Forbidden("this is your own wish")
    if row.asked is not None and caller.person_id != row.asked:
        raise Forbidden("somebody else was asked")
    if not caller.may(INCIDENTS_WRITE, team):
        raise Forbidden(f"this needs {INCIDENTS_WRITE} for the team {team}")


async def _views(session: AsyncSession, rows: Iterable[SwapRow]) -> list[Swap]:
    rows = list(rows)
    ids = {key for row in rows for key in (row.person_id, row.asked, row.taken_by) if key}
    known = {key: shown(person) for key, person in (await people.named(session, ids)).items()}
    named = await schedules.by_ids(session, {row.schedule_id for row in rows})
    return [
        Swap.model_validate(
            {
                "id": row.id,
                "schedule": named[row.schedule_id].slug,
                "person": known[row.person_id],
                "asked": known.get(row.asked) if row.asked else None,
                "start": row.start_at,
                "end": row.end_at,
                "state": row.state,
                "taken_by": known.get(row.taken_by) if row.taken_by else None,
                "message": row.message,
                "expires_at": row.expires_at,
            }
        )
        for row in rows
    ]
