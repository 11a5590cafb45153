"""One description of a wire and the one way that all of them take (ADR-0030).

read → admit (key, switched on, address, rate) → check the signature → parse → store → answer. A
request is answered after the commit; every refusal has the shape that the sender's client knows.
"""

import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from alert_ingestion.changes import service as changes
from alert_ingestion.domain.event import ChangeEvent, Payload, Sender
from alert_ingestion.domain.plan import Outcome
from alert_ingestion.integrations.senders import Known
from alert_ingestion.payloads import repository as payloads
from alert_ingestion.sources import Parsed
from alert_ingestion.sources.payload import InvalidPayloadError
from alert_ingestion.wires import signatures
from alert_ingestion.wires.stage import Stage, stage_of
from platform_contracts.access import ALERTS_WRITE
from platform_contracts.loops import LINK_HEADER, is_own
from platform_kit import errors
from platform_kit.addresses import client_address, is_in
from platform_kit.auth.principal import principal_of
from platform_kit.clock import now as read_clock
from platform_kit.database import DATABASE_ERRORS, Database
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.problems import (
    Forbidden,
    Invalid,
    Problem,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)

Endpoint = Callable[[Request], Awaitable[Response]]
Answer = Callable[[Sequence[Outcome]], Response]

WAITS_ON_429: Final = frozenset(("generic", "pagerduty", "opsgenie"))
"""Senders that try again after 429. All others drop a page on it, and get 503."""

log = get_logger()
encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Reading:
    """What a wire sees in a request before anything is looked up.

    `key` names the integration; without one the request comes through the open door of `source`.
    `parse` gets the integration, `answer` what became of each event.
    """

    key: str | None
    parse: Callable[[Known], Sequence[Parsed]]
    answer: Answer
    source: str | None = None


@dataclass(frozen=True)
class Wire:
    """A sender's protocol: how a request is read, how it is refused, who may come without a key."""

    name: str
    read: Callable[[Request, bytes], Reading]
    refuse: Callable[[Problem], Response] = errors.problem_response
    open_door: bool = False
    adjust: Callable[[Known], Known] = lambda known: known
    """What the wire means by a sender: Alertmanager's API has a resolve timeout of its own."""


def endpoint(wire: Wire) -> Endpoint:
    """The route's handler of a wire."""

    async def receive(request: Request) -> Response:
        body = await request.body()
        _refuse_loops(request)
        reading = wire.read(request, body)
        known = await admit(request, reading.key, reading.source if wire.open_door else None)
        known = wire.adjust(known)
        source = reading.source or known.source
        try:
            delivery = await signatures.check(request, known, source, body)
            if delivery and await _was_seen(request, known, delivery):
                return reading.answer([])
            parsed = reading.parse(known)
        except (InvalidPayloadError, Problem) as error:
            await keep_refused(request, known, source, body, error)
            raise
        outcomes = await store(request, known, source, parsed, body)
        if delivery:
            await _remember(request, known, delivery)
        return reading.answer(outcomes)

    return answered(wire.refuse, receive)


def answered(refuse: Callable[[Problem], Response], handle: Endpoint) -> Endpoint:
    """Problems in the wire's own words: FastAPI's handlers do not see these routes."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except InvalidPayloadError as error:
            return refuse(refused(error))
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as error:
            problem = errors.as_problem(error)
            if problem is None:
                raise
            if problem.status >= 500:
                log.warning("request_refused", status=problem.status, reason=repr(error)[:300])
            return refuse(problem)

    return answer


class RefusedPayload(Invalid):
    """A payload that its parser refused; the wire may look at the parser's own error."""

    def __init__(self, error: InvalidPayloadError) -> None:
        super().__init__(str(error), errors=error.errors)
        self.error = error


def refused(error: InvalidPayloadError) -> RefusedPayload:
    """A parser's refusal as a problem."""
    return RefusedPayload(error)


def _refuse_loops(request: Request) -> None:
    """Raises Invalid for a page of this platform that came back by webhook."""
    if is_own(request.headers.get(LINK_HEADER), stage_of(request).settings.public_url):
        raise Invalid.field(LINK_HEADER, "a message of this platform raises no alert")


