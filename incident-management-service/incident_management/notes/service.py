"""Comments: adding, editing one's own, pinning."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents import changes
from incident_management.incidents.service import Key, writable
from incident_management.timeline import repository
from incident_management.timeline import service as timeline
from platform_contracts.incidents import AddComment, EditEntry, TimelineEntry
from platform_contracts.vocabulary import TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.problems import Forbidden, Invalid, NotFound


async def comment(
    session: AsyncSession, key: Key, body: AddComment, by: Principal, now: datetime
) -> TimelineEntry:
    """Add a comment. Raises Invalid for one of the future."""
    row = await writable(session, key, by)
    at = _not_later(body.at, now)
    links = [link.model_dump() for link in body.links]
    entry = await timeline.record(
        session, row.id, TimelineKind.COMMENT, by.actor, body.body, at, links=links
    )
    entry.pinned = body.pinned
    await changes.save(session, row, now)
    return timeline.view(entry)


async def edit(
    session: AsyncSession, key: Key, entry_id: UUID, body: EditEntry, by: Principal, now: datetime
) -> TimelineEntry:
    """Change an own comment, or pin any entry. Raises NotFound, Forbidden, Invalid."""
    row = await writable(session, key, by)
    entry = await repository.get(session, row.id, entry_id)
    if entry is None:
        raise NotFound(f"there is no entry {entry_id} in this timeline")
    if body.body is not None or body.at is not None:
        if entry.kind != TimelineKind.COMMENT or entry.actor["id"] != by.id:
            raise Forbidden("only own comments can be changed; what happened stays as it was")
        if body.body is not None and body.body != entry.message:
            former = [*entry.data.get("former", []), entry.message]
            entry.data = {**entry.data, "former": former}
            entry.message = body.body
            entry.edited_at = now
        entry.at = _not_later(body.at, now) if body.at else entry.at
    if body.pinned is not None:
        entry.pinned = body.pinned
    await changes.save(session, row, now)
    return timeline.view(entry)


def _not_later(at: datetime | None, now: datetime) -> datetime:
    if at is not None and at > now:
        raise Invalid.field("at", "must not lie in the future")
    return at or now
