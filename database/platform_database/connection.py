"""A typed view of the asyncpg connection, which comes without annotations."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol, cast

import asyncpg

_CONNECT_SECONDS = 10


class Connection(Protocol):
    """The part of asyncpg.Connection used for administration."""

    async def execute(self, query: str, *args: object) -> str: ...

    async def fetchval(self, query: str, *args: object) -> Any: ...

    async def fetch(self, query: str, *args: object) -> list[Any]: ...

    def transaction(self) -> AbstractAsyncContextManager[None]: ...

    async def close(self) -> None: ...


@asynccontextmanager
async def connected(dsn: str, database: str | None = None) -> AsyncGenerator[Connection]:
    """Open one connection, to another database than the address names if given."""
    connect = cast("Callable[..., Awaitable[Connection]]", asyncpg.connect)  # pyright: ignore[reportUnknownMemberType]
    connection = await connect(dsn, database=database, timeout=_CONNECT_SECONDS)
    try:
        yield connection
    finally:
        await connection.close()
