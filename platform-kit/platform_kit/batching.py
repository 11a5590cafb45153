"""Group commit: requests hand in items, one transaction stores many, each is answered after it.

A flush starts as soon as nobody flushes and takes whatever is queued, so a lone item waits for
nobody and a flood shares its commits; beside a running flush only what is worth a commit of its own
starts another. It takes its items a few turns of the event loop later: by then the requests that
had arrived already are read. A batch that fails is tried item by item: one bad item never fails its
neighbours. The queue is bounded in items and bytes; urgent items go first and may fill the last
fifth of it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from platform_kit.database import is_unavailable
from platform_kit.logging import get_logger
from platform_kit.metrics import BATCH_SIZE, REQUESTS_SHED
from platform_kit.problems import Problem, Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")
Flush = Callable[[Sequence[Item]], Awaitable[Sequence[Result]]]

RESERVE: Final = 0.2
"""The part of the queue that only urgent items may fill."""
TURNS: Final = 3
"""Turns of the event loop from bytes on a socket to an item in the queue."""
WORTH: Final = 100
"""Items that are worth a commit beside a running one; fewer wait for the next."""

log = get_logger()


@dataclass(frozen=True)
class _Entry(Generic[Item, Result]):
    items: Sequence[Item]
    size: int
    answer: "asyncio.Future[Sequence[Result]]"


class Batcher(Generic[Item, Result]):
    """Collects items and flushes them in batches. `flush` commits and answers in order."""

    def __init__(
        self,
        flush: Flush[Item, Result],
        *,
        largest: int = 500,
        places: int = 2,
        queue: int = 10_000,
        queue_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        self._flush = flush
        self._largest = largest
        self._places = self._free = places
        self._most_items = queue
        self._most_bytes = queue_bytes
        self._urgent: deque[_Entry[Item, Result]] = deque()
        self._waiting: deque[_Entry[Item, Result]] = deque()
        self._items = 0
        self._bytes = 0
        self._running: set[asyncio.Task[None]] = set()

    async def submit(
        self, items: Sequence[Item], *, size: int = 0, urgent: bool = False
    ) -> Sequence[Result]:
        """Store `items` (`size` bytes); returns after their commit.

        Raises Unavailable when too many wait.
        """
        share = 1.0 if urgent else 1.0 - RESERVE
        full = self._items + len(items) > self._most_items * share
        if full or self._bytes + size > self._most_bytes * share:
            REQUESTS_SHED.inc()
            raise Unavailable("too many requests are waiting")
        answer: asyncio.Future[Sequence[Result]] = asyncio.get_running_loop().create_future()
        queue = self._urgent if urgent else self._waiting
        queue.append(_Entry(items, size, answer))
        self._items += len(items)
        self._bytes += size
        self._start()
        return await answer

    async def drain(self) -> None:
        """Wait until everything handed in is answered."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self) -> None:
        alone = self._free == self._places
        if self._free and self._items and (alone or self._items >= WORTH):
            self._free -= 1
            task = asyncio.create_task(self._run())
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _take(self) -> list[_Entry[Item, Result]]:
        batch: list[_Entry[Item, Result]] = []
        count = 0
        for queue in (self._urgent, self._waiting):
            while queue and (not batch or count + len(queue[0].items) <= self._largest):
                entry = queue.popleft()
                count += len(entry.items)
                self._bytes -= entry.size
                batch.append(entry)
        self._items -= count
        return batch

    async def _run(self) -> None:
        try:
            for _ in range(TURNS):
                await asyncio.sleep(0)
            batch = self._take()
            self._start()
            if batch:
                await self._store(batch)
        finally:
            self._free += 1
            self._start()

    async def _store(self, batch: list[_Entry[Item, Result]]) -> None:
        items = [item for entry in batch for item in entry.items]
        BATCH_SIZE.observe(len(items))
        try:
            results = await self._flush(items)
        except Exception as error:
            await self._store_apart(batch, error)
            return
        start = 0
        for entry in batch:
            if not entry.answer.done():
                entry.answer.set_result(results[start : start + len(entry.items)])
            start += len(entry.items)

    async def _store_apart(self, batch: list[_Entry[Item, Result]], error: Exception) -> None:
        if len(batch) > 1 and not is_unavailable(error):
            for entry in batch:
                await self._store([entry])
            return
        if is_unavailable(error):
            log.warning("batch_not_stored", reason=str(error), items=len(batch))
            error = Unavailable("the database cannot be reached; nothing was stored")
        elif not isinstance(error, Problem):
            log.error("batch_failed", exc_info=error)
        for entry in batch:
            if not entry.answer.done():
                entry.answer.set_exception(error)
