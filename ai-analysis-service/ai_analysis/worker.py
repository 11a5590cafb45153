"""The jobs of ai-analysis beside the outbox relay, and the model that must be there first."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI

from ai_analysis.suggestions import service as suggestions
from platform_kit.database import Database
from platform_kit.worker import Job

_HOURLY = 3600.0


def jobs(app: FastAPI) -> Sequence[Job]:
    """What runs in the worker role."""
    database: Database = app.state.database

    async def forget_superseded() -> bool:
        async with database.transaction() as session:
            return await suggestions.forget_superseded(session)

    return [Job("forget-superseded-analyses", forget_superseded, _HOURLY)]


@asynccontextmanager
async def model_in_use(app: FastAPI) -> AsyncGenerator[None]:
    """Train the model before the first request is taken."""
    await app.state.model.load()
    yield
