"""The jobs of ai-analysis beside the outbox relay, and the model that must be there first."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ai_analysis.learning import service as learning
from ai_analysis.reports import service as reports
from ai_analysis.reports.repository import LANE as REPORTS
from ai_analysis.suggestions import service as suggestions
from ai_analysis.training.repository import LANE as TRAINING
from platform_kit.database import DATABASE_ERRORS, Database
from platform_kit.logging import get_logger
from platform_kit.worker import Job

_HOURLY = 3600.0
_CATCH_UP_SECONDS = 2.0

log = get_logger()


class OneAtATime:
    """Runs work that takes longer than a turn of the worker may: at most one at any time."""

    def __init__(self, name: str, work: Callable[[], Awaitable[object]]) -> None:
        self._name = name
        self._work = work
        self._task: asyncio.Task[None] | None = None

    async def turn(self) -> bool:
        """Start it, unless it runs. Raises what the last run ended with."""
        if self._task is not None and not self._task.done():
            return False
        ended, self._task = self._task, None
        if ended is not None and not ended.cancelled():
            ended.result()
        self._task = asyncio.create_task(self._run(), name=self._name)
        return False

    async def finish(self) -> None:
        """Give it up; it is done again later, here or elsewhere."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await self._work()


def jobs(app: FastAPI) -> Sequence[Job]:
    """What runs in the worker role."""
    database: Database = app.state.database
    training = OneAtATime("train-model", lambda: learning.train_if_due(database))

    async def write_reports() -> None:
        while await reports.write_next(app.state.desk):
            pass

    writing = OneAtATime("write-reports", write_reports)

    async def forget_superseded() -> bool:
        async with database.transaction() as session:
            return await suggestions.forget_superseded(session)

    return [
        Job("forget-superseded-analyses", forget_superseded, _HOURLY),
        Job("train-model", training.turn, 1.0, TRAINING, training.finish),
        Job("write-reports", writing.turn, 1.0, REPORTS, writing.finish),
    ]


@asynccontextmanager
async def model_in_use(app: FastAPI) -> AsyncGenerator[None]:
    """A model is there before the first request; newer ones are taken over while serving."""
    database: Database = app.state.database
    await learning.first_model(database, app.state.model)

    async def follow() -> None:
        while True:
            await asyncio.sleep(_CATCH_UP_SECONDS)
            try:
                await learning.catch_up(database, app.state.model)
            except (*DATABASE_ERRORS, OSError, TimeoutError) as error:
                log.info("model_not_caught_up", reason=repr(error))

    following = asyncio.create_task(follow())
    try:
        yield
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following
        await app.state.desk.llm.close()
