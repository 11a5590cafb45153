"""SQL of trainings and models. Leases use the real clock, which no test moves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import DateTime, delete, func, literal_column, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.training.models import StoredModel, TrainingRow
from platform_kit.clock import UNMOVED

LANE: Final = "training"
_KEPT: Final = 3
_CLOCK: Final = literal_column(UNMOVED, DateTime(timezone=True))


@dataclass(frozen=True)
class TrainingState:
    """Where learning stands for one base."""

    wanted: int
    covered: int | None
    """What the newest model covers; None while there is none."""
    is_leased: bool
    reason: str
    newest: str | None
    trained_at: datetime | None

    @property
    def is_due(self) -> bool:
        """Whether something was taught that no model knows."""
        return self.covered is None or self.covered < self.wanted


async def want(session: AsyncSession) -> None:
    """Something taught has changed: a training follows this transaction."""
    await session.execute(update(TrainingRow).values(wanted=TrainingRow.wanted + 1, reason=""))
    lanes: set[str] = session.info.setdefault("lanes", set())
    lanes.add(LANE)


async def state(session: AsyncSession, base: str) -> TrainingState:
    """Where learning stands."""
    row = (
        await session.execute(
            select(
                TrainingRow.wanted,
                TrainingRow.reason,
                func.coalesce(TrainingRow.lease_until > _CLOCK, False).label("is_leased"),
            )
        )
    ).one()
    newest = (
        await session.execute(
            _newest_first(select(StoredModel.version, StoredModel.covers, StoredModel.trained_at))
            .where(StoredModel.base == base)
            .limit(1)
        )
    ).one_or_none()
    return TrainingState(
        wanted=row.wanted,
        covered=newest.covers if newest else None,
        is_leased=row.is_leased,
        reason=row.reason,
        newest=newest.version if newest else None,
        trained_at=newest.trained_at if newest else None,
    )


async def claim(session: AsyncSession, lease: timedelta) -> UUID | None:
    """Become the one who trains for as long as the lease; None when another one does."""
    token = uuid4()
    claimed = await session.execute(
        update(TrainingRow)
        .where(TrainingRow.lease_until.is_(None) | (TrainingRow.lease_until < _CLOCK))
        .values(token=token, lease_until=_CLOCK + lease)
        .returning(TrainingRow.id)
    )
    return token if claimed.first() else None


async def release(session: AsyncSession, token: UUID, reason: str, wait: timedelta) -> None:
    """End one's own lease; the next training may begin after `wait`."""
    await session.execute(
        update(TrainingRow)
        .where(TrainingRow.token == token)
        .values(token=None, lease_until=_CLOCK + wait, reason=reason)
    )


async def store(session: AsyncSession, row: dict[str, Any]) -> None:
    """Store a model. The same samples again: it covers more now, and its archive stays."""
    statement = insert(StoredModel).values(row)
    covers = func.greatest(StoredModel.covers, statement.excluded.covers)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["version"],
            set_={"covers": covers, "trained_at": statement.excluded.trained_at},
        )
    )
    kept = _newest_first(select(StoredModel.version)).where(StoredModel.base == row["base"])
    await session.execute(
        delete(StoredModel).where(
            StoredModel.base == row["base"], StoredModel.version.not_in(kept.limit(_KEPT))
        )
    )
    month = text("interval '30 days'")
    await session.execute(delete(StoredModel).where(StoredModel.trained_at < func.now() - month))


async def newest(session: AsyncSession, base: str) -> StoredModel | None:
    """The model that replicas of this base serve."""
    return await session.scalar(
        _newest_first(select(StoredModel)).where(StoredModel.base == base).limit(1)
    )


def _newest_first(query: Any) -> Any:
    order = (StoredModel.covers.desc(), StoredModel.trained_at.desc(), StoredModel.version)
    return query.order_by(*order)