async def admit(request: Request, key: str | None, open_source: str | None = None) -> Known:
    """Whose request it is.

    Raises NotFound for an unknown key, Unauthorized, Forbidden, and what the rate limit says.
    """
    stage = stage_of(request)
    if key is None:
        if open_source is None:
            raise Unauthorized("the key of an integration is missing")
        require_alerts_write(request)
        return Known(None, open_source, Sender(scope=open_source))
    known = await stage.senders.find(request.app.state.database, key)
    if not known.enabled:
        raise Forbidden("this integration is switched off")
    if known.networks:
        address = client_address(request, stage.trusted_proxies)
        if address is None or not is_in(address, known.networks):
            raise Forbidden("this integration takes nothing from this address")
    _limit(stage, known)
    return known


def require_alerts_write(request: Request) -> None:
    """The caller may post alerts without a key. Raises Unauthorized, Forbidden."""
    caller = principal_of(request)
    if ALERTS_WRITE in caller.scopes or caller.kind == "service":
        return
    if caller.kind == "anonymous":
        raise Unauthorized("posting alerts needs a token or an integration's key")
    raise Forbidden(f"this needs {ALERTS_WRITE}", required_scope=ALERTS_WRITE)


def _limit(stage: Stage, known: Known) -> None:
    wait = stage.limits.take(known.sender.scope, known.rate_limit)
    if not wait:
        return
    seconds, why = math.ceil(wait), "this integration sends more than its limit"
    if known.source in WAITS_ON_429:
        raise TooManyRequests(why, retry_after=seconds)
    raise Unavailable(why, retry_after=seconds)


async def store(
    request: Request, known: Known, source: str, parsed: Sequence[Parsed], body: bytes
) -> list[Outcome]:
    """Store what a request says; an outcome for each event that is no change."""
    database, kind = request.app.state.database, _content_type(request)
    return await store_with(database, stage_of(request), known, source, parsed, body, kind)


async def store_with(
    database: Database,
    stage: Stage,
    known: Known,
    source: str,
    parsed: Sequence[Parsed],
    body: bytes,
    content_type: str,
) -> list[Outcome]:
    """Store what was sent, changes first; an outcome for each event that is no change."""
    told = [event for event in parsed if isinstance(event, ChangeEvent)]
    if told:
        async with database.transaction() as session:
            await changes.record(session, told, known.sender)
    events = [event for event in parsed if not isinstance(event, ChangeEvent)]
    payload = Payload(new_id(), source, body, content_type, known.id)
    if not events:
        await _keep(database, payload, 202, "")
        return []
    return await stage.inlet.take(events, known.sender, payload)


async def keep_refused(
    request: Request, known: Known, source: str, body: bytes, error: Exception
) -> None:
    """Keep what an integration sent and did not get through, for its owner to look at."""
    database, kind = request.app.state.database, _content_type(request)
    await keep_refused_with(database, known, source, body, kind, error)


async def keep_refused_with(
    database: Database,
    known: Known,
    source: str,
    body: bytes,
    content_type: str,
    error: Exception,
) -> None:
    """The same for what came by another way."""
    status = error.status if isinstance(error, Problem) else Invalid.status
    payload = Payload(new_id(), source, body, content_type, known.id)
    await _keep(database, payload, status, str(error)[:2000])


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "")[:255]


async def _keep(database: Database, payload: Payload, status: int, error: str) -> None:
    if payload.integration_id is None:
        return
    try:
        async with database.transaction() as session:
            now = await read_clock(session)
            row = payloads.row_of(payload, now, status=status, error=error)
            await payloads.insert(session, [row])
    except (*DATABASE_ERRORS, PoolTimeout, OSError) as failure:
        log.warning("payload_not_kept", reason=repr(failure)[:200])


async def _was_seen(request: Request, known: Known, delivery: bytes) -> bool:
    async with request.app.state.database.transaction() as session:
        return await signatures.was_seen(session, known, delivery)


async def _remember(request: Request, known: Known, delivery: bytes) -> None:
    async with request.app.state.database.transaction() as session:
        await signatures.remember(session, known, delivery)


def as_json(content: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(encode(content), status, headers, media_type="application/json")
