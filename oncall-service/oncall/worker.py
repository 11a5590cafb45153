"""The jobs of this service, beside the outbox relay."""

from collections.abc import Sequence

from fastapi import FastAPI

from oncall import metrics
from oncall.calendar_sources import repository as calendar_sources
from oncall.calendar_sources.service import read_one
from oncall.escalations import repository, service
from oncall.escalations.advance import advance_due
from oncall.watch.service import look_at_schedules
from platform_contracts.vocabulary import EscalationState
from platform_kit.database import Database
from platform_kit.worker import Job

OVERDUE_SECONDS = 30.0


def jobs(app: FastAPI) -> Sequence[Job]:
    """Escalation steps that are due, what is read and looked at again and again, the gauges."""
    database: Database = app.state.database

    async def advance() -> bool:
        async with database.transaction() as session:
            return await advance_due(session)

    async def gauges() -> bool:
        async with database.transaction() as session:
            states = await repository.by_state(session)
            late = await repository.overdue(session, OVERDUE_SECONDS)
            unread = await calendar_sources.failing(session)
        for state in EscalationState:
            metrics.ESCALATIONS.labels(state=state).set(states.get(state, 0))
        metrics.OVERDUE.set(late)
        metrics.CALENDARS_FAILING.set(unread)
        return False

    async def watch() -> bool:
        async with database.transaction() as session:
            await look_at_schedules(session)
        return False

    async def calendars() -> bool:
        return await read_one(database, app.state.calendar_client, app.state.vault)

    return [
        Job("escalations", advance, 0.25, service.LANE),
        Job("gauges", gauges, 5.0),
        Job("schedules", watch, 30.0),
        Job("calendars", calendars, 10.0),
    ]
