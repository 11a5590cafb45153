"""The hot routes in the API's description, which FastAPI does not know."""

from typing import Any

from pydantic import TypeAdapter

from platform_contracts.alerts import AlertAccepted, AlertsAccepted, PostAlert
from platform_kit import errors

_ANY: dict[str, Any] = {}


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
