"""Starting a job, working on it in small transactions, showing how far it is."""

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.bulk import repository
from incident_management.bulk.actions import act
from incident_management.bulk.models import BulkItemRow, BulkJobRow
from incident_management.incidents.service import writable
from incident_management.lists import repository as lists
from incident_management.lists.filters import Scope, conditions
from platform_contracts.incident_lists import BulkAction, BulkItem, BulkJob, BulkRequest
from platform_contracts.vocabulary import Role
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.problems import Forbidden, Invalid, NotFound, Problem

LANE: Final = "bulk"
MOST: Final = 10_000
SHOWN: Final = 500
TURN: Final = 25


async def start(session: AsyncSession, body: BulkRequest, by: Principal, now: datetime) -> BulkJob:
    """Take a job. Raises Invalid for a filter that matches too many."""
    if body.filter is not None:
        scope = Scope.of(by)
        ids = await lists.ids(session, conditions(body.filter, scope), MOST + 1)
        if len(ids) > MOST:
            raise Invalid.field("filter", f"matches more than {MOST} incidents")
    else:
        ids = list(dict.fromkeys(body.ids or []))
    row = BulkJobRow(
        id=new_id(),
        # The incidents are the items: what is kept of the request needs none of them.
        request=body.model_dump(mode="json", exclude={"ids", "filter"}) | {"filter": {}},
        caller=_stored(by),
        state="waiting" if ids else "finished",
        total=len(ids),
        created_at=now,
        finished_at=None if ids else now,
    )
    session.add(row)
    await session.flush()
    await repository.add_items(session, row.id, ids)
    session.info.setdefault("lanes", set()).add(LANE)
    return await _view(session, row)


async def read(session: AsyncSession, job_id: UUID, by: Principal) -> BulkJob:
    """How far a job is. Raises NotFound, also for a job of somebody else."""
    row = await repository.get(session, job_id)
    if row is None or row.caller["id"] != by.id:
        raise NotFound(f"there is no job {job_id}")
    return await _view(session, row)


async def work(session: AsyncSession) -> bool:
    """Do some items of the oldest job; True while there may be more to do."""
    job = await repository.next_job(session)
    if job is None:
        return False
    items = await repository.waiting(session, job.id, TURN)
    request = BulkRequest.model_validate(job.request)
    caller = _restored(job.caller)
    now = await read_clock(session)
    for item in items:
        await _do(session, item, request, caller, now)
    job.state = "running"
    if len(items) < TURN:
        job.state, job.finished_at = "finished", now
    await session.flush()
    return True


async def _do(
    session: AsyncSession, item: BulkItemRow, request: BulkRequest, by: Principal, now: datetime
) -> None:
    """One item; what one is refused leaves the others alone."""
    try:
        async with session.begin_nested():
            row = await writable(session, item.incident_id, by)
            item.number = row.number
            before = row.version
            await act(session, row, request, by, now)
            changed = row.version != before
            status = row.status
    except Problem as problem:
        item.outcome, item.reason = "refused", problem.detail or problem.title
        return
    item.outcome = "done" if changed else "unchanged"
    item.reason = "" if changed else f"already {status}"


async def _view(session: AsyncSession, row: BulkJobRow) -> BulkJob:
    counts = await repository.outcomes(session, row.id)
    notable = await repository.notable(session, row.id, SHOWN)
    return BulkJob(
        id=row.id,
        action=BulkAction(row.request["action"]),
        state=row.state,  # pyright: ignore[reportArgumentType] - the words of the column's check
        total=row.total,
        done=counts.get("done", 0),
        unchanged=counts.get("unchanged", 0),
        refused=counts.get("refused", 0),
        items=[BulkItem.model_validate(item) for item in notable],
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def _stored(by: Principal) -> dict[str, Any]:
    if by.kind == "anonymous":
        raise Forbidden("only somebody who is signed in changes many incidents")
    return {
        "kind": by.kind,
        "id": by.id,
        "name": by.name,
        "roles": {team: str(role) for team, role in by.roles.items()},
        "scopes": sorted(by.extra_scopes),
        "only": sorted(by.only) if by.only is not None else None,
    }


def _restored(stored: dict[str, Any]) -> Principal:
    return Principal(
        kind=stored["kind"],
        id=stored["id"],
        name=stored["name"],
        roles={team: Role(role) for team, role in stored["roles"].items()},
        extra_scopes=frozenset(stored["scopes"]),
        only=frozenset(stored["only"]) if stored["only"] is not None else None,
    )
