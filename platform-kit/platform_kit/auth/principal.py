"""The caller of a request, resolved once from bearer token or session cookie."""

import hmac
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from fastapi import Request

from platform_contracts.access import EVERY_TEAM, OPEN_ACCESS_SCOPES, READ, ROLE_SCOPES
from platform_contracts.people import Actor
from platform_contracts.vocabulary import Role
from platform_kit.auth.tokens import InvalidToken, Tokens
from platform_kit.problems import Forbidden, Unauthorized

SESSION_COOKIES: Final = ("__Host-session", "session")
CSRF_HEADER: Final = "x-csrf-token"
_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True)
class Principal:
    """Somebody who calls: a person, an API key, a service, or nobody (anonymous).

    `only` narrows what the roles allow to these scopes.
    """

    kind: str
    id: str
    name: str
    roles: dict[str, Role] = field(default_factory=dict[str, Role])
    extra_scopes: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    csrf: str | None = None
    session_id: str | None = None

    @property
    def actor(self) -> Actor:
        """How the principal stands in timelines."""
        return Actor(kind=self.kind, id=self.id, name=self.name)

    @property
    def person_id(self) -> UUID:
        """The id of a person. Raises Unauthorized for anybody else."""
        if self.kind != "person":
            raise Unauthorized("only a person can do this")
        return UUID(self.id)

    @property
    def scopes(self) -> frozenset[str]:
        """Everything allowed in at least one team."""
        held = self.extra_scopes.union(*(ROLE_SCOPES[role] for role in self.roles.values()))
        return held if self.only is None else held & self.only

    def may(self, scope: str, team: str | None = None) -> bool:
        """Whether `scope` is held for `team` (None: for things of no team, any team will do)."""
        if self.only is not None and scope not in self.only:
            return False
        if scope in self.extra_scopes:
            return True
        held = [
            role for name, role in self.roles.items() if team in (None, name) or name == EVERY_TEAM
        ]
        return any(scope in ROLE_SCOPES[role] for role in held)


ANONYMOUS: Final = Principal(kind="anonymous", id="anonymous", name="anonymous")
OPEN: Final = Principal(
    kind="anonymous", id="anonymous", name="anonymous", extra_scopes=OPEN_ACCESS_SCOPES
)


def principal_of(request: Request) -> Principal:
    """The caller. Raises Unauthorized for a bad token, Forbidden for a missing CSRF header."""
    known: Principal | None = getattr(request.state, "principal", None)
    if known is None:
        known = _resolve(request)
        request.state.principal = known
    return known


def _resolve(request: Request) -> Principal:
    tokens: Tokens = request.app.state.tokens
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.count(".") == 2:
        return _verified(tokens, token.strip())
    for cookie in SESSION_COOKIES:
        if value := request.cookies.get(cookie):
            principal = _from_cookie(tokens, value, request)
            if principal is not None:
                return principal
    return OPEN if request.app.state.settings.open_access else ANONYMOUS


def _from_cookie(tokens: Tokens, value: str, request: Request) -> Principal | None:
    """The signed-in person; an expired cookie is nobody, so that a page can still be read."""
    try:
        principal = _verified(tokens, value)
    except Unauthorized:
        if request.method in _SAFE_METHODS or request.app.state.settings.open_access is False:
            return None
        raise
    if request.method not in _SAFE_METHODS:
        sent = request.headers.get(CSRF_HEADER, "")
        if not principal.csrf or not hmac.compare_digest(sent.encode(), principal.csrf.encode()):
            raise Forbidden(f"a request by cookie needs the header {CSRF_HEADER}")
    return principal


def _verified(tokens: Tokens, token: str) -> Principal:
    try:
        claims = tokens.verify(token)
    except InvalidToken as error:
        raise Unauthorized(str(error)) from None
    roles = {str(team): Role(role) for team, role in claims.get("roles", {}).items()}
    return Principal(
        kind=claims["kind"],
        id=claims["sub"],
        name=claims.get("name", claims["sub"]),
        roles=roles,
        extra_scopes=frozenset({READ}) if claims["kind"] == "service" else frozenset(),
        only=frozenset(claims["only"]) if claims.get("only") else None,
        csrf=claims.get("csrf"),
        session_id=claims.get("sid"),
    )
