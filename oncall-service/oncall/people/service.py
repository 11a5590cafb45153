"""People: putting and reading them."""

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.audit_log import service as audit_log
from oncall.people import repository
from oncall.people.models import PersonRow
from platform_contracts.access import EVERY_TEAM
from platform_contracts.base import Page
from platform_contracts.oncall import Person, PutPerson
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Role
from platform_kit.auth.passwords import hash_password
from platform_kit.auth.principal import Principal
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, Invalid, NotFound


def known_zone(name: str, field: str = "timezone") -> ZoneInfo:
    """The IANA zone of this name. Raises Invalid."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid.field(field, f"there is no IANA zone {name!r}") from None


async def put_person(
    session: AsyncSession, person_id: UUID, body: PutPerson, caller: Principal
) -> Person:
    """Create or replace a person; without `password` the stored one stays.

    Raises Conflict for a taken login, and when it would leave the platform without administrator.
    """
    known_zone(body.timezone)
    if await repository.login_is_taken(session, body.login, person_id):
        raise Conflict(f"somebody else has the login {body.login}")
    await _must_leave_an_admin(session, person_id, body, caller)
    known = await repository.get(session, person_id)
    if known is not None and known.erased_at is not None:
        raise Conflict("this person was erased")
    values = body.model_dump(mode="json", exclude={"password"})
    if body.password is not None:
        values["password_hash"] = await hash_password(body.password)
    row = await repository.put(session, person_id, values)
    await audit_log.record(
        session,
        caller,
        "person.saved",
        f"person:{person_id}",
        active=body.active,
        roles=values["roles"],
        password_changed=body.password is not None,
    )
    return Person.model_validate(row)


async def _must_leave_an_admin(
    session: AsyncSession, person_id: UUID, body: PutPerson, caller: Principal
) -> None:
    stays = body.active and body.roles.get(EVERY_TEAM) is Role.ADMIN
    if stays or caller.id != str(person_id):
        return
    others = [admin.id for admin in await repository.admins(session) if admin.id != person_id]
    if not others:
        raise Conflict("you are the last administrator")


async def get_person(session: AsyncSession, person_id: UUID) -> Person:
    """One person. Raises NotFound."""
    row = await repository.get(session, person_id)
    if row is None:
        raise NotFound(f"there is no person {person_id}")
    return Person.model_validate(row)


async def list_people(session: AsyncSession, cursor: str | None, limit: int) -> Page[Person]:
    """People by login."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, Person.model_validate, lambda row: (row.login,))


async def must_be_active(session: AsyncSession, ids: Sequence[UUID]) -> tuple[str, ...]:
    """The ids as text. Raises Invalid when one of them is no active person."""
    active = await repository.active(session, ids)
    for person in ids:
        if person not in active:
            raise Invalid.field("people", f"there is no active person {person}")
    return tuple(str(person) for person in ids)


def shown(row: PersonRow) -> PersonRef:
    """A person as others see them."""
    return PersonRef(id=row.id, name=row.name)


def shown_ref(person: PersonRef) -> PersonRef:
    """A reference without the address."""
    return PersonRef(id=person.id, name=person.name)


def reference(row: PersonRow) -> PersonRef:
    """A person as others see them, with the address that a page may need."""
    return PersonRef(id=row.id, name=row.name, email=row.email)
