"""Alertmanager's webhook, and what Prometheus and amtool post to an Alertmanager."""

import dataclasses
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.plan import Outcome
from alert_ingestion.integrations.senders import Known
from alert_ingestion.sources import alertmanager, alertmanager_api, grafana
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.wires.keys import of_open_door
from alert_ingestion.wires.wire import Reading, RefusedPayload, Wire, as_json
from platform_kit.problems import Problem

RESOLVE_TIMEOUT: Final = timedelta(minutes=5)
"""Alertmanager's own: an alert without an end is over when it is not repeated for so long."""
LABELS_REQUIRED: Final = 602


def stored(outcomes: Sequence[Outcome]) -> Response:
    """Any 2xx is taken as done; how many is for people who look."""
    return as_json({"status": "success", "accepted": len(outcomes)})


def _read_webhook(request: Request, body: bytes) -> Reading:
    parse = grafana.parse if b'"orgId"' in body else alertmanager.parse
    return Reading(of_open_door(request), lambda _: parse(body), stored, alertmanager.SOURCE)


WEBHOOK = Wire("alertmanager webhook", _read_webhook, open_door=True)
"""Every 4xx is dropped by the sender, 5xx is tried again."""


class WrongMediaType(Problem):
    """The body is not declared as JSON."""

    status = 415
    type = "unsupported-media-type"
    title = "Unsupported media type"


def _read_api(request: Request, body: bytes) -> Reading:
    kind = request.headers.get("content-type", "application/json").partition(";")[0].strip()
    if kind != "application/json":
        raise WrongMediaType(
            f'unsupported media type "{kind}", only [application/json] are allowed'
        )
    refusals: list[str] = []

    def parse(known: Known) -> list[NormalizedAlert]:
        good, bad = alertmanager_api.parse(body)
        refusals.extend(bad)
        return good

    def answer(_: Sequence[Outcome]) -> Response:
        return as_json("\n".join(refusals), 400) if refusals else Response()

    return Reading(of_open_door(request), parse, answer, alertmanager.SOURCE)


def with_timeout(known: Known) -> Known:
    """The sender with Alertmanager's resolve timeout, unless it has one of its own."""
    sender = known.sender
    if sender.resolve_after is not None:
        return known
    return dataclasses.replace(
        known, sender=dataclasses.replace(sender, resolve_after=RESOLVE_TIMEOUT)
    )


def refuse_api(problem: Problem) -> Response:
    """As Alertmanager refuses: {code, message}; 602 where the labels are missing."""
    headers = problem.headers
    if not isinstance(problem, RefusedPayload):
        content = {"code": problem.status, "message": problem.detail or problem.title}
        return as_json(content, problem.status, headers)
    if isinstance(problem.error, alertmanager_api.MissingLabelsError):
        (fault,) = problem.error.errors
        return as_json({"code": LABELS_REQUIRED, "message": f"{fault.field} {fault.reason}"}, 422)
    message = f'parsing alerts body from "" failed, because {_why(problem.error)}'
    return as_json({"code": 400, "message": message}, 400)


def _why(error: InvalidPayloadError) -> str:
    return "; ".join(f"{fault.field}: {fault.reason}" for fault in error.errors)


API = Wire("alertmanager api", _read_api, refuse_api, open_door=True, adjust=with_timeout)


async def healthy(_: Request) -> Response:
    """What operators of Prometheus probe."""
    return PlainTextResponse("OK")
