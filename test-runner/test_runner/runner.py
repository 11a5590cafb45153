"""Everything that can be set going from the page: one of each at a time."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import httpx
from pydantic import BaseModel

from platform_contracts.clients.base import ApiError
from test_runner import forms
from test_runner.continuous import Continuous, ContinuousOrder, ContinuousState
from test_runner.following import Follower
from test_runner.forms import Firing, Form
from test_runner.ledger import Ledger, Run, Totals
from test_runner.platform import Platform, open_platform
from test_runner.scenarios import Scenario
from test_runner.sending import Sender
from test_runner.settings import Settings
from test_runner.storm import Storm, StormOrder, StormState

ENDED_AT_ONCE: Final = 16


class BusyError(RuntimeError):
    """It is under way already."""


class BatchState(BaseModel):
    """How far "send all" is."""

    running: bool = False
    form: Form = Form.NATIVE
    total: int = 0
    done: int = 0
    failed: int = 0
    started_at: datetime | None = None


class EndingState(BaseModel):
    """How far "resolve all" is. Incidents end about ten seconds after their last alert."""

    running: bool = False
    total: int = 0
    done: int = 0
    failed: int = 0
    error: str | None = None
    ended_at: datetime | None = None


class State(BaseModel):
    """Everything that the page shows of what was set going; a newer revision, another state."""

    revision: int
    totals: Totals
    batch: BatchState
    storm: StormState
    continuous: ContinuousState
    ending: EndingState
    runs: list[Run]


class Runner:
    """Keeps what is under way apart from requests: a page may be closed and opened again."""

    def __init__(self, platform: Platform) -> None:
        self.id = uuid4().hex[:8]  # revisions of two processes are not the same
        self.platform = platform
        self.ledger = Ledger()
        self.sender = Sender(platform, self.ledger)
        self.follower = Follower(platform, self.ledger)
        self.storm = Storm(self.sender, self.ledger)
        self.continuous = Continuous(self.sender, self.ledger)
        self.batch = BatchState()
        self.ending = EndingState()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def state(self) -> State:
        """What the page shows."""
        return State(
            revision=self.ledger.revision,
            totals=self.ledger.totals,
            batch=self.batch,
            storm=self.storm.state,
            continuous=self.continuous.state,
            ending=self.ending,
            runs=list(self.ledger.runs),
        )

    async def start_all(self, scenarios: Sequence[Scenario], form: Form) -> None:
        """Send scenarios one after the other. Raises BusyError."""
        await self._start("batch", self.send_all(scenarios, form))

    async def start_storm(self, order: StormOrder) -> None:
        """Raises BusyError."""
        await self._start("storm", self.storm.run(order))

    async def start_continuous(self, order: ContinuousOrder) -> None:
        """Raises BusyError."""
        await self._start("continuous", self.continuous.run(order))

    async def start_ending(self) -> None:
        """End everything that was made here. Raises BusyError."""
        await self._start("ending", self.end_all())

    async def stop(self, name: str) -> None:
        """Stop what is under way; returns when it has stopped."""
        task = self._tasks.get(name)
        if task is not None and not task.done():
            task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.wait([task])

    async def stop_all(self) -> None:
        """Stop everything."""
        for name in self._tasks:
            await self.stop(name)

    async def send_all(self, scenarios: Sequence[Scenario], form: Form) -> None:
        """One after the other: the order decides which alert opens an incident."""
        self.batch = batch = BatchState(
            running=True, form=form, total=len(scenarios), started_at=datetime.now(UTC)
        )
        try:
            for scenario in scenarios:
                run = await self.sender.scenario(scenario, form)
                batch.done += 1
                batch.failed += run.error is not None
        finally:
            batch.running = False
            self.ledger.changed()

    async def end_all(self) -> None:
        """Post the end of every alert that was made here, by this process or an earlier one."""
        self.ending = ending = EndingState(running=True)
        await self.stop("storm")
        await self.stop("continuous")
        try:
            fired = {(known.form, known.key): known for known in self.ledger.fired()}
            try:
                found = await self.platform.firing()
            except (ApiError, httpx.HTTPError, ValueError) as error:
                ending.error, found = f"earlier alerts are not readable: {error}", []
            fired |= {(known.form, known.key): known for known in found}
            ending.total = len(fired)
            self.ledger.changed()
            places = asyncio.Semaphore(ENDED_AT_ONCE)
            await asyncio.gather(*(self._end(known, places) for known in fired.values()))
        finally:
            ending.running, ending.ended_at = False, datetime.now(UTC)
            self.ledger.changed()

    async def _end(self, known: Firing, places: asyncio.Semaphore) -> None:
        async with places:
            answer = await self.platform.post(forms.resolve(known, self.platform.key))
        self.ending.done += 1
        if answer.accepted:
            self.ledger.forget(known)
        else:
            self.ending.failed += 1
            self.ending.error = self.ending.error or answer.error
        self.ledger.changed()

    async def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        task = self._tasks.get(name)
        if task is not None and not task.done():
            work.close()
            raise BusyError(f"{name} is under way already")
        self._tasks[name] = asyncio.create_task(work, name=name)
        await asyncio.sleep(0)  # it has begun when this is answered


@asynccontextmanager
async def open_runner(
    settings: Settings, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncGenerator[Runner]:
    """A runner that follows what it sends. Raises OSError or ValueError for a key that is none."""
    async with open_platform(settings, transport) as platform:
        runner = Runner(platform)
        following = asyncio.create_task(runner.follower.run(), name="follower")
        try:
            yield runner
        finally:
            await runner.stop_all()
            following.cancel()
            await asyncio.wait([following])
