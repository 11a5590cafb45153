"""Claiming rows that are due: one worker gets each row, a lease hands it on when that one dies.

The claim is committed before the work starts. Its result is written only while the claim is
still held (`claim_token`), so a worker that was paused past its lease cannot overwrite another.
"""

from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, DateTime, SmallInteger, Uuid, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column

LEASE_SECONDS = 10
FREE = "(lease_until IS NULL OR lease_until < pg_catalog.clock_timestamp())"
"""SQL: nobody holds the row. For claims that a service writes as one statement of its own."""
NEW_LEASE = f"pg_catalog.clock_timestamp() + interval '{LEASE_SECONDS} seconds'"
"""SQL: the end of a lease that begins now."""

Row = TypeVar("Row", bound=DeclarativeBase)


class Claimable:
    """Columns of a row that workers claim."""

    claim_token: Mapped[UUID | None] = mapped_column(Uuid)
    lease_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    claims: Mapped[int] = mapped_column(SmallInteger, default=0)


async def claim(
    session: AsyncSession,
    model: type[Row],
    where: ColumnElement[bool],
    order_by: InstrumentedAttribute[Any],
    *,
    limit: int,
    values: dict[str, Any] | None = None,
) -> list[Row]:
    """Claim up to `limit` rows that match and are not leased; returns them as claimed.

    The transaction is committed without waiting for the disk: losing a claim in a crash only
    means that the row is claimed again.
    """
    await session.execute(text("SET LOCAL synchronous_commit = off"))
    table: Any = model
    clock = func.pg_catalog.clock_timestamp()
    free = table.lease_until.is_(None) | (table.lease_until < clock)
    chosen = (
        select(table.id)
        .where(where, free)
        .order_by(order_by)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    claimed = await session.scalars(
        update(model)
        .where(table.id.in_(select(chosen.c.id)))
        .values(
            claim_token=uuid4(),
            lease_until=clock + text(f"interval '{LEASE_SECONDS} seconds'"),
            claims=table.claims + 1,
            **(values or {}),
        )
        .returning(model)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return list(claimed)


async def settle(
    session: AsyncSession, model: type[Row], row_id: UUID, token: UUID | None, **values: Any
) -> bool:
    """Write the outcome and release the claim; False when the claim is no longer ours."""
    table: Any = model
    result = await session.execute(
        update(model)
        .where(table.id == row_id, table.claim_token == token)
        .values(claim_token=None, lease_until=None, **values)
        .returning(table.id)
    )
    return result.first() is not None
