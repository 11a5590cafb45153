"""Group commit: requests hand in items, one transaction stores many, each is answered after it.

A flush starts as soon as one of its two places is free and takes whatever is queued, so a lone
item waits for nobody and a flood shares its commits. A batch that fails is tried item by item:
one bad item never fails its neighbours.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from platform_kit.database import is_unavailable
from platform_kit.logging import get_logger
from platform_kit.metrics import BATCH_SIZE
from platform_kit.problems import Problem, Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")
Flush = Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]

log = get_logger()


class Batcher(Generic[Item, Result]):
    """Collects items and flushes them in batches. `flush` commits and answers in order."""

    def __init__(
        self,
        flush: Flush[Item, Result],
        *,
        largest: int = 500,
        places: int = 2,
        queue: int = 10_000,
    ) -> None:
        self._flush = flush
        self._largest = largest
        self._free = places
        self._queue_limit = queue
        self._waiting: deque[tuple[Sequence[Item], asyncio.Future[Sequence[Result]]]] = deque()
        self._queued = 0
        self._running: set[asyncio.Task[None]] = set()

    async def submit(self, items: Sequence[Item]) -> Sequence[Result]:
        """Store `items`; returns after their commit. Raises Unavailable when shedding."""
        if self._queued + len(items) > self._queue_limit:
            raise Unavailable("too many alerts are waiting to be stored")
        answer: asyncio.Future[Sequence[Result]] = asyncio.get_running_loop().create_future()
        self._waiting.append((items, answer))
        self._queued += len(items)
        self._start()
        return await answer

    async def drain(self) -> None:
        """Wait until everything handed in is answered."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self) -> None:
        while self._free and self._waiting:
            self._free -= 1
            task = asyncio.create_task(self._run(self._take()))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _take(self) -> list[tuple[Sequence[Item], asyncio.Future[Sequence[Result]]]]:
        batch = [self._waiting.popleft()]
        size = len(batch[0][0])
        while self._waiting and size + len(self._waiting[0][0]) <= self._largest:
            entry = self._waiting.popleft()
            size += len(entry[0])
            batch.append(entry)
        self._queued -= size
        return batch

    async def _run(
        self, batch: list[tuple[Sequence[Item], asyncio.Future[Sequence[Result]]]]
    ) -> None:
        try:
            await self._store(batch)
        finally:
            self._free += 1
            self._start()

    async def _store(
        self, batch: list[tuple[Sequence[Item], asyncio.Future[Sequence[Result]]]]
    ) -> None:
        items = [item for part, _ in batch for item in part]
        BATCH_SIZE.observe(len(items))
        try:
            results = await self._flush(items)
        except Exception as error:
            await self._store_apart(batch, error)
            return
        start = 0
        for part, answer in batch:
            if not answer.done():
                answer.set_result(results[start : start + len(part)])
            start += len(part)

    async def _store_apart(
        self,
        batch: list[tuple[Sequence[Item], asyncio.Future[Sequence[Result]]]],
        error: Exception,
    ) -> None:
        if len(batch) > 1 and not is_unavailable(error):
            for entry in batch:
                await self._store([entry])
            return
        if is_unavailable(error):
            log.warning("batch_not_stored", reason=str(error), items=len(batch))
            error = Unavailable("the database cannot be reached; nothing was stored")
        elif not isinstance(error, Problem):
            log.error("batch_failed", exc_info=error)
        for _, answer in batch:
            if not answer.done():
                answer.set_exception(error)
