"""What Opsgenie's clients do to an alert: close, acknowledge, snooze, notes, tags and more."""

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from msgspec import structs
from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.alerts.models import AlertRow
from alert_ingestion.alerts.service import alert_of
from alert_ingestion.domain.alert import NormalizedAlert, short_title
from alert_ingestion.domain.event import Reply, ReplyAction
from alert_ingestion.sources import Parsed, opsgenie
from alert_ingestion.sources.reading import label_map, make_alert, moment, part, text
from alert_ingestion.wires import opsgenie_reads
from alert_ingestion.wires.opsgenie import (
    Target,
    admit_genie,
    processed,
    refuse,
    request_id,
    segments,
    target_of,
)
from alert_ingestion.wires.wire import Endpoint, answered, store
from platform_kit.problems import Invalid, NotFound

_REPLIES: Final = {
    "acknowledge": ReplyAction.ACKNOWLEDGE,
    "unacknowledge": ReplyAction.UNACKNOWLEDGE,
    "snooze": ReplyAction.SNOOZE,
    "notes": ReplyAction.NOTE,
}
_ASKED: Final = {
    "escalate": "escalation",
    "assign": "owner",
    "responders": "responder",
    "teams": "team",
}
"""Kept as a note for whoever is on it: who is paged is decided by our own policies."""


@dataclass(frozen=True)
class Action:
    """One request about one alert."""

    name: str
    body: dict[str, Any]
    query: Mapping[str, str]

    @property
    def by(self) -> str:
        """Who did it, as the sender knows them."""
        return text(self.body.get("user") or self.query.get("user"), 255)

    @property
    def note(self) -> str:
        """What they said."""
        return text(self.body.get("note") or self.query.get("note"), 25_000)


async def _handle(request: Request) -> Response:
    """Everything below `/v2/alerts/`."""
    parts = segments(request)
    known = await admit_genie(request)
    if request.method == "GET":
        return await opsgenie_reads.read(request, known, parts)
    if not parts:
        raise NotFound("there is no such address")
    target = target_of(request, parts[0])
    name = _name(request.method, parts[1:])
    raw = await request.body()
    action = Action(name, opsgenie.read_action(raw), request.query_params)
    if name == "actions":
        action = dataclasses.replace(action, body={**action.body, "action": parts[2]})
    row = None
    if target.kind != "alias" or name in _AMENDMENTS:
        row = await opsgenie_reads.find(request, known, target)
    key = row.fingerprint if row else target.key
    events = _events(action, key, row, target)
    outcomes = await store(request, known, opsgenie.SOURCE, events, raw)
    alert_id = next((outcome.alert_id for outcome in outcomes if outcome.alert_id), None)
    return processed(request_id(alert_id, name))


def _name(method: str, rest: list[str]) -> str:
    """The action of a path. Raises NotFound for what there is none of."""
    if not rest:
        if method == "DELETE":
            return "delete"
        raise NotFound("there is no such address")
    name = rest[0]
    if method == "DELETE" and name in ("tags", "details"):
        return f"remove-{name}"
    if name == "actions" and len(rest) == 2:
        return name
    if len(rest) == 1 and (name in _REPLIES or name in _ASKED or name in _AMENDMENTS):
        return name
    if len(rest) == 1 and name == "close":
        return name
    raise NotFound(f"{name} is not available here")


def _events(action: Action, key: str, row: AlertRow | None, target: Target) -> list[Parsed]:
    """What an action says. Raises Invalid."""
    scope = opsgenie.SOURCE
    if action.name in ("close", "delete"):
        over = make_alert(opsgenie.SOURCE, key, row.title if row else key, None, firing=False)
        said = Reply(scope, scope, key, ReplyAction.NOTE, by=action.by, note=action.note)
        return [said, over] if action.note else [over]
    if action.name in _REPLIES:
        return [_reply(action, key)]
    if action.name in _ASKED or action.name == "actions":
        return [Reply(scope, scope, key, ReplyAction.NOTE, by=action.by, note=_asked(action))]
    if row is None or row.status != "firing":
        return []
    return [_AMENDMENTS[action.name](alert_of(row), action)]


def _reply(action: Action, key: str) -> Reply:
    until = None
    if action.name == "snooze":
        until = moment(action.body.get("endTime"))
        if until is None:
            raise Invalid.field("endTime", "must be a time like 2026-03-02T11:00:00Z")
    if action.name == "notes" and not action.note:
        raise Invalid.field("note", "can not be empty")
    return Reply(
        opsgenie.SOURCE,
        opsgenie.SOURCE,
        key,
        _REPLIES[action.name],
        by=action.by,
        note=action.note,
        until=until,
    )


def _asked(action: Action) -> str:
    """What was asked for, in words."""
    if action.name == "actions":
        asked = text(action.body.get("action"), 255)
        return f"Action asked for: {asked}. {action.note}".strip()
    meant = part(action.body, _ASKED[action.name])
    whom = text(meant.get("name") or meant.get("username") or meant.get("id"), 255)
    return f"Asked for: {action.name} {whom}. {action.note}".strip()


def _message(alert: NormalizedAlert, action: Action) -> NormalizedAlert:
    title = text(action.body.get("message"))[: opsgenie.LONGEST_MESSAGE]
    if not title.strip():
        raise Invalid.field("message", "can not be empty")
    return structs.replace(alert, title=short_title(title))


def _description(alert: NormalizedAlert, action: Action) -> NormalizedAlert:
    described = text(action.body.get("description"), opsgenie.LONGEST_DESCRIPTION)
    return structs.replace(alert, description=described)


def _priority(alert: NormalizedAlert, action: Action) -> NormalizedAlert:
    severity = opsgenie.PRIORITIES.get(text(action.body.get("priority")))
    if severity is None:
        raise Invalid.field("priority", "must be one of P1, P2, P3, P4, P5")
    return structs.replace(alert, severity=severity)


def _add_tags(alert: NormalizedAlert, action: Action) -> NormalizedAlert:
    tags = (*alert.tags, *opsgenie.read_tags(action.body.get("tags")))
    return structs.replace(alert, tags=tuple(dict.fromkeys(tags))[: opsgenie.MOST_TAGS])


def _remove_tags(alert: NormalizedAlert, action: Action) -> NormalizedAlert:
    gone = opsgenie.read_tags(action.query.get("tags", ""))
    return structs.replace(alert, tags=tuple(tag for tag in alert.tags if tag not in gone))


def _add_details(alert: NormalizedAlert, action: Action) -> NormalizedAlert:
    added = part(action.body, "details")
    return structs.replace(
        alert, details={**alert.details, **added}, labels=label_map(alert.labels, added)
    )


def _remove_details(alert: NormalizedAlert, action: Action) -> NormalizedAlert:
    gone = set(action.query.get("keys", "").split(","))
    details = {name: value for name, value in alert.details.items() if name not in gone}
    labels = {name: value for name, value in alert.labels.items() if name not in gone}
    return structs.replace(alert, details=details, labels=labels)


_AMENDMENTS: Final[dict[str, Callable[[NormalizedAlert, Action], NormalizedAlert]]] = {
    "message": _message,
    "description": _description,
    "priority": _priority,
    "tags": _add_tags,
    "remove-tags": _remove_tags,
    "details": _add_details,
    "remove-details": _remove_details,
}
"""Changes of an alert that fires: it is taken again as it should be."""

ACTIONS: Endpoint = answered(refuse, _handle)
