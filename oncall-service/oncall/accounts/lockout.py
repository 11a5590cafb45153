"""Lockout with delay: after five wrong sign-ins under a name, a wait that doubles each time.

Counted by the name that was typed, whether or not somebody has it, so that a wait tells nothing.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.accounts import repository

FREE: Final = 5
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(minutes=15)
FORGET_AFTER: Final = timedelta(hours=24)


def name_hash(name: str) -> str:
    """What a name is counted under: what people mistype is not to be read here."""
    return hashlib.sha256(name.strip().lower().encode()).hexdigest()


def wait_after(failures: int) -> timedelta | None:
    """How long to wait after so many failures in a row."""
    if failures < FREE:
        return None
    return min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(failures - FREE, 10))


async def locked_for(session: AsyncSession, name: str, now: datetime) -> timedelta | None:
    """How long the name is still locked; None when it is not. Others of the name wait in line."""
    row = await repository.failures(session, name_hash(name), now)
    if row.locked_until is None or row.locked_until <= now:
        return None
    return row.locked_until - now


async def failed(session: AsyncSession, name: str, now: datetime) -> None:
    """Count a failure."""
    row = await repository.failures(session, name_hash(name), now)
    fresh = row.last_at < now - FORGET_AFTER
    row.failures = 1 if fresh else row.failures + 1
    row.last_at = now
    wait = wait_after(row.failures)
    row.locked_until = now + wait if wait else None
    await session.flush()


async def succeeded(session: AsyncSession, name: str) -> None:
    """Forget the failures of a name."""
    await repository.forget_failures(session, name_hash(name))
