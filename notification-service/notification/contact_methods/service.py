"""Contact methods: putting, verifying, reading and taking them away."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.kinds import KINDS
from notification.contact_methods import repository
from notification.contact_methods.models import ContactMethodRow
from notification.domain.rules import Method
from platform_contracts.access import NOTIFICATIONS_WRITE
from platform_contracts.notifications import ContactMethod, PutContactMethod
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel
from platform_kit.auth.principal import Principal
from platform_kit.problems import Conflict, Forbidden, Invalid, NotFound, TooManyRequests

CODE_MINUTES: Final = 15
MOST_TRIES: Final = 5


async def put_contact_method(
    session: AsyncSession, method_id: UUID, body: PutContactMethod, caller: Principal, now: datetime
) -> ContactMethod:
    """Create or replace. Raises Invalid for an address that does not fit its channel.

    What a manager enters is taken as the person's; people prove their own by a code.
    """
    must_be_own(caller, body.person_id)
    if wrong := KINDS[body.channel].address(body.address):
        raise Invalid.field("address", wrong)
    known = await repository.get(session, method_id)
    if known is not None:
        must_be_own(caller, known.person_id)
    same = known is not None and (known.channel, known.address) == (body.channel, body.address)
    vouched = caller.may(NOTIFICATIONS_WRITE) or body.channel in (Channel.MOCK, Channel.PUSH)
    verified_at = now if vouched else known.verified_at if known and same else None
    values = body.model_dump(mode="json") | {"verified_at": verified_at, "code": None}
    row = await repository.put(session, method_id, values)
    return ContactMethod.model_validate(row)


async def list_contact_methods(session: AsyncSession, person_id: UUID) -> list[ContactMethod]:
    """A person's contact methods."""
    rows = await repository.of_person(session, person_id)
    return [ContactMethod.model_validate(row) for row in rows]


async def delete_contact_method(session: AsyncSession, method_id: UUID, caller: Principal) -> None:
    """Take it away. Raises NotFound."""
    await session.delete(await found(session, method_id, caller))


async def new_code(
    session: AsyncSession, method_id: UUID, caller: Principal, now: datetime
) -> tuple[ContactMethodRow, str]:
    """A code to send to the address. Raises TooManyRequests within a minute of the last one."""
    row = await found(session, method_id, caller)
    until = now + timedelta(minutes=CODE_MINUTES)
    if row.code_until is not None and row.code_until > until - timedelta(minutes=1):
        raise TooManyRequests("a code was sent just now", retry_after=60)
    code = f"{secrets.randbelow(10**6):06}"
    row.code, row.code_until, row.code_tries = _hashed(row.id, code), until, 0
    await session.flush()
    return row, code


async def confirm(
    session: AsyncSession, method_id: UUID, code: str, caller: Principal, now: datetime
) -> ContactMethod:
    """The person has the code, so the address is theirs. Raises Conflict, Invalid."""
    row = await found(session, method_id, caller)
    if row.code is None or row.code_until is None or row.code_until < now:
        raise Conflict("there is no code that could be confirmed: ask for a new one")
    if row.code_tries >= MOST_TRIES:
        raise Conflict("too many wrong codes: ask for a new one")
    if not hmac.compare_digest(row.code, _hashed(row.id, code)):
        row.code_tries += 1
        return ContactMethod.model_validate(row)
    row.verified_at, row.code = now, None
    await session.flush()
    return ContactMethod.model_validate(row)


async def found(session: AsyncSession, method_id: UUID, caller: Principal) -> ContactMethodRow:
    """The method, of the caller or for a manager. Raises NotFound, Forbidden."""
    row = await repository.get(session, method_id)
    if row is None:
        raise NotFound("there is no such contact method")
    must_be_own(caller, row.person_id)
    return row


def methods_of(person: PersonRef, known: Sequence[ContactMethodRow]) -> list[Method]:
    """The person's contact methods; without any, the e-mail address of the account."""
    methods = [
        Method(Channel(row.channel), row.address, row.verified)
        for row in known
        if row.person_id == person.id
    ]
    if not methods and person.email:
        methods = [Method(Channel.EMAIL, person.email)]
    return methods


def must_be_own(caller: Principal, person_id: UUID) -> None:
    """People manage their own; managers everybody's. Raises Forbidden."""
    own = caller.kind == "person" and caller.id == str(person_id)
    if not own and not caller.may(NOTIFICATIONS_WRITE):
        raise Forbidden("only the person and managers may change this")


def _hashed(method_id: UUID, code: str) -> str:
    return hashlib.sha256(method_id.bytes + code.encode()).hexdigest()
