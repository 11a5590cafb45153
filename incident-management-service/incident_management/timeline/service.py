"""Writing and reading timelines."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.timeline import repository
from incident_management.timeline.markdown import to_html
from incident_management.timeline.models import TimelineRow
from platform_contracts.base import Page
from platform_contracts.incidents import TimelineEntry
from platform_contracts.people import Actor
from platform_contracts.vocabulary import TimelineKind
from platform_kit.pagination import decode_cursor, page_of


async def record(
    session: AsyncSession,
    incident_id: UUID,
    kind: TimelineKind,
    actor: Actor,
    message: str,
    at: datetime,
    *,
    important: bool = True,
    **data: Any,
) -> TimelineRow:
    """Add what happened to the incident's timeline."""
    row = TimelineRow(
        incident_id=incident_id,
        at=at,
        kind=kind,
        actor=actor.model_dump(mode="json"),
        message=message,
        important=important,
        data=data,
    )
    session.add(row)
    await session.flush()
    return row


async def read(
    session: AsyncSession,
    incident_id: UUID,
    cursor: str | None,
    limit: int,
    *,
    curated: bool = False,
    kinds: Collection[str] = (),
) -> Page[TimelineEntry]:
    """A page of the timeline, oldest first."""
    after = decode_cursor(cursor, datetime, UUID) if cursor else None
    rows = await repository.after(
        session, incident_id, after, limit + 1, curated=curated, kinds=kinds
    )
    return page_of(rows, limit, view, lambda row: (row.at, row.id))


def view(row: TimelineRow) -> TimelineEntry:
    """The entry as people see it; what they wrote themselves is Markdown."""
    entry = TimelineEntry.model_validate(row)
    if row.kind != TimelineKind.COMMENT:
        return entry
    return entry.model_copy(update={"html": to_html(row.message)})
