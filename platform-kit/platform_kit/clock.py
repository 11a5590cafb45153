"""The one clock: the database's `now()`, read once per transaction.

Application clocks of several machines differ; due times are compared with this one only. Tests
move it by a function `now()` in a schema that stands first in the roles' search path, so SQL
writes the unqualified `now()` everywhere. Leases use `clock_timestamp()`, which is never moved.
"""

from datetime import datetime
from typing import Annotated, Final

from fastapi import Depends, Request
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from platform_kit.database import session_of

UNMOVED: Final = "pg_catalog.clock_timestamp()"
"""SQL of the real moment, which no test moves: to notice how long this platform itself was away."""


async def now(session: AsyncSession) -> datetime:
    """The moment of the transaction, aware UTC; the same for all calls in one transaction."""
    known: datetime | None = session.info.get("now")
    if known is None:
        known = (await session.execute(select(func.now()))).scalar_one()
        session.info["now"] = known
    return known


async def _now_of(request: Request) -> datetime:
    return await now(await session_of(request))


Now = Annotated[datetime, Depends(_now_of)]
"""Route parameter: the moment of the request's transaction."""
