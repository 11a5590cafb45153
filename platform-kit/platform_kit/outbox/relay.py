"""The relay: claims due messages and hands them to the services they are meant for.

Each lane has its own loop and its own number of batches under way, so a slow digest never
delays a page. A destination that does not answer is left alone for a moment instead of having
every message time out on it. A suspect (see `store`) goes alone, so that what dies with it is
known to die of it: nothing else is under way to its destination, or at all when it was this
process that died.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from platform_contracts.clients.base import ApiError, ServiceClient
from platform_contracts.messages import BatchOutcome, Message, MessageOutcome, parse_message
from platform_contracts.vocabulary import Lane
from platform_kit.database import Database
from platform_kit.logging import get_logger
from platform_kit.metrics import (
    OUTBOX_DEAD,
    OUTBOX_DELIVERIES,
    OUTBOX_OLDEST,
    OUTBOX_PENDING,
)
from platform_kit.outbox import store
from platform_kit.worker import Job

BATCH: Final = 100
POLL_SECONDS: Final = 0.25
LONGEST_RETRY: Final = 60.0
LONGEST_PAUSE: Final = 5.0
PER_DESTINATION: Final = 2
CONCURRENCY: Final[Mapping[Lane, int]] = {
    Lane.PAGE: 8,
    Lane.STATUS: 4,
    Lane.DIGEST: 2,
    Lane.ANALYSIS: 2,
}

AnswerHandler = Callable[[AsyncSession, Any, dict[str, Any]], Awaitable[None]]

log = get_logger()


@dataclass
class _Pause:
    """A destination that failed: how often in a row, and until when it is left alone."""

    failures: int = 0
    until: float = 0.0


class Relay:
    """Delivers one service's outbox."""

    def __init__(
        self,
        database: Database,
        peers: Mapping[str, ServiceClient],
        answers: Mapping[type[Message], AnswerHandler] | None = None,
    ) -> None:
        self._database = database
        self._peers = peers
        self._answers = {kind.name(): handler for kind, handler in (answers or {}).items()}
        self._under_way: dict[asyncio.Task[None], tuple[Lane, str, UUID]] = {}
        self._pauses: dict[str, _Pause] = {}
        self._claiming = 0
        self._quiet: frozenset[str] = frozenset()
        self._solo: asyncio.Task[None] | None = None

    def jobs(self) -> list[Job]:
        """The relay's jobs: a loop per lane, one for suspects, one for its gauges."""
        lanes = [
            Job(f"outbox-{lane}", self._lane_turn(lane), POLL_SECONDS, lane, self._finish)
            for lane in Lane
        ]
        return [
            *lanes,
            Job("outbox-suspects", self._suspect_turn, 1.0),
            Job("outbox-gauges", self._gauges_turn, 2.0),
        ]

    def _lane_turn(self, lane: Lane) -> Callable[[], Awaitable[bool]]:
        async def turn() -> bool:
            return await self._turn(lane)

        return turn

    async def _turn(self, lane: Lane) -> bool:
        mine = [task for task, (its_lane, _, _) in self._under_way.items() if its_lane == lane]
        if len(mine) >= CONCURRENCY[lane]:
            await asyncio.wait(mine, timeout=1.0, return_when=asyncio.FIRST_COMPLETED)
            return True
        self._claiming += 1
        try:
            async with self._database.transaction() as session:
                busy = [*self._quiet, *self._busy(lane)]
                claimed = await store.claim(session, limit=BATCH, lane=lane, busy=busy)
            for destination in dict.fromkeys(row.destination for row in claimed.rows):
                rows = [row for row in claimed.rows if row.destination == destination]
                self._spawn(lane, destination, claimed.token, rows)
        finally:
            self._claiming -= 1
        return bool(claimed.rows)

    def _busy(self, lane: Lane) -> list[str]:
        under_way = Counter(
            destination for its_lane, destination, _ in self._under_way.values() if its_lane == lane
        )
        return [*self._paused(), *(name for name, n in under_way.items() if n >= PER_DESTINATION)]

    def _paused(self) -> list[str]:
        now = time.monotonic()
        return [name for name, pause in self._pauses.items() if pause.until > now]

    def _spawn(
        self, lane: Lane, destination: str, token: UUID, rows: list[Any]
    ) -> asyncio.Task[None]:
        task = asyncio.create_task(self._deliver(destination, token, rows))
        self._under_way[task] = (lane, destination, token)
        task.add_done_callback(lambda done: self._ended(done, lane))
        return task

    def _ended(self, task: asyncio.Task[None], lane: Lane) -> None:
        self._under_way.pop(task, None)
        self._database.wakeups.wake(lane)
        if not task.cancelled() and (error := task.exception()):
            log.warning("outbox_outcome_not_written", reason=repr(error))

    async def _suspect_turn(self) -> bool:
        if self._solo is not None and not self._solo.done():
            await asyncio.wait([self._solo], timeout=1.0)
            return True
        async with self._database.transaction() as session:
            suspect = await store.next_suspect(session, busy=self._paused())
        if suspect is None:
            self._quiet = frozenset()
            return False
        everywhere = frozenset(self._peers) | {suspect.destination}
        self._quiet = everywhere if suspect.open_claims else frozenset({suspect.destination})
        if others := self._under_way_to(self._quiet):
            await asyncio.wait(others, timeout=1.0)
            return True
        if self._claiming:
            await asyncio.sleep(0.01)
            return True
        return await self._deliver_alone(suspect.destination)

    def _under_way_to(self, destinations: frozenset[str]) -> list[asyncio.Task[None]]:
        return [task for task, (_, to, _) in self._under_way.items() if to in destinations]

    async def _deliver_alone(self, destination: str) -> bool:
        async with self._database.transaction() as session:
            claimed = await store.claim(session, limit=1, destination=destination)
            for row in claimed.rows:
                if row.open_claims > store.MAX_OPEN_CLAIMS or row.drops >= store.MAX_DROPS:
                    reason = f"quarantined: {row.attempts - 1} attempts ended with a dead process"
                    await store.bury(session, claimed.token, [row.id], reason)
                    log.error("message_quarantined", message_id=str(row.id), type=row.type)
                    return True
        for row in claimed.rows:
            self._solo = self._spawn(Lane(row.lane), destination, claimed.token, [row])
        return bool(claimed.rows)

    async def _deliver(self, destination: str, token: UUID, rows: list[Any]) -> None:
        """Hand over one batch and write what became of each message."""
        fresh = [row for row in rows if not row.expired]
        result: BatchOutcome | _Failure = BatchOutcome(outcomes=[])
        if fresh:
            result = await self._hand_over(destination, [row.body for row in fresh])
        async with self._database.transaction() as session:
            expired = [row.id for row in rows if row.expired]
            if expired:
                await store.bury(session, token, expired, "expired before it could be delivered")
            if isinstance(result, _Failure):
                await self._put_back(session, token, fresh, result)
            else:
                await self._settle(session, token, fresh, result)

    async def _hand_over(
        self, destination: str, bodies: list[dict[str, Any]]
    ) -> "BatchOutcome | _Failure":
        peer = self._peers.get(destination)
        if peer is None:
            return _Failure(f"{destination} is not known here")
        try:
            outcome = await peer.deliver(bodies)
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
            self._pause(destination)
            return _Failure(f"{destination} dropped the connection: {error!r}", dropped=True)
        except (ApiError, httpx.HTTPError, ValueError) as error:
            self._pause(destination)
            return _Failure(f"{destination}: {error!r}")
        self._pauses.pop(destination, None)
        return outcome

    def _pause(self, destination: str) -> None:
        pause = self._pauses.setdefault(destination, _Pause())
        pause.failures += 1
        longest = min(LONGEST_PAUSE, 0.25 * 2**pause.failures)
        pause.until = time.monotonic() + random.uniform(0, longest)  # noqa: S311 - jitter

    async def _put_back(
        self, session: AsyncSession, token: UUID, rows: list[Any], failure: "_Failure"
    ) -> None:
        """The destination failed as a whole: its pause spaces the attempts, not the messages."""
        ids = [row.id for row in rows]
        # One that was dropped alone is likely the cause: its neighbours go first.
        seconds = _back_off(rows[0].attempts) if failure.dropped and len(rows) == 1 else 0
        await store.retry(
            session, token, ids, seconds=seconds, reason=failure.reason, dropped=failure.dropped
        )
        for row in rows:
            OUTBOX_DELIVERIES.labels(lane=row.lane, outcome="unreachable").inc()
        log.warning("delivery_failed", reason=failure.reason, messages=len(rows))

    async def _settle(
        self, session: AsyncSession, token: UUID, rows: list[Any], result: BatchOutcome
    ) -> None:
        by_id = {outcome.id: outcome for outcome in result.outcomes}
        done = [
            r.id for r in rows if r.id in by_id and by_id[r.id].outcome in ("done", "duplicate")
        ]
        ours = await store.delivered(session, token, done)
        for row in rows:
            outcome = by_id.get(row.id) or MessageOutcome(
                id=row.id, outcome="retry", reason="the receiver said nothing of it"
            )
            OUTBOX_DELIVERIES.labels(lane=row.lane, outcome=outcome.outcome).inc()
            if outcome.outcome == "retry":
                pause = _back_off(row.attempts)
                await store.retry(session, token, [row.id], seconds=pause, reason=outcome.reason)
            elif outcome.outcome == "rejected":
                await store.bury(session, token, [row.id], outcome.reason)
                log.error("message_rejected", type=row.type, reason=outcome.reason)
            elif row.id in ours and row.type in self._answers:
                message = parse_message(row.body)
                await self._answers[row.type](session, message, outcome.answer or {})

    async def _finish(self) -> None:
        """End what is in flight, then give back what could not be ended."""
        if self._under_way:
            await asyncio.wait(list(self._under_way), timeout=15.0)
        tokens = [token for _, _, token in self._under_way.values()]
        if tokens:
            async with self._database.transaction() as session:
                await store.release_all(session, tokens)

    async def _gauges_turn(self) -> bool:
        async with self._database.transaction() as session:
            figures = {row.lane: row for row in await store.lane_figures(session)}
        for lane in Lane:
            row = figures.get(str(lane))
            OUTBOX_PENDING.labels(lane=lane).set(row.pending if row else 0)
            OUTBOX_DEAD.labels(lane=lane).set(row.dead if row else 0)
            OUTBOX_OLDEST.labels(lane=lane).set(max(0.0, float(row.oldest)) if row else 0.0)
        return False


@dataclass(frozen=True)
class _Failure:
    """No answer for the whole batch."""

    reason: str
    dropped: bool = False


def _back_off(attempts: int) -> float:
    """Full jitter: anywhere between now and twice as long as the time before, at most 60 s."""
    return random.uniform(0, min(LONGEST_RETRY, 2.0 ** min(attempts, 10)))  # noqa: S311 - jitter
