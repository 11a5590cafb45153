"""Opsgenie's alert API: the body of a new alert, and of what is done to one."""

from typing import Any, Final
from uuid import uuid4

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import (
    first_text,
    key_of,
    label_map,
    make_alert,
    objects,
    part,
    read_object,
    runbook_in,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "opsgenie"
LONGEST_MESSAGE: Final = 130
LONGEST_DESCRIPTION: Final = 15_000
MOST_TAGS: Final = 20
PRIORITIES: Final = {
    "P1": Severity.CRITICAL,
    "P2": Severity.HIGH,
    "P3": Severity.MEDIUM,
    "P4": Severity.LOW,
    "P5": Severity.INFO,
}


def parse(body: bytes) -> list[NormalizedAlert]:
    """`POST /v2/alerts`. A message that is too long is cut, not refused."""
    document = read_object(body)
    message = document.get("message")
    if not isinstance(message, str) or not message.strip():
        raise InvalidPayloadError.field("message", "Message can not be empty.")
    priority = document.get("priority")
    if priority is not None and priority not in PRIORITIES:
        raise InvalidPayloadError.field("priority", "must be one of P1, P2, P3, P4, P5")
    details = part(document, "details")
    entity = first_text(document.get("entity"))[:512]
    alias = key_of(first_text(document.get("alias")) or str(uuid4()))
    description = text(document.get("description"), LONGEST_DESCRIPTION)
    whole = " ".join(message.split())
    if len(whole) > LONGEST_MESSAGE:
        description = f"{whole}\n\n{description}".strip()
    responders = read_responders(document)
    return [
        make_alert(
            SOURCE,
            alias,
            whole[:LONGEST_MESSAGE],
            PRIORITIES[priority] if priority else Severity.MEDIUM,
            firing=True,
            labels=label_map(details, {"entity": entity}),
            service=first_text(details.get("service"), entity),
            description=description,
            team=next((r["name"] for r in responders if r["type"] == "team" and "name" in r), None),
            responders=responders,
            tags=read_tags(document.get("tags")),
            details={**details, "source": text(document.get("source"), 100)},
            runbook_url=runbook_in(description, document.get("details")),
        )
    ]


def read_tags(value: Any) -> tuple[str, ...]:
    """At most 20 tags of 50 characters."""
    tags = value.split(",") if isinstance(value, str) else value
    if not isinstance(tags, list):
        return ()
    named = [text(tag, 50).strip() for tag in tags]  # pyright: ignore[reportUnknownVariableType]
    return tuple(dict.fromkeys(tag for tag in named if tag))[:MOST_TAGS]


def read_responders(document: dict[str, Any]) -> tuple[dict[str, str], ...]:
    """Whom the sender names: {type, id|name}; of a user the `username` is the name."""
    entries = [*objects(document.get("responders")), *_teams(document)]
    found = [_responder(entry) for entry in entries[:50]]
    return tuple(entry for entry in found if len(entry) > 1)


def _teams(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**team, "type": "team"} for team in objects(document.get("teams"))]


def _responder(entry: dict[str, Any]) -> dict[str, str]:
    named = {
        "id": text(entry.get("id"), 255),
        "name": first_text(entry.get("name"), entry.get("username"))[:255],
    }
    kind = first_text(entry.get("type"))[:32] or "team"
    return {"type": kind, **{name: value for name, value in named.items() if value}}


def read_action(body: bytes) -> dict[str, Any]:
    """The body of an action; the SDK sends none at all when it has nothing to say."""
    return read_object(body) if body.strip() else {}
