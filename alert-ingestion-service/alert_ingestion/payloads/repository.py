"""The kept requests' SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.domain.event import Payload
from alert_ingestion.payloads.models import PayloadRow
from alert_ingestion.rows import as_json

_INSERT = text(
    """
    INSERT INTO alerts.payloads
        (id, received_at, integration_id, source, content_type, body, status, error, alert_ids)
    SELECT id, received_at, integration_id, source, content_type, decode(body, 'base64'),
           status, error, alert_ids
    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new(
        id uuid, received_at timestamptz, integration_id uuid, source text, content_type text,
        body text, status integer, error text, alert_ids uuid[])
    """
)


async def insert(
    session: AsyncSession,
    payloads: Mapping[UUID, Payload],
    alert_ids: Mapping[UUID, Sequence[UUID]],
    now: datetime,
    *,
    status: int = 202,
    error: str = "",
) -> None:
    """Keep requests, each with the alerts it was about."""
    rows = [
        {
            "id": payload.id,
            "received_at": now,
            "integration_id": payload.integration_id,
            "source": payload.source,
            "content_type": payload.content_type,
            "body": payload.body,
            "status": status,
            "error": error,
            "alert_ids": alert_ids.get(payload.id, ()),
        }
        for payload in payloads.values()
    ]
    if rows:
        await session.execute(_INSERT, {"rows": as_json(rows)})


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
