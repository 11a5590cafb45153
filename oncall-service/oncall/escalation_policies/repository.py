"""The policies' SQL."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.escalation_policies.models import PolicyRow, PolicyVersionRow
from platform_kit.ids import new_id


async def find(session: AsyncSession, slug: str) -> PolicyRow | None:
    """One policy."""
    return await session.scalar(select(PolicyRow).where(PolicyRow.slug == slug))


async def put(session: AsyncSession, slug: str, values: dict[str, Any]) -> PolicyRow:
    """Create or replace; a replaced one gets the next version."""
    statement = insert(PolicyRow).values(id=new_id(), slug=slug, version=1, **values)
    statement = statement.on_conflict_do_update(
        index_elements=["slug"], set_={**values, "version": PolicyRow.version + 1}
    )
    rows = await session.scalars(
        statement.returning(PolicyRow), execution_options={"populate_existing": True}
    )
    return rows.one()


async def page(session: AsyncSession, after: str, limit: int) -> list[PolicyRow]:
    """Policies by slug."""
    query = select(PolicyRow).where(PolicyRow.slug > after).order_by(PolicyRow.slug)
    return list(await session.scalars(query.limit(limit)))


async def keep_version(
    session: AsyncSession, row: PolicyRow, document: dict[str, Any], by: str, now: datetime
) -> None:
    """Remember the policy as it was saved."""
    session.add(
        PolicyVersionRow(
            policy_id=row.id,
            version=row.version,
            document=document,
            edited_by=by,
            edited_at=now,
        )
    )
    await session.flush()


async def versions(session: AsyncSession, policy: UUID) -> list[PolicyVersionRow]:
    """What a policy was, the newest first."""
    query = select(PolicyVersionRow).where(PolicyVersionRow.policy_id == policy)
    return list(await session.scalars(query.order_by(PolicyVersionRow.version.desc())))
