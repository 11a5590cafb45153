"""Pause rules."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.noise import matching
from alert_ingestion.noise import repository as noise
from alert_ingestion.pauses import repository
from alert_ingestion.pauses.models import PauseRow
from platform_contracts.noise import CreatePause, Pause, PausePreview
from platform_kit.ids import new_id
from platform_kit.problems import NotFound


async def create(session: AsyncSession, body: CreatePause, by: str, now: datetime) -> Pause:
    """A new rule."""
    matching.compiled(body.matchers)
    row = PauseRow(id=new_id(), created_by=by, created_at=now, **body.model_dump())
    session.add(row)
    await session.flush()
    await noise.raise_version(session)
    return Pause.model_validate(row)


async def change(session: AsyncSession, rule_id: UUID, body: CreatePause, now: datetime) -> Pause:
    """Replace a rule; what waits because of it is judged again."""
    matching.compiled(body.matchers)
    row = await _found(session, rule_id)
    for name, value in body.model_dump().items():
        setattr(row, name, value)
    await session.flush()
    await noise.raise_version(session)
    await alerts.recheck(session, rule_id, now)
    return Pause.model_validate(row)


async def remove(session: AsyncSession, rule_id: UUID, now: datetime) -> None:
    """Delete a rule; what waits because of it is judged again."""
    await _found(session, rule_id)
    await repository.remove(session, rule_id)
    await noise.raise_version(session)
    await alerts.recheck(session, rule_id, now)


async def list_rules(session: AsyncSession) -> list[Pause]:
    """All rules, by name."""
    counts = await alerts.held_by(session)
    return [
        Pause.model_validate(row).model_copy(update={"held_alerts": counts.get(row.id, 0)})
        for row in await repository.rules(session)
    ]


async def preview(session: AsyncSession, body: CreatePause) -> PausePreview:
    """What matches, and how many of those seen lately ended within the pause."""
    found = await matching.find(session, matching.compiled(body.matchers))
    ended = [
        row
        for row in found.recent
        if row.ends_at and (row.ends_at - row.received_at).total_seconds() <= body.seconds
    ]
    return PausePreview(**found.preview().model_dump(), would_not_have_paged=len(ended))


async def _found(session: AsyncSession, rule_id: UUID) -> PauseRow:
    row = await repository.get(session, rule_id)
    if row is None:
        raise NotFound(f"there is no pause rule {rule_id}")
    return row
