"""Sentry's integration platform: issue alerts, metric alerts and issues, told apart by a header.

The key of an issue is its id, so that its resolution, another resource, closes it.
"""

from collections.abc import Mapping
from typing import Any, Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.sources.reading import (
    first_text,
    label_map,
    links,
    make_alert,
    moment,
    part,
    read_object,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "sentry"
_LEVELS: Final = {
    "fatal": Severity.CRITICAL,
    "error": Severity.HIGH,
    "warning": Severity.MEDIUM,
    "info": Severity.INFO,
    "debug": Severity.INFO,
}
_METRIC: Final = {"critical": Severity.CRITICAL, "warning": Severity.MEDIUM}


def parse(body: bytes, headers: Mapping[str, str]) -> list[NormalizedAlert]:
    """What one hook says; nothing for resources that are no alerts (installation, comment)."""
    document = read_object(body)
    resource = headers.get("sentry-hook-resource", "") or _guess(document)
    action = text(document.get("action"))
    if resource == "event_alert":
        return [_event(document)]
    if resource == "metric_alert":
        return _metric(document, action)
    if resource == "issue":
        return _issue(document, action)
    return []


def _guess(document: dict[str, Any]) -> str:
    kinds = {"event": "event_alert", "metric_alert": "metric_alert", "issue": "issue"}
    return next((kinds[name] for name in kinds if name in part(document, "data")), "")


def _id(issue: dict[str, Any], *names: str) -> str:
    found = first_text(*(issue.get(name) for name in names))
    if not found:
        raise InvalidPayloadError.field(f"data.{names[0]}", "is missing")
    return found


def _event(document: dict[str, Any]) -> NormalizedAlert:
    event = part(document, "data", "event")
    labels = {
        "project": event.get("project"),
        "environment": event.get("environment"),
        "release": event.get("release"),
        "platform": event.get("platform"),
        "rule": part(document, "data").get("triggered_rule"),
    }
    return make_alert(
        SOURCE,
        _id(event, "issue_id", "event_id"),
        first_text(event.get("title"), event.get("message")),
        _LEVELS.get(text(event.get("level"))) or Severity.HIGH,
        firing=True,
        labels=label_map(labels),
        service=_project(event),
        description=first_text(event.get("culprit"), event.get("message")),
        starts_at=moment(event.get("datetime")),
        links=links(("Sentry", event.get("web_url"))),
    )


def _project(thing: dict[str, Any]) -> str:
    project = thing.get("project")
    named = part(thing, "project")
    if named:
        return first_text(named.get("slug"), named.get("name"), named.get("id"))
    slug = first_text(thing.get("project_slug"), thing.get("project_name"))
    return slug or (f"sentry-project-{text(project, 64)}" if project else "")


def _metric(document: dict[str, Any], action: str) -> list[NormalizedAlert]:
    if action not in (*_METRIC, "resolved"):
        return []
    metric, data = part(document, "data", "metric_alert"), part(document, "data")
    return [
        make_alert(
            SOURCE,
            f"metric-{_id(metric, 'id')}",
            first_text(metric.get("title"), data.get("description_title")),
            _METRIC.get(action),
            firing=action != "resolved",
            service=first_text(*_projects(metric)),
            description=text(data.get("description_text")),
            starts_at=moment(metric.get("date_started")),
            ends_at=moment(metric.get("date_closed")),
            links=links(("Sentry", data.get("web_url"))),
        )
    ]


def _projects(metric: dict[str, Any]) -> list[Any]:
    listed = metric.get("projects")
    return list(listed[:1]) if isinstance(listed, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _issue(document: dict[str, Any], action: str) -> list[NormalizedAlert]:
    if action not in ("created", "unresolved", "resolved"):
        return []
    issue = part(document, "data", "issue")
    return [
        make_alert(
            SOURCE,
            _id(issue, "id"),
            first_text(issue.get("title")),
            _LEVELS.get(text(issue.get("level"))) or Severity.HIGH,
            firing=action != "resolved",
            service=_project(issue),
            description=text(issue.get("culprit")),
            links=links(("Sentry", first_text(issue.get("web_url"), issue.get("permalink")))),
        )
    ]
