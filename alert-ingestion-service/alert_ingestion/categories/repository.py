"""The classified texts' SQL."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.categories.models import CategoryRow
from platform_kit.statements import as_json

MOST_KEPT = 50_000

_CLAIM = text(
    """
    WITH chosen AS (
        SELECT text_key FROM alerts.categories
        WHERE due_at <= now() ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED)
    UPDATE alerts.categories c SET due_at = now() + make_interval(secs => :again)
    FROM chosen WHERE c.text_key = chosen.text_key
    RETURNING c.text_key, c.sample
    """
)
_CLASSIFY = text(
    """
    UPDATE alerts.categories c SET
        category = new.category, confidence = new.confidence,
        model_version = :model_version, classified_at = now(),
        due_at = now() + make_interval(days => :days)
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
        AS new(text_key text, category text, confidence real)
    WHERE c.text_key = new.text_key
    """
)
_FORGET = text(
    """
    DELETE FROM alerts.categories WHERE text_key IN (
        SELECT text_key FROM alerts.categories ORDER BY seen_at DESC OFFSET :most)
    """
)


async def add(session: AsyncSession, samples: Mapping[str, dict[str, Any]]) -> None:
    """Texts that wait to be classified; one that is known is only seen again."""
    rows = [
        {"text_key": key, "sample": sample, "due_at": func.now(), "seen_at": func.now()}
        for key, sample in sorted(samples.items())
    ]
    statement = insert(CategoryRow).values(rows)
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=["text_key"], set_={"seen_at": statement.excluded.seen_at}
        )
    )


async def classified_since(
    session: AsyncSession, since: datetime | None
) -> list[tuple[str, str | None, datetime]]:
    """(key, category, moment) of what was classified at or after `since`, the newest kept ones."""
    query = (
        select(CategoryRow.text_key, CategoryRow.category, CategoryRow.classified_at)
        .where(CategoryRow.classified_at.is_not(None))
        .order_by(CategoryRow.classified_at.desc())
        .limit(MOST_KEPT)
    )
    if since is not None:
        query = query.where(CategoryRow.classified_at >= since)
    rows = await session.execute(query)
    return [(row.text_key, row.category, row.classified_at) for row in rows]


async def claim(
    session: AsyncSession, most: int, again_seconds: float
) -> list[tuple[str, dict[str, Any]]]:
    """(key, sample) of texts to classify now; tried again later unless their answer is stored."""
    rows = await session.execute(_CLAIM, {"most": most, "again": again_seconds})
    return [(row.text_key, row.sample) for row in rows]


async def classify(
    session: AsyncSession, rows: Sequence[dict[str, Any]], model_version: str, days: int
) -> None:
    """Store answers (text_key, category, confidence); ask again after `days`."""
    await session.execute(
        _CLASSIFY, {"rows": as_json(rows), "model_version": model_version, "days": days}
    )


async def forget(session: AsyncSession) -> None:
    """Keep the texts that were seen last."""
    await session.execute(_FORGET, {"most": MOST_KEPT})
