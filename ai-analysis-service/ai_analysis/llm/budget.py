"""The daily budget of tokens: reserved before a request, corrected after it."""

from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.llm.models import LlmUsage
from platform_kit.clock import now


async def reserve(session: AsyncSession, tokens: int, daily: int) -> date | None:
    """Take tokens of today's budget; the day they belong to, or None when it is used up."""
    if tokens > daily:
        return None
    day = (await now(session)).date()
    statement = insert(LlmUsage).values(day=day, tokens=tokens, requests=1)
    taken = await session.execute(
        statement.on_conflict_do_update(
            index_elements=[LlmUsage.day],
            set_={"tokens": LlmUsage.tokens + tokens, "requests": LlmUsage.requests + 1},
            where=LlmUsage.tokens + tokens <= daily,
        ).returning(LlmUsage.day)
    )
    return day if taken.first() else None


async def correct(session: AsyncSession, day: date, reserved: int, used: int) -> None:
    """Put what was used in the place of what was reserved."""
    left = func.greatest(LlmUsage.tokens + (used - reserved), 0)
    await session.execute(update(LlmUsage).where(LlmUsage.day == day).values(tokens=left))


async def used_today(session: AsyncSession) -> int:
    """Tokens of today so far."""
    day = (await now(session)).date()
    found = await session.scalar(select(LlmUsage.tokens).where(LlmUsage.day == day))
    return found or 0
