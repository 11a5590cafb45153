"""Wires oncall together."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from oncall import worker
from oncall.accounts import routes as accounts
from oncall.api_keys import routes as api_keys
from oncall.audit import routes as audit
from oncall.audit_log import routes as audit_log
from oncall.calendar_sources import routes as calendar_sources
from oncall.calendar_sources.service import LARGEST_CALENDAR
from oncall.calendars import routes as calendars
from oncall.erasure import routes as erasure
from oncall.escalation_policies import routes as policies
from oncall.escalations import routes as escalations
from oncall.escalations import service as paging
from oncall.escalations.current import HOT_ROUTES, CurrentTeams
from oncall.fairness import routes as fairness
from oncall.final_schedule import routes as final_schedule
from oncall.oidc import routes as oidc
from oncall.overrides import routes as overrides
from oncall.people import routes as people
from oncall.schedules import routes as schedules
from oncall.schema import Base
from oncall.settings import Settings
from oncall.simulation import routes as simulation
from oncall.swaps import routes as swaps
from oncall.teams import routes as teams
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.messages import ChangeEscalation, StartEscalation, StopEscalation
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app
from platform_kit.auth.keys import read_private
from platform_kit.http import outside_client
from platform_kit.outbox.inbox import Handlers
from platform_kit.secrets import Vault

HANDLERS: Handlers = {
    StartEscalation: paging.start,
    StopEscalation: paging.stop,
    ChangeEscalation: paging.change,
}


def create_app(settings: Settings) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""
    wiring = Wiring(
        metadata=Base.metadata,
        migrations="oncall.migrations",
        routers=[
            accounts.router,
            oidc.router,
            api_keys.router,
            people.router,
            teams.router,
            overrides.router,
            schedules.router,
            final_schedule.router,
            swaps.router,
            calendars.router,
            calendar_sources.router,
            policies.router,
            escalations.router,
            erasure.router,
            fairness.router,
            simulation.router,
            audit_log.router,
            audit.router,
        ],
        hot_routes=HOT_ROUTES,
        handlers=HANDLERS,
        peers={
            Service.INCIDENTS: Peer(IncidentsClient, settings.incident_service_url),
            Service.NOTIFICATION: Peer(NotificationsClient, settings.notification_service_url),
        },
        api_keys=api_keys.own_exchange,
        jobs=worker.jobs,
        lifespan=_outside,
    )
    app = create_service_app(settings, wiring)
    app.state.accounts_key = read_private(settings.accounts_key_file)
    app.state.vault = Vault(settings.secrets_key_file)
    app.state.current_teams = CurrentTeams(app.state.database)
    app.state.calendar_client = outside_client(settings.calendar_networks, largest=LARGEST_CALENDAR)
    return app


@asynccontextmanager
async def _outside(app: FastAPI) -> AsyncGenerator[None]:
    yield
    await app.state.calendar_client.aclose()
