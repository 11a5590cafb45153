"""Contact methods: putting, reading and taking them away."""

import re
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.contact_methods import repository
from platform_contracts.access import NOTIFICATIONS_WRITE
from platform_contracts.notifications import ContactMethod, PutContactMethod
from platform_contracts.vocabulary import Channel
from platform_kit.auth.principal import Principal
from platform_kit.problems import Forbidden, Invalid, NotFound

_MAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\"]+$")
_URL = re.compile(r"^https?://[^\s/?#]+[^\s]*$")


async def put_contact_method(
    session: AsyncSession, method_id: UUID, body: PutContactMethod, caller: Principal
) -> ContactMethod:
    """Create or replace. Raises Invalid for an address that does not fit its channel."""
    must_be_own(caller, body.person_id)
    if body.channel is Channel.EMAIL and not _MAIL.match(body.address):
        raise Invalid.field("address", "is not an e-mail address")
    if body.channel is Channel.WEBHOOK and not _URL.match(body.address):
        raise Invalid.field("address", "is not an http or https address")
    known = await repository.get(session, method_id)
    if known is not None:
        must_be_own(caller, known.person_id)
    row = await repository.put(session, method_id, body.model_dump(mode="json"))
    return ContactMethod.model_validate(row)


async def list_contact_methods(session: AsyncSession, person_id: UUID) -> list[ContactMethod]:
    """A person's contact methods."""
    rows = await repository.of_person(session, person_id)
    return [ContactMethod.model_validate(row) for row in rows]


async def delete_contact_method(session: AsyncSession, method_id: UUID, caller: Principal) -> None:
    """Take it away. Raises NotFound."""
    row = await repository.get(session, method_id)
    if row is None:
        raise NotFound("there is no such contact method")
    must_be_own(caller, row.person_id)
    await session.delete(row)


def must_be_own(caller: Principal, person_id: UUID) -> None:
    """People manage their own; managers everybody's. Raises Forbidden."""
    own = caller.kind == "person" and caller.id == str(person_id)
    if not own and not caller.may(NOTIFICATIONS_WRITE):
        raise Forbidden("only the person and managers may change this")
