"""Inhibition rules. Making one looks at what fires already, so that it holds at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.alerts.service import alert_of
from alert_ingestion.domain.suppression import Inhibition as Rule
from alert_ingestion.domain.suppression import matched_labels
from alert_ingestion.inhibitions import repository
from alert_ingestion.inhibitions.models import InhibitionRow
from alert_ingestion.noise import matching
from alert_ingestion.noise import repository as noise
from alert_ingestion.noise.service import inhibition_of, inhibitor_rows
from platform_contracts.noise import CreateInhibition, Inhibition, InhibitionPreview
from platform_kit.ids import new_id
from platform_kit.problems import NotFound


async def create(
    session: AsyncSession, body: CreateInhibition, by: str, now: datetime
) -> Inhibition:
    """A new rule."""
    _checked(body)
    row = InhibitionRow(id=new_id(), created_by=by, created_at=now, **body.model_dump())
    session.add(row)
    await _changed(session, row, now)
    return Inhibition.model_validate(row)


async def change(
    session: AsyncSession, rule_id: UUID, body: CreateInhibition, now: datetime
) -> Inhibition:
    """Replace a rule; what it held back is judged again."""
    _checked(body)
    row = await _found(session, rule_id)
    for name, value in body.model_dump().items():
        setattr(row, name, value)
    await repository.forget_sources(session, rule_id)
    await _changed(session, row, now)
    return Inhibition.model_validate(row)


async def remove(session: AsyncSession, rule_id: UUID, now: datetime) -> None:
    """Delete a rule; what it held back is judged again."""
    await _found(session, rule_id)
    await repository.remove(session, rule_id)
    await noise.raise_version(session)
    await alerts.recheck(session, rule_id, now)


async def list_rules(session: AsyncSession) -> list[Inhibition]:
    """All rules, by name."""
    counts = await alerts.held_by(session)
    return [
        Inhibition.model_validate(row).model_copy(update={"held_alerts": counts.get(row.id, 0)})
        for row in await repository.rules(session)
    ]


async def preview(session: AsyncSession, body: CreateInhibition) -> InhibitionPreview:
    """Which firing alerts it would hold back."""
    rule = _checked(body)
    sources = await matching.find(session, rule.source)
    targets = await matching.find(session, rule.target)
    keys = {rule.equal_key(matched_labels(alert_of(row))) for row in sources.firing}
    source_ids = {row.id for row in sources.firing}
    held = [
        row
        for row in targets.firing
        if row.id not in source_ids and rule.equal_key(matched_labels(alert_of(row))) in keys
    ]
    return InhibitionPreview(
        sources=sources.preview(), targets=targets.preview(), would_hold=len(held)
    )


def _checked(body: CreateInhibition) -> Rule:
    return Rule(
        id=UUID(int=0),
        name=body.name,
        source=matching.compiled(body.source_matchers, "source_matchers"),
        target=matching.compiled(body.target_matchers, "target_matchers", narrow=False),
        equal=tuple(body.equal_labels),
    )


async def _changed(session: AsyncSession, row: InhibitionRow, now: datetime) -> None:
    await session.flush()
    await noise.raise_version(session)
    await alerts.recheck(session, row.id, now)
    if not row.enabled:
        return
    rule = inhibition_of(row)
    found = await matching.find(session, rule.source)
    pairs = [
        (
            (rule.id, rule.equal_key(matched_labels(alert_of(alert)))),
            (alert.scope, alert.fingerprint),
        )
        for alert in found.firing
    ]
    await repository.add_sources(session, inhibitor_rows(pairs))


async def _found(session: AsyncSession, rule_id: UUID) -> InhibitionRow:
    row = await repository.get(session, rule_id)
    if row is None:
        raise NotFound(f"there is no inhibition rule {rule_id}")
    return row
