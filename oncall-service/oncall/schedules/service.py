"""Schedules: putting them as versions, and reading them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.access import must_manage
from oncall.audit_log import service as audit_log
from oncall.domain.rotation import Layer
from oncall.domain.timeline import EVER, Version
from oncall.domain.versions import Wanted, planned
from oncall.people import repository as people
from oncall.schedules import repository
from oncall.schedules.definitions import read_layer, read_stored_layer, stored_layer
from oncall.schedules.models import ScheduleRow, VersionRow
from platform_contracts import schedules as wire
from platform_contracts.base import Page
from platform_contracts.shifts import ScheduleVersion
from platform_kit.auth.principal import Principal
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, Invalid, NotFound


@dataclass(frozen=True)
class PlannedEdit:
    """The versions before an edit, and the ones it makes."""

    before: list[Version]
    after: list[Version]
    added: list[Version]
    last_number: int


async def put_schedule(
    session: AsyncSession, slug: str, body: wire.PutSchedule, by: Principal, now: datetime
) -> wire.Schedule:
    """Create or edit a schedule. Raises Invalid for an impossible one; then nothing is saved.

    The past and whoever is on call stay as they are: an edit is a version of its own.
    """
    row = await repository.find(session, slug, lock=True)
    must_manage(by, body.team, *([row.team] if row else []))
    edit = await plan_edit(session, row, body, now)
    values = body.model_dump(mode="json") | {"layers": _with_ids(body)}
    if row is None:
        row = await repository.add(session, slug, values | {"version": 0})
        if row is None:
            raise Conflict(f"somebody else is making the schedule {slug}")
    else:
        await repository.update_row(session, row, values)
    rows = [
        VersionRow(
            schedule_id=row.id,
            number=edit.last_number + step,
            since=None if version.since == EVER else version.since,
            timezone=body.timezone,
            mode=version.mode,
            layers=[stored_layer(layer) for layer in version.layers],
            edited_by=by.id,
            edited_at=now,
        )
        for step, version in enumerate(edit.added, start=1)
    ]
    await repository.replace_future(session, row.id, now, rows)
    row.version = edit.last_number + len(rows)
    await session.flush()
    await audit_log.record(session, by, "schedule.saved", f"schedule:{slug}", version=row.version)
    return wire.Schedule.model_validate(row)


async def plan_edit(
    session: AsyncSession, row: ScheduleRow | None, body: wire.PutSchedule, now: datetime
) -> PlannedEdit:
    """What saving `body` would do. Raises Invalid."""
    wanted = Wanted(await read_layers(session, body), body.mode)
    if row is None:
        first = [Version(wanted.layers, wanted.mode)]
        return PlannedEdit([], first, first, 0)
    stored = (await repository.versions(session, [row.id]))[row.id]
    before = [domain_version(version) for version in stored]
    holding = [version for version in before if version.since <= now]
    added = list(planned(holding[-1], wanted, now))
    return PlannedEdit(before, [*holding, *added], added, stored[len(holding) - 1].number)


async def read_layers(session: AsyncSession, body: wire.PutSchedule) -> tuple[Layer, ...]:
    """The layers of a request. Raises Invalid for a person who does not exist."""
    ids = [str(layer["id"]) for layer in _with_ids(body)]
    if len(set(ids)) < len(ids):
        raise Invalid.field("layers", "two layers have the same id")
    layers = tuple(
        read_layer(layer, layer_id, body.timezone, f"layers.{index}")
        for index, (layer, layer_id) in enumerate(zip(body.layers, ids, strict=True))
    )
    await must_know(session, layers)
    return layers


async def must_know(session: AsyncSession, layers: Sequence[Layer]) -> None:
    """Raises Invalid and names the first layer and person who does not exist."""
    wanted = {UUID(user) for layer in layers for slot in layer.slots for user in slot}
    unknown = wanted - await people.known(session, wanted)
    for index, layer in enumerate(layers):
        for place, slot in enumerate(layer.slots):
            for user in slot:
                if UUID(user) in unknown:
                    field = f"layers.{index}.users.{place}"
                    raise Invalid.field(field, f"there is no person {user}")


def _with_ids(body: wire.PutSchedule) -> list[dict[str, Any]]:
    """The layers with an id each: edits of a layer are found by it."""
    return [
        layer.model_dump(mode="json") | {"id": layer.id or f"L{number}"}
        for number, layer in enumerate(body.layers, start=1)
    ]


async def get_schedule(session: AsyncSession, slug: str) -> wire.Schedule:
    """One schedule. Raises NotFound."""
    return wire.Schedule.model_validate(await found(session, slug))


async def found(session: AsyncSession, slug: str, *, lock: bool = False) -> ScheduleRow:
    """The row of a schedule. Raises NotFound."""
    row = await repository.find(session, slug, lock=lock)
    if row is None:
        raise NotFound(f"there is no schedule {slug}")
    return row


async def list_schedules(
    session: AsyncSession, cursor: str | None, limit: int
) -> Page[wire.Schedule]:
    """Schedules by slug."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, wire.Schedule.model_validate, lambda row: (row.slug,))


async def list_versions(session: AsyncSession, slug: str) -> list[ScheduleVersion]:
    """All versions of a schedule, the oldest first. Raises NotFound."""
    row = await found(session, slug)
    stored = (await repository.versions(session, [row.id])).get(row.id, [])
    return [ScheduleVersion.model_validate(version) for version in stored]


def domain_version(row: VersionRow) -> Version:
    """A stored version as the domain knows it."""
    layers = tuple(
        read_stored_layer(document, row.timezone, f"L{number}")
        for number, document in enumerate(row.layers, start=1)
    )
    mode = "union" if row.mode == "union" else "precedence"
    return Version(layers, mode, row.since or EVER)
