"""The jobs of this service, beside the outbox relay."""

from collections.abc import Sequence

from fastapi import FastAPI

from incident_management.bulk import repository as bulk_repository
from incident_management.bulk import service as bulk
from incident_management.incidents import snoozing
from incident_management.standby import service as standby
from incident_management.stats import service as stats
from incident_management.stream import repository as stream
from incident_management.tickets import service as tickets
from incident_management.tickets.settings import Desk
from incident_management.watch import service as watch
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.vocabulary import Service
from platform_kit.database import Database
from platform_kit.worker import Job


def jobs(app: FastAPI) -> Sequence[Job]:
    """Gauges, whatever time brings, and forgetting old stream events."""
    database: Database = app.state.database

    async def gauges() -> bool:
        async with database.transaction() as session:
            await stats.set_gauges(session)
        return False

    async def wake_up() -> bool:
        async with database.transaction() as session:
            return await snoozing.wake_up(session, 50) == 50

    async def promises() -> bool:
        async with database.transaction() as session:
            return await watch.tell_promises(session, 50) == 50

    async def forgotten() -> bool:
        async with database.transaction() as session:
            return await watch.end_forgotten(session, 50) == 50

    async def bulk_changes() -> bool:
        async with database.transaction() as session:
            return await bulk.work(session)

    oncall: OnCallClient = app.state.peers[Service.ONCALL]
    copier = standby.Copier(database, oncall)

    async def stand_in() -> bool:
        async with database.transaction() as session:
            return await standby.stand_in(session, 50) == 50

    desk = Desk(database, app.state.outside, app.state.vault)

    async def ticket_states() -> bool:
        return await tickets.check_next(desk)

    async def forget() -> bool:
        async with database.transaction() as session:
            await stream.forget_old(session)
            await bulk_repository.forget_old(session)
        return False

    return [
        Job("gauges", gauges, 2.0),
        Job("snooze-ends", wake_up, 1.0),
        Job("promises", promises, 1.0),
        Job("oncall-copy", copier.turn, 60.0),
        Job("stand-in", stand_in, 5.0),
        Job("bulk", bulk_changes, 1.0, bulk.LANE),
        Job("ticket-states", ticket_states, 60.0),
        Job("auto-resolve", forgotten, 15.0),
        Job("forget-stream", forget, 300.0),
    ]
