"""The audit log's SQL."""

import zlib
from collections.abc import AsyncIterator

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.audit_log.models import AuditRow

_LOCK = zlib.crc32(b"oncall audit log")


async def lock_newest(session: AsyncSession) -> AuditRow | None:
    """The newest entry, with the right to add the next one until the transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    return (await session.scalars(select(AuditRow).order_by(AuditRow.seq.desc()).limit(1))).first()


async def page(
    session: AsyncSession, before: int | None, target: str | None, limit: int
) -> list[AuditRow]:
    """The newest first."""
    query = select(AuditRow)
    if before is not None:
        query = query.where(AuditRow.seq < before)
    if target is not None:
        query = query.where(AuditRow.target == target)
    return list(await session.scalars(query.order_by(AuditRow.seq.desc()).limit(limit)))


async def in_order(session: AsyncSession) -> AsyncIterator[AuditRow]:
    """Every entry, the oldest first, without holding all of them."""
    after = 0
    while True:
        query = select(AuditRow).where(AuditRow.seq > after).order_by(AuditRow.seq).limit(1000)
        rows = list(await session.scalars(query))
        for row in rows:
            yield row
            session.expunge(row)
        if len(rows) < 1000:
            return
        after = rows[-1].seq
