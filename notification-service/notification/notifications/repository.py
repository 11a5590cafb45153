"""The notifications' SQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from notification.notifications.models import NotificationRow, StopRow


async def accept(
    session: AsyncSession, key: str, incident_id: UUID, person_id: UUID, now: datetime
) -> bool:
    """Remember the page; False when it was accepted before."""
    statement = (
        insert(NotificationRow)
        .values(key=key, incident_id=incident_id, person_id=person_id, accepted_at=now)
        .on_conflict_do_nothing()
    )
    return (await session.scalar(statement.returning(NotificationRow.key))) is not None


async def stop_of(session: AsyncSession, incident_id: UUID) -> StopRow | None:
    """Whether the incident was answered, and up to which cycle."""
    return await session.get(StopRow, incident_id, populate_existing=True)


async def stop(
    session: AsyncSession, incident_id: UUID, cycle: int, *, final: bool, reason: str
) -> None:
    """Remember the answer; a late one never takes a newer one back."""
    statement = insert(StopRow).values(
        incident_id=incident_id, cycle=cycle, final=final, reason=reason
    )
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["incident_id"],
            set_={
                "cycle": func.greatest(StopRow.cycle, cycle),
                "final": final,
                "reason": reason,
            },
            where=StopRow.cycle <= cycle,
        )
    )
