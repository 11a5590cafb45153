"""GitLab's webhooks: a failed pipeline is an alert, a deployment or release a change."""

from typing import Any

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import ChangeEvent
from alert_ingestion.sources.reading import (
    PRODUCTION,
    first_text,
    label_map,
    links,
    make_alert,
    moment,
    part,
    read_object,
    short_title,
    text,
)
from platform_contracts.vocabulary import Severity

SOURCE = "gitlab"


def parse(body: bytes) -> list[NormalizedAlert | ChangeEvent]:
    """What one hook says; nothing for kinds that are neither alert nor change."""
    document = read_object(body)
    kind = text(document.get("object_kind"))
    if kind == "pipeline":
        return _pipeline(document)
    if kind == "deployment" and text(document.get("status")) == "success":
        return [_deployment(document)]
    if kind == "release" and text(document.get("action")) == "create":
        return [_release(document)]
    return []


def _pipeline(document: dict[str, Any]) -> list[NormalizedAlert | ChangeEvent]:
    pipeline, project = part(document, "object_attributes"), part(document, "project")
    status = text(pipeline.get("status"))
    if status not in ("failed", "success"):
        return []
    path, branch = first_text(project.get("path_with_namespace")), first_text(pipeline.get("ref"))
    return [
        make_alert(
            SOURCE,
            f"{path}/{branch}",
            f"Pipeline failed on {branch} of {path}",
            Severity.MEDIUM,
            firing=status == "failed",
            labels=label_map({"project": path, "branch": branch, "sha": pipeline.get("sha")}),
            service=path.rpartition("/")[2],
            starts_at=moment(pipeline.get("created_at")),
            ends_at=moment(pipeline.get("finished_at")),
            links=links(("Pipeline", pipeline.get("url"))),
        )
    ]


def _deployment(document: dict[str, Any]) -> ChangeEvent:
    path = first_text(part(document, "project").get("path_with_namespace"))
    target = first_text(document.get("environment"))
    return ChangeEvent(
        source=SOURCE,
        scope=SOURCE,
        summary=short_title(f"{path} {text(document.get('ref'), 100)} to {target}"),
        service=path.rpartition("/")[2][:255],
        environment=target[:255] or PRODUCTION,
        at=moment(document.get("status_changed_at")),
        author=text(part(document, "user").get("username"), 255),
        revision=text(document.get("short_sha"), 255),
        links=links(("Job", document.get("deployable_url"))),
    )


def _release(document: dict[str, Any]) -> ChangeEvent:
    path = first_text(part(document, "project").get("path_with_namespace"))
    tag = text(document.get("tag"), 255)
    return ChangeEvent(
        source=SOURCE,
        scope=SOURCE,
        summary=short_title(f"{path} {first_text(document.get('name'), tag)}"),
        service=path.rpartition("/")[2][:255],
        kind="release",
        at=moment(document.get("released_at")),
        revision=tag,
        links=links(("Release", document.get("url"))),
    )
