"""The database: pool, units of work, and the only place where a transaction is committed."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Annotated, Any

from asyncpg import InterfaceError, PostgresError
from fastapi import Depends, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import MetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, create_async_engine
from sqlalchemy.pool import QueuePool

from platform_kit import idempotency
from platform_kit.problems import Unavailable
from platform_kit.tables import KitTables

SERIALIZATION_RETRIES = 5
DATABASE_ERRORS = (DBAPIError, PostgresError, InterfaceError)
"""What the database raises: through SQLAlchemy, or from the driver in hot statements."""
_RETRYABLE = ("40001", "40P01")
_UNAVAILABLE_CLASSES = ("08", "53", "57", "58")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def schema_metadata(schema: str) -> MetaData:
    """The metadata of one service: its schema and the naming of constraints."""
    return MetaData(schema=schema, naming_convention=NAMING)


def asyncpg_url(url: str) -> str:
    """A plain postgresql:// address as SQLAlchemy wants it for asyncpg."""
    scheme, _, rest = url.partition("://")
    if scheme.split("+")[0] not in ("postgresql", "postgres"):
        raise ValueError("a database address begins with postgresql://")
    return f"postgresql+asyncpg://{rest}"


def sqlstate(error: BaseException) -> str:
    """The five-character SQLSTATE of a database error, empty when there is none."""
    for candidate in (getattr(error, "orig", None), error.__cause__, error):
        state = getattr(candidate, "sqlstate", None)
        if state:
            return str(state)
    return ""


def is_retryable(error: BaseException) -> bool:
    """A serialization failure or deadlock: the same work may succeed at once."""
    return isinstance(error, DATABASE_ERRORS) and sqlstate(error) in _RETRYABLE


def is_unavailable(error: BaseException) -> bool:
    """The database cannot be reached, is full, or is shutting down: nothing was stored."""
    if isinstance(error, PoolTimeout | OSError | asyncio.TimeoutError | InterfaceError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(error)
    if state in _RETRYABLE or state[:2] in _UNAVAILABLE_CLASSES:
        return True
    return "connection" in str(error).lower() and not state and isinstance(error, DBAPIError)


class Wakeups:
    """In-process wake-up of the jobs that wait for a lane, right after a commit."""

    def __init__(self) -> None:
        self._events: dict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.forward: Callable[[str], None] | None = None

    def wake(self, lane: str) -> None:
        """Something of the lane was committed."""
        self._events[lane].set()
        if self.forward:
            self.forward(lane)

    async def wait(self, lane: str, timeout: float) -> None:  # noqa: ASYNC109 - polling is the net
        """Until the lane is woken, at most `timeout` seconds."""
        event = self._events[lane]
        try:
            await asyncio.wait_for(event.wait(), timeout)
        except TimeoutError:
            return
        event.clear()


class Database:
    """The pool of one service. Nothing connects before the first transaction."""

    def __init__(
        self,
        url: str,
        metadata: MetaData,
        *,
        pool_size: int = 10,
    ) -> None:
        self.metadata = metadata
        self.tables = KitTables.of(metadata)
        self.wakeups = Wakeups()
        self._connection: AsyncConnection | None = None
        self.engine = create_async_engine(
            asyncpg_url(url),
            pool_size=pool_size,
            max_overflow=2,
            pool_timeout=0.5,
            pool_pre_ping=False,
            pool_use_lifo=True,
            connect_args={"timeout": 2.0, "command_timeout": 10.0},
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[AsyncSession]:
        """A session that is committed at the end, rolled back on any error."""
        work = UnitOfWork(self)
        try:
            yield await work.begin()
            await work.commit()
        finally:
            await work.close()

    def new_session(self) -> AsyncSession:
        """A session that knows its database; only the kit and its tests call this."""
        session = AsyncSession(
            self._connection or self.engine,
            expire_on_commit=False,
            join_transaction_mode="create_savepoint"
            if self._connection
            else "conditional_savepoint",
        )
        session.info["database"] = self
        return session

    def join(self, connection: AsyncConnection) -> None:
        """Work inside a caller's transaction: its tests roll back what the service commits."""
        self._connection = connection

    def connections_in_use(self) -> int:
        """How many connections somebody holds now."""
        pool = self.engine.pool
        return pool.checkedout() if isinstance(pool, QueuePool) else 0

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()


class UnitOfWork:
    """One transaction: begun when first needed, committed once, its wake-ups sent after that."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._session: AsyncSession | None = None

    async def begin(self) -> AsyncSession:
        """The session of this unit; the same one on every call."""
        if self._session is None:
            self._session = self._database.new_session()
        return self._session

    async def commit(self) -> None:
        """Commit, then wake whoever waits for what was written."""
        if self._session is None:
            return
        await self._session.commit()
        for lane in self._session.info.get("lanes", ()):
            self._database.wakeups.wake(lane)
        for action in self._session.info.get("after_commit", ()):
            action()

    async def close(self) -> None:
        """Roll back what was not committed and give the connection back."""
        if self._session is not None:
            await self._session.close()


def after_commit(session: AsyncSession, action: Callable[[], None]) -> None:
    """Run `action` once the transaction is committed: counters must not count roll-backs."""
    session.info.setdefault("after_commit", []).append(action)


async def retry_pause(attempt: int) -> None:
    """Full jitter before a serialization failure is tried again."""
    await asyncio.sleep(random.uniform(0, 0.02 * 2**attempt))  # noqa: S311 - jitter, not a secret


class TransactionalRoute(APIRoute):
    """A route whose work is one transaction, committed before the answer leaves (ADR-0002).

    A serialization failure or deadlock runs the handler again; a POST with an Idempotency-Key
    stores its answer in the same transaction and repeats it for a retried request.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """FastAPI's hook around the endpoint."""
        handle = super().get_route_handler()

        async def in_transaction(request: Request) -> Response:
            database: Database = request.app.state.database
            for attempt in range(SERIALIZATION_RETRIES + 1):
                work = UnitOfWork(database)
                request.state.work = work
                try:
                    response = await idempotency.once(request, work.begin, handle)
                    await work.commit()
                    return response
                except DATABASE_ERRORS as error:
                    if not is_retryable(error):
                        raise
                finally:
                    await work.close()
                await retry_pause(attempt)
            raise Unavailable("the database is busy with the same rows")

        return in_transaction


async def session_of(request: Request) -> AsyncSession:
    """The session of the request's transaction."""
    work: UnitOfWork = request.state.work
    return await work.begin()


Session = Annotated[AsyncSession, Depends(session_of)]
"""Route parameter: the session of the request's transaction."""
