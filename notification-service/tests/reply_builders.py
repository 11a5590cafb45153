"""What replies ask incident-management for, and settings of channels."""

from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from platform_kit.database import Database


async def asked(app: FastAPI) -> list[dict[str, Any]]:
    """What incident-management is asked to do, oldest first."""
    database: Database = app.state.database
    query = (
        "SELECT body FROM notifications.outbox_messages WHERE type = 'ReplyToIncident' ORDER BY seq"
    )
    async with database.transaction() as session:
        return [row.body for row in await session.execute(text(query))]


async def save(manager: httpx.AsyncClient, channel: str, settings: dict[str, Any]) -> None:
    answer = await manager.put(f"/api/v1/channels/{channel}", json={"settings": settings})
    assert answer.status_code == 200, answer.text
