"""The hot routes: plain Starlette, msgspec and group commit; everything else is FastAPI."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from pydantic import TypeAdapter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.event import Event, Payload, Sender
from alert_ingestion.domain.plan import Outcome
from alert_ingestion.ingest.intake import Inlet
from alert_ingestion.integrations import service as integrations
from alert_ingestion.settings import Settings
from alert_ingestion.sources import PARSERS, native
from alert_ingestion.sources.payload import InvalidPayloadError
from platform_contracts.access import ALERTS_WRITE
from platform_contracts.alerts import AlertAccepted, AlertsAccepted, PostAlert
from platform_kit import errors
from platform_kit.auth.principal import Principal, principal_of
from platform_kit.ids import new_id
from platform_kit.problems import Forbidden, Invalid, NotFound, Unauthorized

Endpoint = Callable[[Request], Awaitable[Response]]

_encode = msgspec.json.Encoder().encode


@dataclass
class Stage:
    """What intake stands on while the service runs."""

    inlet: Inlet
    settings: Settings
    senders: integrations.Senders = field(default_factory=integrations.Senders)


def _stage(request: Request) -> Stage:
    return request.app.state.intake


def answered(endpoint: Endpoint) -> Endpoint:
    """Problems as answers: FastAPI's handlers do not see these routes."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except InvalidPayloadError as error:
            return errors.problem_response(Invalid(str(error), errors=error.errors))
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:
            problem = errors.as_problem(error)
            if problem is None:
                raise
            return errors.problem_response(problem)

    return answer


def _allowed(request: Request) -> Principal:
    caller = principal_of(request)
    if ALERTS_WRITE in caller.scopes or caller.kind == "service":
        return caller
    if caller.kind == "anonymous":
        raise Unauthorized("posting alerts needs a token or an integration's address")
    raise Forbidden(f"this needs {ALERTS_WRITE}", required_scope=ALERTS_WRITE)


async def _store(
    request: Request, source: str, events: Sequence[Event], sender: Sender | None = None
) -> Sequence[Outcome]:
    sender = sender or Sender(scope=source)
    payload = Payload(
        id=new_id(),
        source=source,
        body=await request.body(),
        content_type=request.headers.get("content-type", ""),
        integration_id=sender.integration_id,
    )
    return await _stage(request).inlet.take(events, sender, payload)


@answered
async def post_alerts(request: Request) -> Response:
    """`POST /api/v1/alerts`: an object → 201 and the object; a list → a result for each."""
    _allowed(request)
    body = await request.body()
    if body.lstrip()[:1] == b"[":
        return await _post_list(request, body)
    (outcome,) = await _store(request, native.SOURCE, [native.parse_one(body)])
    return _json(_accepted(outcome), 201)


async def _post_list(request: Request, body: bytes) -> Response:
    entries = native.parse_list(body)
    good = [entry for entry in entries if isinstance(entry, NormalizedAlert)]
    stored = iter(await _store(request, native.SOURCE, good))
    results: list[dict[str, Any]] = []
    for entry in entries:
        if isinstance(entry, NormalizedAlert):
            results.append({"status": 201, "alert": _accepted(next(stored))})
        else:
            listed = [error.model_dump() for error in entry.errors]
            results.append({"status": 422, "errors": listed})
    return _json({"results": results}, 201 if good or not entries else 422)


@answered
async def post_alertmanager(request: Request) -> Response:
    """Alertmanager's webhook: any 2xx is taken as done, 5xx is tried again, 4xx is dropped."""
    _allowed(request)
    events = PARSERS["alertmanager"](await request.body())
    outcomes = await _store(request, "alertmanager", events)
    return _json({"status": "success", "accepted": len(outcomes)}, 200)


@answered
async def post_hook(request: Request) -> Response:
    """`/hooks/{key}` and `/hooks/{key}/{source}`: an integration's own address."""
    stage = _stage(request)
    sender, source = await stage.senders.find(
        request.app.state.database, request.path_params["key"]
    )
    name = request.path_params.get("source", source)
    parser = PARSERS.get(name)
    if parser is None:
        raise NotFound(f"there is no source {name}")
    outcomes = await _store(request, name, parser(await request.body()), sender)
    return _json({"status": "success", "accepted": len(outcomes)}, 200)


def _accepted(outcome: Outcome) -> dict[str, Any]:
    return {
        "alert_id": outcome.alert_id,
        "incident_id": outcome.incident_id,
        "correlation": outcome.correlation,
        "reason": outcome.reason,
        "fingerprint": outcome.fingerprint,
        "count": outcome.count,
    }


def _json(content: Any, status: int) -> Response:
    return Response(_encode(content), status, media_type="application/json")


HOT_ROUTES = [
    Route("/api/v1/alerts", post_alerts, methods=["POST"]),
    Route("/api/v1/webhooks/alertmanager", post_alertmanager, methods=["POST"]),
    Route("/alerts", post_alertmanager, methods=["POST"]),
    Route("/hooks/{key}", post_hook, methods=["POST", "PUT"]),
    Route("/hooks/{key}/{source}", post_hook, methods=["POST", "PUT"]),
]

_PROBLEM = {"$ref": "#/components/schemas/ProblemDetails"}


def _operation(operation_id: str, summary: str, body: Any, answer: Any, status: str) -> Any:
    problem: dict[str, Any] = {
        "description": "Problem (RFC 9457)",
        "content": {errors.MEDIA_TYPE: {}},
    }
    return {
        "tags": ["intake"],
        "summary": summary,
        "operationId": operation_id,
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {
            status: {
                "description": "Stored",
                "content": {"application/json": {"schema": answer}},
            },
            "default": problem,
        },
    }


def _schema(kind: Any) -> Any:
    """The JSON schema of a model, with its parts inlined: OpenAPI knows no $defs in a path."""
    schema = TypeAdapter(kind).json_schema()
    parts = schema.pop("$defs", {})
    return _inlined(schema, parts)


def _inlined(schema: Any, parts: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_inlined(item, parts) for item in schema]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(
            parts[str(schema["$ref"]).rsplit("/", 1)[1]],  # pyright: ignore[reportUnknownArgumentType]
            parts,
        )
    return {name: _inlined(item, parts) for name, item in schema.items()}  # pyright: ignore[reportUnknownVariableType]


_WEBHOOK = {
    "type": "object",
    "required": ["alerts"],
    "properties": {"alerts": {"type": "array", "items": {"type": "object"}}},
}
_HOOK_KEY = {"name": "key", "in": "path", "required": True, "schema": {"type": "string"}}
_ANY_JSON: dict[str, Any] = {}

_POST_ALERTS = _operation(
    "post_alerts",
    "Post one alert, or a list",
    _schema(PostAlert | list[PostAlert]),
    _schema(AlertAccepted | AlertsAccepted),
    "201",
)
_POST_ALERTS["responses"]["422"] = {
    "description": "A problem, or for a list of which nothing can be stored a result for each",
    "content": {
        errors.MEDIA_TYPE: {},
        "application/json": {"schema": _schema(AlertsAccepted)},
    },
}

HOT_PATHS: dict[str, Any] = {
    "/api/v1/alerts": {"post": _POST_ALERTS},
    "/api/v1/webhooks/alertmanager": {
        "post": _operation(
            "post_alertmanager_webhook", "Alertmanager's webhook", _WEBHOOK, {}, "200"
        )
    },
    "/hooks/{key}": {
        "post": {
            **_operation("post_hook", "An integration's address", _ANY_JSON, {}, "200"),
            "parameters": [_HOOK_KEY],
        }
    },
}
"""The hot routes in the API's description."""
