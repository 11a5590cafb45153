"""Idempotency-Key on POSTs: the stored answer is repeated, a different body is refused.

The key, a hash of the request and the answer are written in the request's own transaction, so
a retried request either finds the whole answer or does the work. Kept for 24 hours.
"""

import hashlib
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from platform_kit.auth.principal import principal_of
from platform_kit.problems import Invalid

HEADER = "idempotency-key"
_LONGEST_KEY = 255

Handler = Callable[[Request], Awaitable[Response]]


async def once(
    request: Request, begin: Callable[[], Awaitable[AsyncSession]], handle: Handler
) -> Response:
    """Run `handle`, or repeat its stored answer. Raises Invalid for a reused key."""
    key = request.headers.get(HEADER)
    if request.method != "POST" or not key:
        return await handle(request)
    if len(key) > _LONGEST_KEY:
        raise Invalid.field("Idempotency-Key", f"must not exceed {_LONGEST_KEY} characters")
    session = await begin()
    scope = f"{principal_of(request).id} {request.url.path}"
    digest = hashlib.sha256(await request.body()).hexdigest()
    stored = await _reserve(session, scope, key, digest)
    if stored is not None:
        return stored
    response = await handle(request)
    await _keep(session, scope, key, response)
    return response


async def _reserve(session: AsyncSession, scope: str, key: str, digest: str) -> Response | None:
    table = session.info["database"].tables.idempotency
    inserted = await session.execute(
        insert(table)
        .values(scope=scope, key=key, request_hash=digest, created_at=func.now())
        .on_conflict_do_nothing()
        .returning(table.c.key)
    )
    if inserted.first() is not None:
        return None
    row = (
        await session.execute(select(table).where(table.c.scope == scope, table.c.key == key))
    ).one()
    if row.request_hash != digest:
        raise Invalid.field("Idempotency-Key", "was used before with a different body")
    return Response(
        row.body, row.status, {"Idempotency-Replayed": "true"}, media_type=row.media_type
    )


async def _keep(session: AsyncSession, scope: str, key: str, response: Response) -> None:
    table = session.info["database"].tables.idempotency
    await session.execute(
        update(table)
        .where(table.c.scope == scope, table.c.key == key)
        .values(
            status=response.status_code,
            body=bytes(response.body).decode(),
            media_type=response.headers.get("content-type", "application/json"),
        )
    )


async def forget_old(session: AsyncSession) -> None:
    """Drop keys older than 24 hours and inbox entries older than 7 days."""
    tables = session.info["database"].tables
    keys, inbox = tables.idempotency, tables.inbox
    await session.execute(
        delete(keys).where(keys.c.created_at < func.now() - text("interval '24 hours'"))
    )
    await session.execute(
        delete(inbox).where(inbox.c.received_at < func.now() - text("interval '7 days'"))
    )
