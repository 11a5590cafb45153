"""PagerDuty's Events API, version 2 (events and changes) and version 1.

The routing key stands in the body, and a trigger without a dedup key gets a new one.
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import ChangeEvent, Reply, ReplyAction
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import (
    LONGEST_NAME,
    first_text,
    image,
    label_map,
    links,
    make_alert,
    moment,
    objects,
    part,
    read_object,
    runbook_in,
    short_title,
    text,
    web_address,
)
from platform_contracts.base import FieldError
from platform_contracts.vocabulary import Severity

SOURCE = "pagerduty"
LONGEST_KEY: Final = 255
SEVERITIES: Final = {
    "critical": Severity.CRITICAL,
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "info": Severity.LOW,
}
_ACTIONS = ("trigger", "acknowledge", "resolve")
_BLANK = "is missing or blank"


@dataclass(frozen=True)
class Posted:
    """One request: whose key it carries, what it says, and the dedup key to answer."""

    key: str
    event: NormalizedAlert | Reply | ChangeEvent
    dedup_key: str = ""


def parse_event(body: bytes) -> Posted:
    """`POST /v2/enqueue`. Raises InvalidPayloadError."""
    document = read_object(body)
    action = text(document.get("event_action"))
    payload = part(document, "payload")
    faults = [*_key_faults(document), *_action_faults(document, action)]
    if action == "trigger":
        faults.extend(_payload_faults(document, payload))
    if faults:
        raise InvalidPayloadError(faults)
    key = text(document["routing_key"])
    dedup_key = first_text(document.get("dedup_key")) or uuid4().hex
    if action == "acknowledge":
        by = text(document.get("client"))
        reply = Reply(SOURCE, SOURCE, dedup_key, ReplyAction.ACKNOWLEDGE, by=by)
        return Posted(key, reply, dedup_key)
    alert = _alert(document, payload, dedup_key, firing=action == "trigger")
    return Posted(key, alert, dedup_key)


def _key_faults(document: dict[str, Any]) -> list[FieldError]:
    faults: list[FieldError] = []
    key = document.get("routing_key")
    if not isinstance(key, str) or not key.strip():
        faults.append(FieldError(field="routing_key", reason=_BLANK))
    dedup_key = document.get("dedup_key")
    if dedup_key is not None and not isinstance(dedup_key, str):
        faults.append(FieldError(field="dedup_key", reason="must be a string"))
    elif dedup_key and len(dedup_key) > LONGEST_KEY:
        faults.append(FieldError(field="dedup_key", reason=f"is longer than {LONGEST_KEY}"))
    return faults


def _action_faults(document: dict[str, Any], action: str) -> list[FieldError]:
    if not action.strip():
        return [FieldError(field="event_action", reason=_BLANK)]
    if action not in _ACTIONS:
        return [FieldError(field="event_action", reason=f"must be one of {', '.join(_ACTIONS)}")]
    if action != "trigger" and not first_text(document.get("dedup_key")):
        return [FieldError(field="dedup_key", reason=_BLANK)]
    return []


def _payload_faults(document: dict[str, Any], payload: dict[str, Any]) -> list[FieldError]:
    if not isinstance(document.get("payload"), dict):
        return [FieldError(field="payload", reason=_BLANK)]
    faults = [
        FieldError(field=f"payload.{name}", reason=_BLANK)
        for name in ("summary", "source", "severity")
        if not first_text(payload.get(name))
    ]
    severity = text(payload.get("severity"))
    if severity and severity not in SEVERITIES:
        words = ", ".join(SEVERITIES)
        faults.append(FieldError(field="payload.severity", reason=f"must be one of {words}"))
    return faults


def _alert(
    document: dict[str, Any], payload: dict[str, Any], dedup_key: str, *, firing: bool
) -> NormalizedAlert:
    details = payload.get("custom_details")
    known = part(payload, "custom_details")
    labels = {name: payload.get(name) for name in ("component", "group", "class")}
    client, pictures = document.get("client"), objects(document.get("images"))
    return make_alert(
        SOURCE,
        dedup_key,
        text(payload.get("summary"), 1024),
        SEVERITIES.get(text(payload.get("severity"))),
        firing=firing,
        labels=label_map(labels, {"instance": payload.get("source"), "client": client}),
        service=first_text(known.get("service"), labels["component"]),
        starts_at=moment(payload.get("timestamp")) if firing else None,
        ends_at=None if firing else moment(payload.get("timestamp")),
        details=known or ({"custom_details": details} if details else {}),
        links=_links(document) + sum((_picture(entry) for entry in pictures[:20]), ()),
        generator_url=web_address(document.get("client_url")),
        runbook_url=runbook_in(details),
    )


def _links(document: dict[str, Any]) -> tuple[dict[str, str], ...]:
    entries = objects(document.get("links"))
    return links(*((text(e.get("text"), LONGEST_NAME), e.get("href")) for e in entries))


def _picture(entry: dict[str, Any]) -> tuple[dict[str, str], ...]:
    return image(entry.get("src"), text(entry.get("alt"), LONGEST_NAME))


def parse_change(body: bytes) -> Posted:
    """`POST /v2/change/enqueue`. Raises InvalidPayloadError."""
    document = read_object(body)
    payload = part(document, "payload")
    faults = _key_faults(document)
    if not first_text(payload.get("summary")):
        faults.append(FieldError(field="payload.summary", reason=_BLANK))
    if faults:
        raise InvalidPayloadError(faults)
    details = part(payload, "custom_details")
    change = ChangeEvent(
        source=SOURCE,
        scope=SOURCE,
        summary=short_title(text(payload["summary"])),
        service=first_text(details.get("service"), payload.get("source"))[:LONGEST_NAME],
        at=moment(payload.get("timestamp")),
        author=first_text(details.get("author"), details.get("user"))[:LONGEST_NAME],
        revision=first_text(details.get("sha"), details.get("revision"))[:LONGEST_NAME],
        links=_links(document),
        details=details,
    )
    return Posted(text(document["routing_key"]), change)


def parse_v1(body: bytes) -> Posted:
    """`POST /generic/2010-04-15/create_event.json`. Raises InvalidPayloadError."""
    document = read_object(body)
    faults = [
        FieldError(field=name, reason=_BLANK)
        for name in ("service_key", "event_type")
        if not first_text(document.get(name))
    ]
    action = text(document.get("event_type"))
    if action and action not in _ACTIONS:
        faults.append(FieldError(field="event_type", reason=f"must be one of {_ACTIONS}"))
    if action == "trigger" and not first_text(document.get("description")):
        faults.append(FieldError(field="description", reason=_BLANK))
    if faults:
        raise InvalidPayloadError(faults)
    incident_key = first_text(document.get("incident_key"))[:LONGEST_KEY] or uuid4().hex
    key = text(document["service_key"])
    if action == "acknowledge":
        reply = Reply(SOURCE, SOURCE, incident_key, ReplyAction.ACKNOWLEDGE)
        return Posted(key, reply, incident_key)
    return Posted(key, _alert_v1(document, incident_key, firing=action == "trigger"), incident_key)


def _alert_v1(document: dict[str, Any], incident_key: str, *, firing: bool) -> NormalizedAlert:
    details = document.get("details")
    contexts = objects(document.get("contexts"))
    return make_alert(
        SOURCE,
        incident_key,
        text(document.get("description"), 1024),
        Severity.HIGH,
        firing=firing,
        labels=label_map({"client": document.get("client")}),
        service=first_text(part(document, "details").get("service")),
        details=part(document, "details") or ({"details": details} if details else {}),
        links=links(*((text(c.get("text"), LONGEST_NAME), c.get("href")) for c in contexts)),
        generator_url=web_address(document.get("client_url")),
        runbook_url=runbook_in(details),
    )


def parse(body: bytes) -> list[NormalizedAlert | Reply | ChangeEvent]:
    """An event of version 2 posted to an integration's own address."""
    return [parse_event(body).event]
