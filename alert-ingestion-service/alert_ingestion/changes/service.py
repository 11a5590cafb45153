"""Recording change events, once each, and reading them."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.changes import repository
from alert_ingestion.changes.models import ChangeRow
from alert_ingestion.changes.repository import Filter
from alert_ingestion.domain.event import ChangeEvent, Sender, with_defaults
from platform_contracts.base import Page
from platform_contracts.changes import Change, PostChange
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import NotFound

AT_ONCE = 5_000


async def record(
    session: AsyncSession, changes: Sequence[ChangeEvent], sender: Sender
) -> list[tuple[ChangeRow, bool]]:
    """Store what a sender tells, with its defaults; each row and whether it is new.

    A change with a time of its own is recognised by its content, so a repeated delivery stores
    nothing; one without a time is always new.
    """
    moment = await read_clock(session)
    return [await _store(session, with_defaults(change, sender), moment) for change in changes]


async def _store(
    session: AsyncSession, change: ChangeEvent, now: datetime, key: str | None = None
) -> tuple[ChangeRow, bool]:
    row_id = new_id()
    return await repository.add(
        session,
        {
            "id": row_id,
            "source": change.source,
            "scope": change.scope,
            "change_key": key or _content_key(change) or str(row_id),
            "kind": change.kind,
            "summary": change.summary,
            "service": change.service,
            "environment": change.environment,
            "at": change.at or now,
            "received_at": now,
            "author": change.author,
            "revision": change.revision,
            "links": [dict(link) for link in change.links],
            "details": change.details,
        },
    )


async def post(
    session: AsyncSession, body: PostChange, scope: str, now: datetime
) -> tuple[Change, bool]:
    """Store a change that was posted to the API; the same `key` again is the same change."""
    change = ChangeEvent(
        source="api",
        scope=scope,
        links=tuple(link.model_dump() for link in body.links),
        **body.model_dump(exclude={"links", "key"}),
    )
    row, is_new = await _store(session, change, now, body.key)
    return Change.model_validate(row), is_new


async def get_change(session: AsyncSession, change_id: UUID) -> Change:
    """One change. Raises NotFound."""
    row = await repository.get(session, change_id)
    if row is None:
        raise NotFound("there is no such change")
    return Change.model_validate(row)


async def list_changes(
    session: AsyncSession, wanted: Filter, cursor: str | None, limit: int
) -> Page[Change]:
    """Changes, the latest first."""
    before = None
    if cursor:
        at, row_id = decode_cursor(cursor, datetime, UUID)
        before = (at, row_id)
    rows = await repository.page(session, wanted, before, limit + 1)
    return page_of(rows, limit, Change.model_validate, lambda row: (row.at, row.id))


async def forget_old(session: AsyncSession, days: int) -> bool:
    """Delete some of what is past its retention; says whether there may be more."""
    return await repository.forget(session, days, AT_ONCE) == AT_ONCE


def _content_key(change: ChangeEvent) -> str | None:
    if change.at is None:
        return None
    parts = (
        *(change.kind, change.service, change.environment, change.summary, change.revision),
        change.at.isoformat(),
    )
    return "sha256:" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
