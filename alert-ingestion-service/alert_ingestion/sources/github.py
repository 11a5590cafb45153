"""GitHub's webhooks: a failed workflow is an alert, a deployment or release a change."""

from collections.abc import Mapping
from typing import Any, Final

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import ChangeEvent
from alert_ingestion.sources.payload import InvalidPayloadError
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

SOURCE = "github"
_FAILED: Final = ("failure", "timed_out", "startup_failure")


def parse(body: bytes, headers: Mapping[str, str]) -> list[NormalizedAlert | ChangeEvent]:
    """What one delivery says; nothing for a ping and for events that are neither."""
    document = read_object(body)
    event = headers.get("x-github-event", "")
    if event == "workflow_run":
        return _workflow(document)
    if event == "deployment_status":
        return _deployment(document)
    if event == "release" and document.get("action") == "published":
        return [_release(document)]
    return []


def _repository(document: dict[str, Any]) -> tuple[str, str]:
    """Its full name, and the name by which services go."""
    repository = part(document, "repository")
    return first_text(repository.get("full_name")), first_text(repository.get("name"))


def _workflow(document: dict[str, Any]) -> list[NormalizedAlert | ChangeEvent]:
    run = part(document, "workflow_run")
    if not run:
        raise InvalidPayloadError.field("workflow_run", "is missing")
    conclusion = text(run.get("conclusion"))
    if document.get("action") != "completed" or conclusion not in (*_FAILED, "success"):
        return []
    full_name, name = _repository(document)
    workflow, branch = first_text(run.get("name")), first_text(run.get("head_branch"))
    labels = {"repository": full_name, "workflow": workflow, "branch": branch}
    return [
        make_alert(
            SOURCE,
            "/".join((full_name, workflow, branch)),
            f"{workflow} failed on {branch} of {full_name}",
            Severity.MEDIUM,
            firing=conclusion != "success",
            labels=label_map(labels, {"sha": run.get("head_sha")}),
            service=name,
            starts_at=moment(run.get("run_started_at")),
            ends_at=moment(run.get("updated_at")),
            links=links(("Run", run.get("html_url"))),
        )
    ]


def _deployment(document: dict[str, Any]) -> list[NormalizedAlert | ChangeEvent]:
    status, deployment = part(document, "deployment_status"), part(document, "deployment")
    if text(status.get("state")) != "success":
        return []
    full_name, name = _repository(document)
    target = first_text(deployment.get("environment"))
    return [
        ChangeEvent(
            source=SOURCE,
            scope=SOURCE,
            summary=short_title(f"{full_name} {text(deployment.get('ref'), 100)} to {target}"),
            service=name[:255],
            environment=target[:255] or PRODUCTION,
            at=moment(status.get("created_at")),
            author=text(part(deployment, "creator").get("login"), 255),
            revision=text(deployment.get("sha"), 255),
            links=links(("Deployment", status.get("target_url") or status.get("log_url"))),
        )
    ]


def _release(document: dict[str, Any]) -> ChangeEvent:
    release = part(document, "release")
    full_name, name = _repository(document)
    return ChangeEvent(
        source=SOURCE,
        scope=SOURCE,
        summary=short_title(
            f"{full_name} {first_text(release.get('name'), release.get('tag_name'))}"
        ),
        service=name[:255],
        kind="release",
        at=moment(release.get("published_at")),
        author=text(part(release, "author").get("login"), 255),
        revision=text(release.get("tag_name"), 255),
        links=links(("Release", release.get("html_url"))),
    )
