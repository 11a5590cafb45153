"""Client of oncall."""

from datetime import datetime
from uuid import UUID

from platform_contracts.base import iso
from platform_contracts.clients.base import ServiceClient
from platform_contracts.oncall import (
    Login,
    Me,
    OnCallNow,
    Person,
    Policy,
    PutPerson,
    PutPolicy,
    PutTeam,
    SignedIn,
    Team,
)
from platform_contracts.paging import (
    EscalationTrace,
    SimulateAlert,
    SimulatedAlert,
    SimulatedTimeline,
    SimulateTimeline,
)
from platform_contracts.schedules import PutSchedule, Rendered, RenderSchedule, Schedule
from platform_contracts.shifts import CreateOverride, FinalSchedule, Override


class OnCallClient(ServiceClient):
    """Accounts, people, teams, schedules, policies and who is on call."""

    async def login(self, username: str, password: str) -> SignedIn:
        """Sign in; ApiError 401 for a wrong name or password."""
        body = {"username": username, "password": password}
        return await self.send("POST", "/api/v1/auth/login", SignedIn, Login(**body))

    async def me(self) -> Me:
        """Who the caller is."""
        return await self.get("/api/v1/me", Me)

    async def current(self, team: str) -> OnCallNow:
        """Who would be paged for the team now."""
        return await self.get("/api/v1/oncall/current", OnCallNow, {"team": team})

    async def person(self, person: UUID) -> Person:
        """One person; ApiError 404 for an unknown one."""
        return await self.get(f"/api/v1/people/{person}", Person)

    async def put_person(self, person: UUID, body: PutPerson) -> Person:
        """Create or replace a person."""
        return await self.send("PUT", f"/api/v1/people/{person}", Person, body)

    async def put_team(self, slug: str, body: PutTeam) -> Team:
        """Create or replace a team."""
        return await self.send("PUT", f"/api/v1/teams/{slug}", Team, body)

    async def put_schedule(self, slug: str, body: PutSchedule) -> Schedule:
        """Create or replace a schedule."""
        return await self.send("PUT", f"/api/v1/schedules/{slug}", Schedule, body)

    async def put_policy(self, slug: str, body: PutPolicy) -> Policy:
        """Create or replace an escalation policy."""
        return await self.send("PUT", f"/api/v1/escalation-policies/{slug}", Policy, body)

    async def render(self, body: RenderSchedule) -> Rendered:
        """Who would be on call by a schedule that is not saved."""
        return await self.send("POST", "/api/v1/schedules/render", Rendered, body)

    async def final_schedule(self, slug: str, since: datetime, until: datetime) -> FinalSchedule:
        """Who is on call over a span, everything taken together."""
        span = {"since": iso(since), "until": iso(until)}
        return await self.get(f"/api/v1/schedules/{slug}/final", FinalSchedule, span)

    async def create_override(self, body: CreateOverride) -> Override:
        """Put an override above a schedule."""
        return await self.send("POST", "/api/v1/overrides", Override, body)

    async def simulate_timeline(self, body: SimulateTimeline) -> SimulatedTimeline:
        """Every page and state that a timeline would lead to."""
        return await self.send("POST", "/api/v1/escalation/simulate", SimulatedTimeline, body)

    async def simulate_alert(self, body: SimulateAlert) -> SimulatedAlert:
        """Who would be paged for an alert, how, when, and why."""
        return await self.send("POST", "/api/v1/simulate", SimulatedAlert, body)

    async def trace(self, incident: UUID) -> EscalationTrace:
        """What really happened to an incident's paging, and what did not."""
        return await self.get(f"/api/v1/escalations/{incident}/trace", EscalationTrace)
