"""Opsgenie's alert API as a server: new alerts, and what is done to one.

An alias may hold a slash, which clients send as %2F: paths are split before they are decoded.
Writes are answered 202 with a request id; the alert's own id stands in it, so that the result of a
request is known without keeping it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote
from uuid import UUID, uuid4

from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.domain.plan import Outcome
from alert_ingestion.integrations.senders import Known
from alert_ingestion.sources import opsgenie
from alert_ingestion.sources.reading import key_of
from alert_ingestion.wires import keys
from alert_ingestion.wires.wire import Reading, Wire, admit, as_json
from platform_contracts.base import FieldError
from platform_kit.problems import Forbidden, Invalid, NotFound, Problem, Unauthorized

IDENTIFIER_TYPES: Final = ("id", "tiny", "alias")
NO_ALERT: Final = UUID(int=0)


def key_in(request: Request) -> str | None:
    """`Authorization: GenieKey k`, else the key in the path."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "geniekey" and value.strip():
        return value.strip()
    return keys.in_path(request)


def processed(request_id: str | None = None) -> Response:
    """The answer to every write."""
    return told({"result": "Request will be processed"}, 202, request_id)


def told(content: dict[str, Any], status: int = 200, request_id: str | None = None) -> Response:
    """An answer with what Opsgenie adds to all of them."""
    extra = {"took": 0.001, "requestId": request_id or str(uuid4())}
    return as_json({**content, **extra}, status)


def request_id(alert_id: UUID | None, action: str) -> str:
    """The id of a request that was about this alert."""
    return f"{alert_id or NO_ALERT}-{action}-{uuid4().hex[:8]}"


@dataclass(frozen=True)
class Result:
    """What a request id tells."""

    alert_id: UUID | None
    action: str


def result_of(text: str) -> Result:
    """What a request id tells. Raises NotFound."""
    try:
        alert_id, action = UUID(text[:36]), text[37:].rpartition("-")[0]
    except ValueError:
        raise NotFound("there is no such request") from None
    if not action:
        raise NotFound("there is no such request")
    return Result(None if alert_id == NO_ALERT else alert_id, action)


def _read_create(request: Request, body: bytes) -> Reading:
    def answer(outcomes: Sequence[Outcome]) -> Response:
        alert_id = outcomes[0].alert_id if outcomes else None
        return processed(request_id(alert_id, "create"))

    return Reading(key_in(request), lambda _: opsgenie.parse(body), answer, opsgenie.SOURCE)


def refuse(problem: Problem) -> Response:
    """{message, took, requestId, errors}; an unknown key is 401, as nobody is known by it."""
    status = problem.status
    if isinstance(problem, NoKey):
        status = Unauthorized.status
    content: dict[str, Any] = {"message": problem.detail or problem.title}
    if problem.errors:
        content["errors"] = {fault.field: _reason(fault) for fault in problem.errors}
    answer = told(content, status)
    answer.headers.update(problem.headers)
    return answer


class NoKey(NotFound):
    """Nobody has this API key."""


def refuse_create(problem: Problem) -> Response:
    """Of a new alert nothing but its key can be unknown."""
    return refuse(NoKey(problem.detail) if isinstance(problem, NotFound) else problem)


def _reason(fault: FieldError) -> str:
    return fault.reason


async def admit_genie(request: Request) -> Known:
    """Whose request it is. Raises NoKey, and Forbidden where requests have to be signed."""
    try:
        known = await admit(request, key_in(request))
    except NotFound as error:
        raise NoKey(error.detail) from None
    if known.sealed_secret is not None:
        raise Forbidden("this integration signs its requests, which this address cannot check")
    return known


CREATE = Wire("opsgenie alerts", _read_create, refuse_create)


def segments(request: Request) -> list[str]:
    """The parts of the path behind `/v2/alerts/`, each decoded by itself."""
    raw: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    path = raw.partition(b"?")[0].decode("latin-1")
    rest = path.partition("/v2/alerts/")[2].strip("/")
    return [unquote(part) for part in rest.split("/") if part]


@dataclass(frozen=True)
class Target:
    """The alert a path names: by its key, or by something that has to be looked up."""

    identifier: str
    kind: str

    @property
    def key(self) -> str:
        """The key that an alias stands for."""
        return key_of(self.identifier)


def target_of(request: Request, identifier: str) -> Target:
    """The alert that is meant. Raises Invalid for an unknown identifierType."""
    kind = request.query_params.get("identifierType", "id")
    if kind not in IDENTIFIER_TYPES:
        raise Invalid.field("identifierType", f"must be one of {', '.join(IDENTIFIER_TYPES)}")
    if not identifier or "\x00" in identifier:
        raise Invalid.field("identifier", "is missing")
    return Target(identifier, kind)
