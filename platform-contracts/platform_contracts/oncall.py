"""Wire models of oncall: accounts, people, teams, policies, who is on call."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import EscalationState, Role, Urgency


class Login(RequestModel):
    """Sign-in by login name or e-mail address."""

    username: Annotated[Text, Field(min_length=1, max_length=255)]
    password: Annotated[Text, Field(min_length=1, max_length=1024)]
    code: Annotated[Text | None, Field(max_length=32)] = None
    """The code of the second factor, or a recovery code, where one is set up."""


class SecondFactor(WireModel):
    """A new second factor, shown once; it counts after it was confirmed with a code."""

    secret: str
    uri: str
    recovery_codes: list[str]


class ConfirmSecondFactor(RequestModel):
    """A code of the second factor."""

    code: Annotated[Text, Field(min_length=6, max_length=32)]


class CreateApiKey(RequestModel):
    """A key for scripts: a role by team (`*` for all), at most one's own, and an end.

    `scopes` narrows it further; empty means all that the roles allow.
    """

    name: Line
    roles: Annotated[dict[Slug, Role], Field(min_length=1, max_length=50)]
    scopes: Annotated[list[Slug], Field(max_length=20)] = []
    expires_at: Instant


class ApiKey(WireModel):
    """An API key without its secret."""

    id: UUID
    name: str
    roles: dict[str, Role]
    scopes: list[str]
    created_by: UUID
    created_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    last_used_at: Instant | None


class NewApiKey(WireModel):
    """A new key; `key` is shown this once."""

    key: str
    api_key: ApiKey


class ExchangeApiKey(RequestModel):
    """A key to exchange for a short token."""

    key: Annotated[Text, Field(max_length=200)]


class ShortToken(WireModel):
    """A token that every service accepts, for `expires_in` seconds."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the name of a scheme, not a secret
    expires_in: int


class Person(WireModel):
    """A person of the organisation."""

    id: UUID
    login: str
    name: str
    email: str | None
    timezone: str
    language: str
    active: bool
    roles: dict[str, Role]


class PutPerson(RequestModel):
    """A person and their roles by team (`*` for all). `password` is write-only."""

    login: Slug
    name: Line
    email: Annotated[Text | None, Field(max_length=320, pattern=r"^[^@\s]+@[^@\s]+$")] = None
    timezone: Slug | Annotated[Text, Field(pattern=r"^[A-Za-z0-9_+/-]+$", max_length=64)] = "UTC"
    language: Literal["en", "ko"] = "en"
    active: bool = True
    roles: dict[Slug, Role] = {}
    password: Annotated[Text | None, Field(min_length=6, max_length=1024)] = None


class SignedIn(WireModel):
    """Answer to a sign-in; the same token is set as cookie `session`."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105 - the name of a scheme, not a secret
    expires_in: int
    csrf_token: str
    person: Person


class Me(WireModel):
    """Who the caller is. `anonymous` is true for a viewer under open access."""

    anonymous: bool
    person: Person | None = None
    roles: dict[str, Role] = {}
    scopes: list[str] = []
    csrf_token: str | None = None


class PutTeam(RequestModel):
    """A team; `policy` is the escalation policy used when a service names none."""

    name: Line
    members: Annotated[list[UUID], Field(max_length=1000)] = []
    policy: Slug | None = None


class Team(WireModel):
    """A team as the API shows it."""

    id: UUID
    slug: str
    name: str
    members: list[PersonRef]
    policy: str | None


class PolicyTarget(RequestModel):
    """Exactly one of a person or a schedule."""

    person: UUID | None = None
    schedule: Slug | None = None


class PolicyLevel(RequestModel):
    """One level: all targets at once, or in turn; `delay_minutes` later the next level."""

    delay_minutes: Annotated[int, Field(ge=0, le=10_080)] = 5
    targets: Annotated[list[PolicyTarget], Field(min_length=1, max_length=50)]
    strategy: Literal["all", "round_robin"] = "all"


class PutPolicy(RequestModel):
    """An escalation policy; `repeat` further passes follow the first.

    `fallback` is the policy that is asked when nobody is on call on any level of this one.
    """

    name: Line
    team: Slug | None = None
    levels: Annotated[list[PolicyLevel], Field(min_length=1, max_length=20)]
    repeat: Annotated[int, Field(ge=0, le=20)] = 0
    fallback: Slug | None = None


class Policy(WireModel):
    """An escalation policy as the API shows it."""

    id: UUID
    slug: str
    name: str
    team: str | None
    levels: list[PolicyLevel]
    repeat: int
    version: int
    fallback: str | None = None


class OnCallShift(WireModel):
    """Who is on call on one level of the team's policy, and by which schedule."""

    level: int
    schedule: str | None
    people: list[PersonRef]
    until: Instant | None = None


class OnCallNow(WireModel):
    """Who would be paged for the team now. `people` is the first level with anybody."""

    team: str
    policy: str | None
    at: Instant
    people: list[PersonRef]
    levels: list[OnCallShift]


class Escalation(WireModel):
    """The paging of one incident."""

    incident_id: UUID
    state: EscalationState
    policy: str
    level: int | None
    pass_no: int
    cycle: int
    due_at: Instant | None
    people: list[PersonRef]
    urgency: Urgency = Urgency.HIGH


class AuditEntry(WireModel):
    """One change: who, what, to what, and the hash that binds it to the entry before."""

    seq: int
    at: Instant
    actor_kind: str
    actor_id: str
    action: str
    target: str
    details: dict[str, Any]
    previous: str
    hash: str


class AuditCheck(WireModel):
    """Whether the chain of the audit log is whole; `broken_at` is the first entry that is not."""

    entries: int
    intact: bool
    broken_at: int | None = None
    head: str
