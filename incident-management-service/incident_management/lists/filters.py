"""A filter as SQL: every list, count, export and change of many means the same by it."""

import re
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, false, func, literal_column, or_

from incident_management.incidents.models import IncidentRow
from platform_contracts.access import EVERY_TEAM, READ, ROLE_SCOPES
from platform_contracts.incident_lists import IncidentFilter
from platform_kit.auth.principal import Principal

Conditions = list[ColumnElement[bool]]

SEARCHED: Final[ColumnElement[str]] = literal_column("incidents.incidents.words")
"""Words of title, service and description, split at whatever is no letter and no digit."""
OPEN: Final[ColumnElement[bool]] = literal_column(
    "incidents.incidents.status NOT IN ('resolved', 'closed')"
)
"""As the partial index has it."""
BREACHED: Final[ColumnElement[bool]] = literal_column(
    "(coalesce(incidents.incidents.acknowledged_at, incidents.incidents.sla_paused_at, now())"
    " > incidents.incidents.ack_due_at"
    " OR coalesce(incidents.incidents.resolved_at, incidents.incidents.sla_paused_at, now())"
    " > incidents.incidents.resolve_due_at)"
)
_NUMBER = re.compile(r"^(?:INC-)?([0-9]{1,18})$", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 10


@dataclass(frozen=True)
class Scope:
    """What the caller may see, and who the caller is."""

    person: str
    teams: frozenset[str]
    everything: bool

    @classmethod
    def of(cls, caller: Principal) -> "Scope":
        """The teams that the caller may read."""
        readable = frozenset(
            team for team, role in caller.roles.items() if READ in ROLE_SCOPES[role]
        )
        everything = EVERY_TEAM in readable or READ in caller.extra_scopes
        return cls(caller.id, readable - {EVERY_TEAM}, everything)

    def conditions(self) -> Conditions:
        """Incidents of these teams, and of no team."""
        if self.everything:
            return []
        return [or_(IncidentRow.team.in_(sorted(self.teams)), IncidentRow.team.is_(None))]


def conditions(filters: IncidentFilter, scope: Scope, without: str = "") -> Conditions:
    """The filter as conditions; `without` leaves one dimension out."""
    found = scope.conditions()
    for name in ("status", "severity", "service", "environment", "team"):
        values = [str(value) for value in getattr(filters, name)]
        if values and name != without:
            found.append(getattr(IncidentRow, name).in_(values))
    if filters.status and not {"resolved", "closed"} & set(filters.status) and without != "status":
        found.append(OPEN)
    found += _owner(filters, scope)
    for label in filters.label:
        name, _, value = label.partition("=")
        # Beside a service its own index finds few rows, and the one of labels would find many.
        few = bool(filters.service) and without != "service"
        has = IncidentRow.labels[name].astext == value
        found.append(has if few else IncidentRow.labels.contains({name: value}))
    if filters.q:
        found.append(_text(filters.q))
    if filters.since:
        found.append(IncidentRow.opened_at >= filters.since)
    if filters.until:
        found.append(IncidentRow.opened_at < filters.until)
    if filters.breached is not None:
        found.append(BREACHED if filters.breached else func.coalesce(~BREACHED, True))
    return found


def _owner(filters: IncidentFilter, scope: Scope) -> Conditions:
    owner = str(filters.assignee) if filters.assignee else filters.owner
    if owner is None:
        return []
    if owner == "nobody":
        return [IncidentRow.assignee.is_(None)]
    if owner == "my_teams":
        return [IncidentRow.team.in_(sorted(scope.teams))] if scope.teams else []
    return [IncidentRow.assignee["id"].astext == (scope.person if owner == "me" else owner)]


def _text(searched: str) -> ColumnElement[bool]:
    words = _WORD.findall(searched)[:_MOST_WORDS]
    if not words:
        return false()
    query = " & ".join(f"{word}:*" for word in words)
    matches: ColumnElement[bool] = SEARCHED.op("@@")(func.to_tsquery("simple", query))
    if number := _NUMBER.match(searched.strip()):
        return or_(matches, IncidentRow.number == int(number[1]))
    return matches
