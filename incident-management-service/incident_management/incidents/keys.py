"""How a request names an incident, and which version of it the caller saw."""

import re
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Header, Path

from incident_management.incidents import service
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.base import Text
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session
from platform_kit.problems import Invalid, NotFound

_NUMBER = re.compile(r"^(?:INC-)?([0-9]{1,18})$", re.IGNORECASE)
_VERSION = re.compile(r'^(?:W/)?"?([0-9]{1,9})"?$')

Reader = Annotated[Principal, Requires(READ)]
Responder = Annotated[Principal, Requires(INCIDENTS_WRITE)]


def parse_key(name: str) -> UUID | int:
    """The id or number that names an incident. Raises NotFound for anything else."""
    if match := _NUMBER.match(name):
        return int(match[1])
    try:
        return UUID(name)
    except ValueError:
        raise NotFound("an incident is named by its id or number") from None


def incident_key(
    incident: Annotated[Text, Path(max_length=64, description="id, number or INC-number")],
) -> UUID | int:
    """The incident of the path."""
    return parse_key(incident)


Key = Annotated[UUID | int, Depends(incident_key)]


async def fresh_key(
    session: Session,
    key: Key,
    _: Responder,
    if_match: Annotated[
        Text | None,
        Header(max_length=255, description="the version that was seen; 412 when changed since"),
    ] = None,
) -> UUID | int:
    """The incident of the path, as the caller saw it. Raises ChangedMeanwhile, Invalid."""
    if if_match is None or if_match.strip() == "*":
        return key
    match = _VERSION.match(if_match.strip())
    if match is None:
        raise Invalid.field("If-Match", "is the version of an incident, such as 7")
    await service.must_be_fresh(session, key, int(match[1]))
    return key


FreshKey = Annotated[UUID | int, Depends(fresh_key)]
"""Route parameter of a change: refused when somebody changed the incident since it was seen."""
