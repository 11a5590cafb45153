"""What the wires look up: alerts of one sender by the names that its client knows them by."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Text, and_, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts.models import AlertRow, AlertStateRow

TINY_LENGTH = 8


async def by_id(session: AsyncSession, scope: str, alert_id: UUID) -> AlertRow | None:
    """An alert of this sender."""
    return await session.scalar(_of(scope).where(AlertRow.id == alert_id))


async def by_tiny(session: AsyncSession, scope: str, tiny: str) -> AlertRow | None:
    """The newest alert of this sender whose id ends so."""
    ends = func.right(cast(AlertRow.id, Text), TINY_LENGTH) == tiny
    return await session.scalar(_of(scope).where(ends).order_by(AlertRow.id.desc()).limit(1))


async def by_key(session: AsyncSession, scope: str, fingerprint: str) -> AlertRow | None:
    """The newest alert of this sender with this key."""
    query = _of(scope).where(AlertRow.fingerprint == fingerprint)
    return await session.scalar(query.order_by(AlertRow.id.desc()).limit(1))


async def of_scope(
    session: AsyncSession,
    scope: str,
    filters: dict[str, str],
    limit: int,
    offset: int,
    *,
    newest_first: bool = True,
) -> Sequence[AlertRow]:
    """Alerts of this sender."""
    order = AlertRow.id.desc() if newest_first else AlertRow.id
    query = _of(scope).filter_by(**filters).order_by(order).limit(limit).offset(offset)
    return list(await session.scalars(query))


async def count(session: AsyncSession, scope: str, filters: dict[str, str], most: int) -> int:
    """How many alerts of this sender; counts no further than `most`."""
    found = _of(scope).filter_by(**filters).limit(most).subquery()
    return await session.scalar(select(func.count()).select_from(found)) or 0


def _of(scope: str) -> Select[AlertRow]:
    return select(AlertRow).where(AlertRow.scope == scope)


async def firing_with_state(session: AsyncSession, limit: int) -> list[Any]:
    """Firing alerts with their states, the newest first."""
    joined = and_(
        AlertStateRow.scope == AlertRow.scope,
        AlertStateRow.fingerprint == AlertRow.fingerprint,
        AlertStateRow.alert_id == AlertRow.id,
    )
    query = (
        select(AlertRow, AlertStateRow)
        .join(AlertStateRow, joined)
        .where(AlertStateRow.status == "firing")
        .order_by(AlertRow.id.desc())
        .limit(limit)
    )
    return list(await session.execute(query))
