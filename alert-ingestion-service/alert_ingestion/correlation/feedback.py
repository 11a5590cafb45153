"""What people correct by hand teaches correlation."""

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.catalogue import service as catalogue
from alert_ingestion.correlation import repository
from alert_ingestion.groups import service as groups
from platform_contracts.messages import MoveAlerts


async def on_move_alerts(session: AsyncSession, message: MoveAlerts) -> None:
    """Move the alerts; their services belong with those they join, not with those they leave."""
    ids = message.alert_ids
    moved = await repository.services_of(session, ids)
    left = await repository.services_in(session, message.incident_id, ids)
    joined = await repository.services_in(session, message.target_incident_id, ids)
    await groups.on_move_alerts(session, message)
    await catalogue.correct(session, moved, left=left, joined=joined)
