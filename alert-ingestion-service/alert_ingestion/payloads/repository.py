"""The kept requests' SQL."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.domain.event import Payload
from alert_ingestion.payloads.models import PayloadRow
from platform_kit.statements import write

INSERT: Final = """
    INSERT INTO alerts.payloads
        (id, received_at, integration_id, source, content_type, body, status, error, alert_ids)
    SELECT id, received_at, integration_id, source, content_type, decode(body, 'base64'),
           status, error, alert_ids
    FROM jsonb_to_recordset({rows}) AS new(
        id uuid, received_at timestamptz, integration_id uuid, source text, content_type text,
        body text, status integer, error text, alert_ids uuid[])
"""
"""Kept requests."""


def row_of(
    payload: Payload,
    now: datetime,
    alert_ids: Sequence[UUID] = (),
    *,
    status: int = 202,
    error: str = "",
) -> dict[str, Any]:
    """A request to keep, with the alerts it was about or why it was refused."""
    return {
        "id": payload.id,
        "received_at": now,
        "integration_id": payload.integration_id,
        "source": payload.source,
        "content_type": payload.content_type,
        "body": payload.body,
        "status": status,
        "error": error,
        "alert_ids": alert_ids,
    }


async def insert(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Keep requests."""
    await write(session, (INSERT, rows))


async def of_integration(
    session: AsyncSession, integration_id: UUID, before: UUID | None, limit: int
) -> list[PayloadRow]:
    """The last requests of an integration, the newest first."""
    query = select(PayloadRow).where(PayloadRow.integration_id == integration_id)
    if before:
        query = query.where(PayloadRow.id < before)
    return list(await session.scalars(query.order_by(PayloadRow.id.desc()).limit(limit)))


async def get(session: AsyncSession, payload_id: UUID) -> PayloadRow | None:
    """One kept request."""
    return await session.get(PayloadRow, payload_id)
