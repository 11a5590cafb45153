"""The SQL of maintenance windows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.maintenance.models import MaintenanceRow


async def get(session: AsyncSession, window_id: UUID) -> MaintenanceRow | None:
    """One window, locked."""
    query = select(MaintenanceRow).where(MaintenanceRow.id == window_id).with_for_update()
    return await session.scalar(query)


async def page(
    session: AsyncSession, service: str | None, before: UUID | None, limit: int
) -> list[MaintenanceRow]:
    """The newest first."""
    query = select(MaintenanceRow)
    if service:
        query = query.where(MaintenanceRow.services.contains([service]))
    if before:
        query = query.where(MaintenanceRow.id < before)
    query = query.order_by(MaintenanceRow.id.desc()).limit(limit)
    return list(await session.scalars(query))


async def in_force(
    session: AsyncSession, service: str, environment: str, now: datetime
) -> list[MaintenanceRow]:
    """Windows that may hold back pages of the service now, or soon after."""
    query = select(MaintenanceRow).where(
        MaintenanceRow.services.contains([service]),
        or_(MaintenanceRow.environment.is_(None), MaintenanceRow.environment == environment),
        MaintenanceRow.cancelled_at.is_(None),
        MaintenanceRow.ends_at > now,
    )
    return list(await session.scalars(query))
