"""Who may do what: the scopes of each role. Routes name a scope, tokens carry roles."""

from collections.abc import Mapping
from typing import Final

from platform_contracts.vocabulary import Role

EVERY_TEAM: Final = "*"

READ: Final = "platform:read"
ALERTS_WRITE: Final = "alerts:write"
INCIDENTS_WRITE: Final = "incidents:write"
ONCALL_WRITE: Final = "oncall:write"
CATALOG_WRITE: Final = "catalog:write"
INTEGRATIONS_WRITE: Final = "integrations:write"
NOTIFICATIONS_WRITE: Final = "notifications:write"
KNOWLEDGE_WRITE: Final = "knowledge:write"
PEOPLE_WRITE: Final = "people:write"
OPS: Final = "platform:ops"

_VIEWER = frozenset({READ})
_RESPONDER = _VIEWER | {ALERTS_WRITE, INCIDENTS_WRITE, KNOWLEDGE_WRITE}
_MANAGER = _RESPONDER | {ONCALL_WRITE, CATALOG_WRITE, INTEGRATIONS_WRITE, NOTIFICATIONS_WRITE}
_ADMIN = _MANAGER | {PEOPLE_WRITE, OPS}

ROLE_SCOPES: Final[Mapping[Role, frozenset[str]]] = {
    Role.VIEWER: _VIEWER,
    Role.RESPONDER: _RESPONDER,
    Role.MANAGER: _MANAGER,
    Role.ADMIN: _ADMIN,
}

OPEN_ACCESS_SCOPES: Final = frozenset({READ, ALERTS_WRITE})
"""What somebody without a token may do while OPEN_ACCESS is on."""
