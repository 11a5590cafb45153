"""Who people are, asked of oncall before anything is written."""

import asyncio
from collections.abc import Sequence

import httpx
from fastapi import Request

from platform_contracts.clients.base import ApiError
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Service
from platform_kit.logging import get_logger
from platform_kit.problems import Invalid

SECONDS = 2.0
NOT_FOUND = 404

log = get_logger()


async def known(request: Request, people: Sequence[PersonRef]) -> list[PersonRef]:
    """The people as oncall knows them. Raises Invalid for somebody who is unknown or gone.

    While oncall does not answer, they are taken as the caller named them: an incident is no time
    to refuse a hand-over.
    """
    oncall: OnCallClient = request.app.state.peers[Service.ONCALL]
    return [await _known(oncall, person) for person in people]


async def _known(oncall: OnCallClient, named: PersonRef) -> PersonRef:
    try:
        async with asyncio.timeout(SECONDS):
            person = await oncall.person(named.id)
    except ApiError as error:
        if error.status == NOT_FOUND:
            raise Invalid.field("people", f"{named.name} is not known") from None
        log.warning("people_not_checked", reason=str(error))
        return named
    except (httpx.HTTPError, TimeoutError) as error:
        log.warning("people_not_checked", reason=repr(error))
        return named
    if not person.active:
        raise Invalid.field("people", f"{person.name} is not active any more")
    return PersonRef(id=person.id, name=person.name, email=person.email)
