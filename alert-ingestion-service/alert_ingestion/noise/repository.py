"""The version of all noise rules: every change raises it, in the same transaction."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_RAISE = text("UPDATE alerts.noise_version SET version = version + 1")


async def raise_version(session: AsyncSession) -> None:
    """Tell every replica to read the rules again before its next batch."""
    await session.execute(_RAISE)
