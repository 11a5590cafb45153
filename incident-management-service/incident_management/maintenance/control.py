"""Changing maintenance windows: incidents that wait for them learn of it at once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents import changes, repository
from incident_management.maintenance import service
from incident_management.maintenance.models import MaintenanceRow
from incident_management.timeline import service as timeline
from platform_contracts.messages import ChangeEscalation
from platform_contracts.service_rules import Maintenance, PutMaintenance
from platform_contracts.vocabulary import EscalationState, TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.ids import new_id


async def create(
    session: AsyncSession, body: PutMaintenance, by: Principal, now: datetime
) -> Maintenance:
    """A new window. Incidents that page already go on paging."""
    row = MaintenanceRow(id=new_id(), created_by=by.actor.model_dump(mode="json"), created_at=now)
    service.write(row, body, now)
    session.add(row)
    await session.flush()
    await _tell_waiting(session, row.services, by, now)
    return service.view(row, now)


async def change(
    session: AsyncSession, window_id: UUID, body: PutMaintenance, by: Principal, now: datetime
) -> Maintenance:
    """Another window in its place; an early end pages now. Raises NotFound."""
    row = await service.find(session, window_id)
    affected = {*row.services, *body.services}
    service.write(row, body, now)
    await session.flush()
    await _tell_waiting(session, sorted(affected), by, now)
    return service.view(row, now)


async def cancel(
    session: AsyncSession, window_id: UUID, by: Principal, now: datetime
) -> Maintenance:
    """End a window for good: what waits for it pages now. Raises NotFound."""
    row = await service.find(session, window_id)
    row.cancelled_at = row.cancelled_at or now
    await session.flush()
    await _tell_waiting(session, row.services, by, now)
    return service.view(row, now)


async def _tell_waiting(
    session: AsyncSession, services: list[str], by: Principal, now: datetime
) -> None:
    for row in await repository.suppressed(session, services):
        until = await service.suppression(session, row.service, row.environment, now)
        if until == row.suppressed_until:
            continue
        row.suppressed_until = until
        message = ChangeEscalation(
            incident_id=row.id,
            action="suppress",
            cycle=row.cycle,
            suppressed_until=until,
            by=by.actor,
        )
        await changes.change_escalation(session, row, message)
        if until is None:
            row.escalation_state = EscalationState.TRIGGERED
        end = f"pages wait until {until:%Y-%m-%d %H:%M} UTC" if until else "paging now"
        text = f"Maintenance changed: {end}"
        await timeline.record(session, row.id, TimelineKind.MAINTENANCE, by.actor, text, now)
        await changes.save(session, row, now)
