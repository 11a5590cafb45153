"""Schedules: putting them, reading them, and who is on call by one."""

from datetime import datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.domain.rotation import Handoff, Layer
from oncall.domain.timeline import OnCall, who_is_on_call
from oncall.people import repository as people
from oncall.people.service import known_zone
from oncall.schedules import repository
from oncall.schedules.models import ScheduleRow
from platform_contracts import oncall as wire
from platform_contracts.base import Page
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Invalid, NotFound


async def put_schedule(session: AsyncSession, slug: str, body: wire.PutSchedule) -> wire.Schedule:
    """Create or replace a schedule. Raises Invalid for an impossible one."""
    known_zone(body.timezone)
    for index, layer in enumerate(body.layers):
        _check_layer(layer, f"layers.{index}")
    wanted = {user for layer in body.layers for user in layer.users if user}
    unknown = wanted - await people.known(session, wanted)
    if unknown:
        raise Invalid.field("layers", f"there is no person {min(unknown)}")
    row = await repository.put(session, slug, body.model_dump(mode="json"))
    return wire.Schedule.model_validate(row)


def _check_layer(layer: wire.Layer, field: str) -> None:
    start = _wall(layer.start, f"{field}.start")
    if layer.end is not None and _wall(layer.end, f"{field}.end") <= start:
        raise Invalid.field(f"{field}.end", "is not after the start")


def _wall(text: str, field: str) -> datetime:
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise Invalid.field(field, "is not a date and time") from None
    if not 1970 <= wall.year <= 2200:
        raise Invalid.field(field, "lies outside of 1970-2200")
    return wall


async def get_schedule(session: AsyncSession, slug: str) -> wire.Schedule:
    """One schedule. Raises NotFound."""
    row = await repository.find(session, slug)
    if row is None:
        raise NotFound(f"there is no schedule {slug}")
    return wire.Schedule.model_validate(row)


async def list_schedules(
    session: AsyncSession, cursor: str | None, limit: int
) -> Page[wire.Schedule]:
    """Schedules by slug."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, wire.Schedule.model_validate, lambda row: (row.slug,))


def on_call_by(row: ScheduleRow, at: datetime) -> OnCall:
    """Who is on call by this schedule at `at`."""
    layers = [wire.Layer.model_validate(layer) for layer in row.layers]
    return who_is_on_call([_domain_layer(layer, row.timezone) for layer in layers], at)


def _domain_layer(layer: wire.Layer, timezone: str) -> Layer:
    handoff = layer.handoff
    return Layer(
        users=tuple(layer.users),
        zone=known_zone(timezone),
        start=datetime.fromisoformat(layer.start),
        end=datetime.fromisoformat(layer.end) if layer.end else None,
        unit=layer.rotation.type,
        length=layer.rotation.length,
        handoff=(
            Handoff(time.fromisoformat(handoff.time), handoff.weekday, handoff.day)
            if handoff
            else None
        ),
        level=layer.level,
        name=layer.name,
    )
