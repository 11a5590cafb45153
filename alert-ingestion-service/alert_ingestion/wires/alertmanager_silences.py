"""Silences as amtool and Alertmanager's own page make, list and expire them.

Making and expiring needs somebody who may: a key that posts alerts must not be able to hide them.
"""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import msgspec
from msgspec import Struct
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.domain.matchers import Matcher, matches_all
from alert_ingestion.silences import service
from alert_ingestion.sources.payload import decode
from alert_ingestion.wires.alertmanager import refuse_api
from alert_ingestion.wires.alertmanager_reads import filters_of
from alert_ingestion.wires.alertmanager_status import require_reader
from alert_ingestion.wires.wire import answered, as_json, require_alerts_write
from platform_contracts.base import iso
from platform_contracts.noise import CreateSilence, Silence
from platform_kit.auth.principal import Principal, principal_of
from platform_kit.clock import now as read_clock
from platform_kit.database import Database
from platform_kit.problems import BadRequest, Conflict, Invalid, NotFound, Unauthorized

MOST_SHOWN: Final = 500


class PostedMatcher(Struct, frozen=True, rename="camel"):
    """One matcher."""

    name: str
    value: str
    is_regex: bool
    is_equal: bool = True


class PostedSilence(Struct, frozen=True, rename="camel"):
    """The body of `POST /api/v2/silences`."""

    matchers: list[PostedMatcher]
    starts_at: str
    ends_at: str
    created_by: str
    comment: str
    id: str | None = None
    annotations: dict[str, str] = {}


_decoder = msgspec.json.Decoder(PostedSilence)


def _database(request: Request) -> Database:
    return request.app.state.database


def _somebody(request: Request) -> Principal:
    """A person or a service. Raises Unauthorized, Forbidden."""
    require_alerts_write(request)
    caller = principal_of(request)
    if caller.kind == "anonymous":
        raise Unauthorized("a silence needs somebody who made it: send a person's token")
    return caller


async def _post(request: Request) -> Response:
    caller = _somebody(request)
    posted = decode(_decoder, await request.body())
    body = _body(posted)
    by = posted.created_by.strip()[:255] or caller.name
    longest = timedelta(days=request.app.state.settings.longest_silence_days)
    try:
        async with _database(request).transaction() as session:
            now = await read_clock(session)
            made = None
            if posted.id:
                try:
                    made = await service.change(session, _id(posted.id), body, now, longest)
                except Conflict:  # one that is over is made anew, as Alertmanager does
                    made = None
            made = made or await service.create(session, body, by, now, longest)
    except Invalid as problem:
        raise BadRequest(f"silence invalid: {problem.detail}") from None
    return as_json({"silenceID": made.id})


def _body(posted: PostedSilence) -> CreateSilence:
    values: dict[str, Any] = {
        "matchers": [msgspec.structs.asdict(matcher) for matcher in posted.matchers],
        "starts_at": posted.starts_at,
        "ends_at": posted.ends_at,
        "comment": posted.comment,
        "annotations": posted.annotations,
    }
    try:
        return CreateSilence.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise BadRequest(f"silence invalid: {where}: {first['msg']}") from None


async def _list(request: Request) -> Response:
    await require_reader(request)
    matchers = filters_of(request)
    async with _database(request).transaction() as session:
        now = await read_clock(session)
        current = await service.list_silences(session, None, MOST_SHOWN, now, over=False)
        known = await service.list_silences(session, None, MOST_SHOWN, now, over=True)
    silences = {silence.id: silence for silence in (*known.items, *current.items)}
    shown = [_shown(silence) for silence in silences.values() if _holds(silence, matchers)]
    return as_json(shown)


def _holds(silence: Silence, matchers: Any) -> bool:
    """Whether the silence has a matcher that each of the filters matches, as Alertmanager asks."""
    wanted: list[Matcher] = list(matchers)
    values = {matcher.name: matcher.value for matcher in silence.matchers}
    return not wanted or matches_all(wanted, values)


async def _get(request: Request) -> Response:
    await require_reader(request)
    async with _database(request).transaction() as session:
        now = await read_clock(session)
        silence = await service.read(session, _id(request.path_params["id"]), now)
    return as_json(_shown(silence))


async def _delete(request: Request) -> Response:
    _somebody(request)
    async with _database(request).transaction() as session:
        await service.expire(session, _id(request.path_params["id"]), await read_clock(session))
    return Response()


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("silence not found") from None


def _shown(silence: Silence) -> dict[str, Any]:
    return {
        "id": silence.id,
        "status": {"state": silence.state},
        "matchers": [
            {
                "name": matcher.name,
                "value": matcher.value,
                "isRegex": matcher.is_regex,
                "isEqual": matcher.is_equal,
            }
            for matcher in silence.matchers
        ],
        "startsAt": iso(silence.starts_at),
        "endsAt": iso(silence.ends_at),
        "updatedAt": iso(silence.updated_at),
        "createdBy": silence.created_by,
        "comment": silence.comment,
        "annotations": silence.annotations,
    }


post = answered(refuse_api, _post)
index = answered(refuse_api, _list)
get = answered(refuse_api, _get)
delete = answered(refuse_api, _delete)
