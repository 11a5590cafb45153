"""Which services' alerts an incident holds."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts.models import AlertRow


async def services_of(session: AsyncSession, alert_ids: Sequence[UUID]) -> set[str]:
    """The services of these alerts."""
    query = select(AlertRow.service).where(AlertRow.id.in_(alert_ids)).distinct()
    return {service.lower() for service in await session.scalars(query)}


async def services_in(session: AsyncSession, incident_id: UUID, but: Sequence[UUID]) -> set[str]:
    """The services of an incident's other alerts."""
    query = (
        select(AlertRow.service)
        .where(AlertRow.incident_id == incident_id, AlertRow.id.not_in(but))
        .distinct()
    )
    return {service.lower() for service in await session.scalars(query)}
