"""Making overrides and temporary schedules, and taking them back. The past is never changed."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.access import must_manage
from oncall.audit_log import service as audit_log
from oncall.overrides import repository
from oncall.overrides.models import OverrideRow, TemporaryRow
from oncall.people import repository as people
from oncall.schedules import repository as schedules
from oncall.schedules.definitions import check_override
from oncall.schedules.models import ScheduleRow
from oncall.schedules.service import found
from platform_contracts.access import INCIDENTS_WRITE
from platform_contracts.shifts import (
    CreateOverride,
    CreateTemporarySchedule,
    Override,
    TemporarySchedule,
)
from platform_kit.auth.principal import Principal
from platform_kit.problems import Forbidden, Invalid, NotFound

Row = TypeVar("Row", OverrideRow, TemporaryRow)


async def create_override(
    session: AsyncSession, body: CreateOverride, caller: Principal, now: datetime
) -> Override:
    """Make an override; a start in the past becomes now. Raises Invalid and names the field."""
    schedule = await found(session, body.schedule)
    _may_override(caller, schedule, body)
    layers = {layer["id"] for layer in schedule.layers if layer.get("id")}
    check_override(body, "", layers)
    if body.end <= now:
        raise Invalid.field("end", "lies in the past, which does not change")
    named = [*body.users, *([body.instead_of] if body.instead_of else [])]
    await _must_be_active(session, named)
    row = OverrideRow(
        schedule_id=schedule.id,
        start_at=max(body.start, now),
        end_at=body.end,
        type=body.type,
        users=list(dict.fromkeys(body.users)),
        instead_of=body.instead_of,
        layers=body.layers,
        reason=body.reason,
        created_by=caller.id,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    target = f"schedule:{schedule.slug}"
    await audit_log.record(session, caller, "override.created", target, override=row.id)
    return _view(row, schedule)


def _may_override(caller: Principal, schedule: ScheduleRow, body: CreateOverride) -> None:
    """Managers of the team; and responders of the team who take a shift themselves."""
    own = body.type in ("replace", "add") and [str(user) for user in body.users] == [caller.id]
    if own and caller.kind == "person" and caller.may(INCIDENTS_WRITE, schedule.team):
        return
    must_manage(caller, schedule.team)


async def _must_be_active(session: AsyncSession, named: list[UUID]) -> None:
    active = await people.active(session, named)
    for person in named:
        if person not in active:
            raise Invalid.field("users", f"there is no active person {person}")


async def list_overrides(
    session: AsyncSession, slug: str, since: datetime, until: datetime
) -> list[Override]:
    """The overrides of a schedule that touch a span, in the order of creation."""
    schedule = await found(session, slug)
    rows = await repository.touching(session, OverrideRow, [schedule.id], since, until)
    return [_view(row, schedule) for row in rows]


async def create_temporary(
    session: AsyncSession,
    slug: str,
    body: CreateTemporarySchedule,
    caller: Principal,
    now: datetime,
    source: str = "manual",
) -> TemporarySchedule:
    """Make a temporary schedule; a start in the past becomes now. Raises Invalid."""
    schedule = await found(session, slug)
    must_manage(caller, schedule.team)
    if body.end <= max(body.start, now):
        raise Invalid.field("end", "is not after the start, or lies in the past")
    for index, shift in enumerate(body.shifts):
        if shift.end <= shift.start:
            raise Invalid.field(f"shifts.{index}.end", "is not after the start")
    await _must_be_active(session, list(dict.fromkeys(shift.user for shift in body.shifts)))
    row = TemporaryRow(
        schedule_id=schedule.id,
        start_at=max(body.start, now),
        end_at=body.end,
        shifts=[shift.model_dump(mode="json") for shift in body.shifts],
        reason=body.reason,
        source=source,
        created_by=caller.id,
        created_at=now,
    )
    session.add(row)
    await session.flush()
    target = f"schedule:{slug}"
    await audit_log.record(session, caller, "temporary_schedule.created", target, id=row.id)
    return _temporary_view(row, schedule)


async def list_temporary(
    session: AsyncSession, slug: str, since: datetime, until: datetime
) -> list[TemporarySchedule]:
    """The temporary schedules that touch a span, in the order of creation."""
    schedule = await found(session, slug)
    rows = await repository.touching(session, TemporaryRow, [schedule.id], since, until)
    return [_temporary_view(row, schedule) for row in rows]


async def take_back(
    session: AsyncSession, model: type[Row], row_id: UUID, caller: Principal, now: datetime
) -> None:
    """End it now; one that has not begun never begins. What was, stays. Raises NotFound."""
    row = await repository.find(session, model, row_id)
    if row is None:
        raise NotFound(f"there is no {model.__tablename__} {row_id}")
    schedule = (await schedules.by_ids(session, [row.schedule_id]))[row.schedule_id]
    if isinstance(row, TemporaryRow) or row.created_by != caller.id:
        must_manage(caller, schedule.team)
    elif not caller.may(INCIDENTS_WRITE, schedule.team):
        raise Forbidden(f"this needs {INCIDENTS_WRITE} for the team {schedule.team}")
    if row.end_at <= now:
        raise Invalid.field("id", "is over; the past does not change")
    row.end_at = max(now, row.start_at)
    await session.flush()
    target = f"schedule:{schedule.slug}"
    await audit_log.record(session, caller, f"{model.__tablename__}.ended", target, id=row_id)


def _view(row: OverrideRow, schedule: ScheduleRow) -> Override:
    times = {"start": row.start_at, "end": row.end_at, "schedule": schedule.slug}
    names = ("id", "type", "users", "instead_of", "layers", "reason", "created_by", "created_at")
    return Override.model_validate({name: getattr(row, name) for name in names} | times)


def _temporary_view(row: TemporaryRow, schedule: ScheduleRow) -> TemporarySchedule:
    times = {"start": row.start_at, "end": row.end_at, "schedule": schedule.slug}
    names = ("id", "shifts", "reason", "source", "created_by", "created_at")
    return TemporarySchedule.model_validate({name: getattr(row, name) for name in names} | times)
