"""Client of oncall."""

from uuid import UUID

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
from platform_contracts.schedules import PutSchedule, Schedule


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
