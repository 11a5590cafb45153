"""The delivery pipeline: claim → check the incidents → hand over → write the outcomes."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final
from uuid import UUID

import httpx

from notification import metrics
from notification.channels.interface import ChannelSender
from notification.channels.registry import Channels
from notification.deliveries import outcomes, repository, rounds
from notification.deliveries.due import Due
from notification.deliveries.outcomes import Outcome
from notification.deliveries.rounds import Parcel
from notification.deliveries.writing import NotYetError, Writer
from notification.domain.breaker import Breaker
from notification.domain.bundling import NOT_BUNDLED
from notification.domain.life import is_over
from notification.domain.result import Rejected, Result, Retry
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.paging_states import PagingState
from platform_contracts.vocabulary import Channel
from platform_kit import tracing
from platform_kit.batching import Batcher
from platform_kit.database import Database
from platform_kit.logging import get_logger
from platform_kit.problems import Unavailable
from platform_kit.worker import Job

LANE: Final = "deliveries"
PLACES: Final = 32
"""Messages that one provider is given at a time: one that is slow delays no other."""
CLAIMED: Final = 256
"""Messages of one provider that are claimed at a time: checked, handed over or written down."""
CHUNK: Final = 64
"""Fewer are not worth a claim of their own while others are under way."""
HAND_OVER_SECONDS: Final = 6.5
PLACE_SECONDS: Final = 1.25
"""A place is waited for so long, twice; with `HAND_OVER_SECONDS` that is less than a lease."""
STATUS_SECONDS: Final = 0.5
WRITE_AGAIN_SECONDS: Final = 0.5
_NO_ANSWER: Final = ("unreachable", "timeout")

States = dict[UUID, PagingState]

log = get_logger()


class Sender:
    """Sends what is due. No connection to the database is held while a provider is called."""

    def __init__(
        self,
        database: Database,
        channels: Channels,
        incidents: IncidentsClient,
        writer: Writer,
        recorder: outcomes.Recorder,
    ) -> None:
        self._database = database
        self._channels = channels
        self._incidents = incidents
        self._writer = writer
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._places: dict[str, asyncio.Semaphore] = defaultdict(partial(asyncio.Semaphore, PLACES))
        self._breakers: dict[str, Breaker] = defaultdict(Breaker)
        self._outcomes: Batcher[Outcome, bool] = Batcher(recorder.record, largest=200)

    def jobs(self) -> list[Job]:
        """Sending, and its gauge."""
        return [
            Job("deliveries", self._turn, 0.25, LANE, self._finish),
            Job("deliveries-gauge", self._gauge, 5.0),
        ]

    async def _turn(self) -> bool:
        taken = Counter(self._under_way.values())
        left = {provider: CLAIMED - number for provider, number in taken.items()}
        free = {provider: n if n >= CHUNK else 0 for provider, n in left.items()}
        async with self._database.transaction() as session:
            parcels = await rounds.take(session, free, CLAIMED)
        states = asyncio.create_task(self._paging_states(parcels)) if parcels else None
        before: dict[tuple[Channel, str], asyncio.Task[None]] = {}
        for parcel in parcels:
            method = parcel.deliveries[0].method
            task = asyncio.create_task(self._deliver(parcel, states, before.get(method)))
            if method[0] not in NOT_BUNDLED:
                before[method] = task  # people read these: one after another, the oldest first
            self._under_way[task] = parcel.provider
            task.add_done_callback(self._ended)
        return bool(parcels)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        self._database.wakeups.wake(LANE)
        if not task.cancelled() and (error := task.exception()):
            log.warning("delivery_outcome_not_written", reason=repr(error))

    async def _paging_states(self, parcels: Sequence[Parcel]) -> States:
        """Read right before sending; incidents that cannot be read are paged for."""
        wanted = {
            due.incident_id
            for parcel in parcels
            for due in parcel.deliveries
            if due.kind == "page" and due.incident_id is not None
        }
        if not wanted:
            return {}
        try:
            async with asyncio.timeout(STATUS_SECONDS):
                found = await self._incidents.paging_states([*wanted])
        except (ApiError, httpx.HTTPError, TimeoutError, ValueError):
            return {}
        return {state.id: state for state in found.items}

    async def _deliver(
        self,
        parcel: Parcel,
        states: "asyncio.Task[States] | None",
        before: "asyncio.Task[None] | None",
    ) -> None:
        if before is not None:
            await asyncio.wait([before], timeout=PLACE_SECONDS)
        known = await states if states else {}
        over = [due for due in parcel.deliveries if _is_over(due, known)]
        wanted = tuple(due for due in parcel.deliveries if due not in over)
        done = [Outcome(due, parcel.id, None, 0.0) for due in over]
        if wanted:
            tracing.start(wanted[0].page.get("traceparent"))
            started = time.monotonic()
            result = await self._hand_over(Parcel(parcel.id, wanted))
            latency = (time.monotonic() - started) * 1000
            done += [Outcome(due, parcel.id, result, latency) for due in wanted]
        await self._write(done)

    async def _hand_over(self, parcel: Parcel) -> Result:
        channel = parcel.deliveries[0].channel
        sender = self._channels.get(channel)
        if sender is None:
            return Rejected(f"the channel {channel} is not set up", "disabled")
        places = self._places[parcel.provider]
        try:
            async with asyncio.timeout(PLACE_SECONDS):
                await places.acquire()
        except TimeoutError:
            return Retry(f"{parcel.provider} is busy with other messages", "busy")
        try:
            return await self._call(parcel, sender)
        finally:
            places.release()

    async def _call(self, parcel: Parcel, sender: ChannelSender) -> Result:
        breaker = self._breakers[parcel.provider]
        if not breaker.admits(time.monotonic()):
            wait = timedelta(seconds=breaker.wait(time.monotonic()))
            return Retry(f"{parcel.provider} does not answer: left alone", "breaker_open", wait)
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS):
                message = await self._writer.write(parcel)
                result = await sender.send(message)
        except TimeoutError:
            result = Retry(f"no answer within {HAND_OVER_SECONDS:.0f} s", "timeout")
        except NotYetError as reason:
            return Retry(str(reason), "not_yet")
        answered = not (isinstance(result, Retry) and result.kind in _NO_ANSWER)
        breaker.record(answered, time.monotonic())
        return result

    async def _write(self, done: Sequence[Outcome]) -> None:
        """Write what happened; while the database is away it is remembered and written later."""
        while True:
            try:
                await self._outcomes.submit(done)
            except Unavailable:
                await asyncio.sleep(WRITE_AGAIN_SECONDS)
            else:
                return

    async def _finish(self) -> None:
        if self._under_way:
            await asyncio.wait(list(self._under_way), timeout=15.0)

    async def _gauge(self) -> bool:
        async with self._database.transaction() as session:
            metrics.OLDEST_PAGE.set(await repository.oldest_due_seconds(session))
        return False


def _is_over(due: Due, states: States) -> bool:
    state = states.get(due.incident_id) if due.incident_id else None
    if state is None or due.kind != "page":
        return False
    return is_over(state.status, state.cycle, state.escalation_state, due.cycle)
