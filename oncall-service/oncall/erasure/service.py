"""Erasing a person: a pseudonym takes the name's place, the audit chain stays whole."""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.accounts import repository as accounts
from oncall.api_keys import repository as api_keys
from oncall.audit_log import service as audit_log
from oncall.erasure import repository
from oncall.people import repository as people
from oncall.people.models import PersonRow
from platform_contracts.oncall import Person
from platform_kit.auth.principal import Principal
from platform_kit.problems import Conflict, NotFound

ERASED: Final = "Erased person"


async def erase(session: AsyncSession, person: UUID, caller: Principal, now: datetime) -> Person:
    """Forget who somebody was; doing it twice is doing it once. Raises NotFound, Conflict."""
    row = await people.get(session, person)
    if row is None:
        raise NotFound(f"there is no person {person}")
    if caller.id == str(person):
        raise Conflict("nobody erases themselves: another administrator does")
    if row.erased_at is not None:
        return Person.model_validate(row)
    await repository.forget_in_escalations(session, person, row.name, ERASED)
    await repository.forget_calendars(session, person)
    await accounts.revoke_all(session, person, now)
    await api_keys.revoke_all(session, person, now)
    _pseudonymise(row, now)
    await session.flush()
    await audit_log.record(session, caller, "person.erased", f"person:{person}")
    return Person.model_validate(row)


def _pseudonymise(row: PersonRow, now: datetime) -> None:
    row.login = f"erased-{row.id.hex[-12:]}"
    row.name, row.email = ERASED, None
    row.active, row.roles = False, {}
    row.left_at = row.left_at or now
    row.erased_at = now
    row.timezone = "UTC"
    row.password_hash = row.totp_secret = row.oidc_subject = None
    row.totp_confirmed, row.recovery_hashes = False, []
