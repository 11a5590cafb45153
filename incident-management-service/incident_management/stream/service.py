"""Writing stream events: in the transaction of the change they tell of."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.stream.models import StreamEventRow
from platform_contracts.messages import StreamEvent

LANE = "stream"


async def publish(
    session: AsyncSession,
    topic: str,
    entity_id: str,
    version: int,
    patch: dict[str, Any],
    team: str | None,
) -> None:
    """Show a change to everybody who follows `topic` and may see `team`."""
    session.add(
        StreamEventRow(topic=topic, entity_id=entity_id, version=version, patch=patch, team=team)
    )
    session.info.setdefault("lanes", set()).add(LANE)


async def on_stream_event(session: AsyncSession, message: StreamEvent) -> None:
    """A change that another service tells of."""
    await publish(
        session,
        message.topic,
        message.entity_id,
        message.version,
        message.patch,
        message.team,
    )
