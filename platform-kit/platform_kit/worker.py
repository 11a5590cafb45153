"""The worker: each job loops on its own; one that fails or hangs never stops the others."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from platform_kit import tracing
from platform_kit.database import Wakeups
from platform_kit.logging import get_logger
from platform_kit.metrics import JOB_FAILURES, WORKER_TURN

FRESH_SECONDS: Final = 5.0
STOP_SECONDS: Final = 20.0

log = get_logger()


@dataclass(frozen=True)
class Job:
    """Something done again and again.

    `turn` does one short piece of work and says whether there may be more at once. Between turns
    it waits `interval` seconds, or less when `lane` is woken. `finish` ends what is in flight.
    """

    name: str
    turn: Callable[[], Awaitable[bool]]
    interval: float = 0.25
    lane: str | None = None
    finish: Callable[[], Awaitable[None]] | None = None


class Worker:
    """Runs the jobs of one service until it is stopped."""

    def __init__(self, jobs: Sequence[Job], wakeups: Wakeups) -> None:
        self._jobs = jobs
        self._wakeups = wakeups
        self._stopping = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._last_turn: dict[str, float] = {}

    def start(self) -> None:
        """Start every job's loop."""
        for job in self._jobs:
            self._last_turn[job.name] = time.monotonic()
            self._tasks.append(asyncio.create_task(self._loop(job), name=job.name))

    async def stop(self) -> None:
        """Claim nothing more, finish what is in flight (at most 20 s), then end."""
        self._stopping.set()
        for job in self._jobs:
            if job.lane:
                self._wakeups.wake(job.lane)
        try:
            async with asyncio.timeout(STOP_SECONDS):
                # Loops first: a turn that claims right now adds to what is to be finished.
                await asyncio.gather(*self._tasks, return_exceptions=True)
                finishing = [job.finish() for job in self._jobs if job.finish]
                await asyncio.gather(*finishing, return_exceptions=True)
        except TimeoutError:
            log.warning("worker_stopped_with_work_in_flight")

    def stuck(self) -> list[str]:
        """Jobs whose last turn is older than 5 s, or whose loop has ended."""
        oldest = time.monotonic() - FRESH_SECONDS
        ended = {task.get_name() for task in self._tasks if task.done()}
        return [name for name, at in self._last_turn.items() if at < oldest or name in ended]

    async def _loop(self, job: Job) -> None:
        failures = 0
        while not self._stopping.is_set():
            tracing.start(None)
            try:
                more = await job.turn()
                failures = 0
            except Exception as error:
                failures += 1
                more = False
                JOB_FAILURES.labels(job=job.name).inc()
                level = log.warning if failures < 3 else log.error
                level("job_failed", job=job.name, reason=repr(error), exc_info=error)
            self._last_turn[job.name] = time.monotonic()
            WORKER_TURN.labels(job=job.name).set_to_current_time()
            if not more:
                backoff = min(2.0, job.interval * 2 ** min(failures, 5))
                await self._wait(job, max(job.interval, backoff))

    async def _wait(self, job: Job, seconds: float) -> None:
        if job.lane:
            await self._wakeups.wait(job.lane, seconds)
            return
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), min(left, 1.0))
            self._last_turn[job.name] = time.monotonic()
