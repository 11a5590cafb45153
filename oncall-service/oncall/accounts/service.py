"""Signing in, staying signed in, signing out."""

import hashlib
import hmac
import math
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from joserfc.jwk import OKPKey
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.accounts import lockout, repository, totp
from oncall.accounts.models import SessionRow
from oncall.audit_log import service as audit_log
from oncall.people import repository as people
from oncall.people.models import PersonRow
from platform_contracts.oncall import Login, Person, SecondFactor, SignedIn
from platform_kit.auth.keys import ACCOUNTS_KEY_ID
from platform_kit.auth.passwords import password_matches
from platform_kit.auth.principal import Principal
from platform_kit.auth.tokens import PERSON_SECONDS, PLATFORM_AUDIENCE, sign
from platform_kit.ids import new_id
from platform_kit.problems import (
    Conflict,
    Invalid,
    NotFound,
    Problem,
    TooManyRequests,
    Unauthorized,
)
from platform_kit.secrets import Vault

SESSION_LIFE: Final = timedelta(days=14)
# A phone that loses the network, or the page, before the answer arrives asks again with the token
# it has. RFC 9700 section 4.14.2 leaves such a leeway to the server.
LOST_ANSWER: Final = timedelta(seconds=30)
REFUSED: Final = "the name or the password is wrong"


@dataclass(frozen=True)
class Grant:
    """What a sign-in hands out: the answer, and the refresh token for its cookie."""

    answer: SignedIn
    refresh_token: str


class CodeNeeded(Unauthorized):
    """Name and password are right; the code of the second factor is still needed."""

    type = "second-factor-needed"
    title = "Enter the code of your second factor"


async def sign_in(
    session: AsyncSession, key: OKPKey, vault: Vault, body: Login, now: datetime
) -> Grant | Problem:
    """A new session, or why there is none; the refusal is returned so that it is counted.

    The same words for an unknown name and a wrong password; a locked name is not even checked.
    """
    wait = await lockout.locked_for(session, body.username, now)
    if wait is not None:
        seconds = math.ceil(wait.total_seconds())
        return TooManyRequests(f"too many attempts: wait {seconds} s", retry_after=seconds)
    person = await people.by_name(session, body.username)
    stored = person.password_hash if person else None
    if not await password_matches(body.password, stored) or person is None:
        await lockout.failed(session, body.username, now)
        return Unauthorized(REFUSED)
    if person.break_glass_until is not None and person.break_glass_until <= now:
        return Unauthorized("this emergency password is over")
    if person.totp_confirmed:
        if body.code is None:
            return CodeNeeded("this account has a second factor")
        if not second_factor_fits(person, vault, body.code, now):
            await lockout.failed(session, body.username, now)
            return Unauthorized("the code is wrong or was used before")
    await lockout.succeeded(session, body.username)
    return open_session(session, person, key, now)


def second_factor_fits(person: PersonRow, vault: Vault, given: str, now: datetime) -> bool:
    """Whether a code fits; it is used up by this."""
    if person.totp_secret is None:
        return False
    step = totp.accepted(vault.open(person.totp_secret), given, now, person.totp_counter)
    if step is not None:
        person.totp_counter = step
        return True
    hashed = totp.recovery_hash(given)
    if hashed not in person.recovery_hashes:
        return False
    person.recovery_hashes = [other for other in person.recovery_hashes if other != hashed]
    return True


def open_session(session: AsyncSession, person: PersonRow, key: OKPKey, now: datetime) -> Grant:
    """A session of somebody who has proved who they are."""
    row = SessionRow(
        id=new_id(),
        person_id=person.id,
        refresh_hash="",
        created_at=now,
        expires_at=now + SESSION_LIFE,
    )
    session.add(row)
    return _grant(row, person, key)


async def renew(session: AsyncSession, key: OKPKey, token: str, now: datetime) -> Grant | None:
    """New tokens for a refresh token, which is used up. None when it is not valid any more.

    One that was used before ends its session, because somebody has a copy of it; except within
    `LOST_ANSWER`, as long as nothing that was given out since has been used.
    """
    session_id = _session_of(token)
    row = await repository.lock(session, session_id) if session_id else None
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    person = (await people.active(session, [row.person_id])).get(row.person_id)
    if person is None or not _use(row, _hash(token), now):
        row.revoked_at = now
        return None
    return _grant(row, person, key)


def _use(row: SessionRow, given: str, now: datetime) -> bool:
    """Whether the token with this hash may be used now; it is used up by this."""
    if any(hmac.compare_digest(given, valid) for valid in (row.refresh_hash, *row.sibling_hashes)):
        row.used_hash, row.used_at, row.sibling_hashes = given, now, []
        return True
    if row.used_hash is None or row.used_at is None:
        return False
    repeated = hmac.compare_digest(given, row.used_hash) and now - row.used_at <= LOST_ANSWER
    if repeated:
        row.sibling_hashes = [*row.sibling_hashes, row.refresh_hash]
    return repeated


async def sign_out(session: AsyncSession, session_id: str | None, now: datetime) -> None:
    """End the session."""
    if session_id:
        await repository.revoke(session, UUID(session_id), now)


def _grant(row: SessionRow, person: PersonRow, key: OKPKey) -> Grant:
    token = f"{row.id}.{secrets.token_urlsafe(32)}"
    row.refresh_hash = _hash(token)
    issued = int(time.time())
    csrf = secrets.token_urlsafe(16)
    claims = {
        "iss": ACCOUNTS_KEY_ID,
        "aud": PLATFORM_AUDIENCE,
        "kind": "person",
        "sub": str(person.id),
        "name": person.name,
        "roles": person.roles,
        "sid": str(row.id),
        "csrf": csrf,
        "iat": issued,
        "exp": issued + PERSON_SECONDS,
    }
    answer = SignedIn(
        access_token=sign(key, claims),
        expires_in=PERSON_SECONDS,
        csrf_token=csrf,
        person=Person.model_validate(person),
    )
    return Grant(answer, token)


async def new_second_factor(session: AsyncSession, person: UUID, vault: Vault) -> SecondFactor:
    """A second factor that counts once it is confirmed. Raises Conflict when there is one."""
    row = await _person(session, person)
    if row.totp_confirmed:
        raise Conflict("there is a second factor already; take it away first")
    secret, codes = totp.new_secret(), totp.new_recovery_codes()
    row.totp_secret, row.totp_counter = vault.seal(secret), 0
    row.recovery_hashes = [totp.recovery_hash(code) for code in codes]
    await session.flush()
    return SecondFactor(secret=secret, uri=totp.uri(secret, row.login), recovery_codes=codes)


async def confirm_second_factor(
    session: AsyncSession, caller: Principal, vault: Vault, code: str, now: datetime
) -> None:
    """From now on sign-in needs a code. Raises Invalid for a wrong one."""
    row = await _person(session, caller.person_id)
    if not second_factor_fits(row, vault, code, now):
        raise Invalid.field("code", "is wrong")
    row.totp_confirmed = True
    await audit_log.record(session, caller, "second_factor.set_up", f"person:{row.id}")


async def remove_second_factor(
    session: AsyncSession, caller: Principal, vault: Vault, code: str, now: datetime
) -> None:
    """Take the second factor away, which needs a code of it. Raises Invalid."""
    row = await _person(session, caller.person_id)
    if row.totp_confirmed and not second_factor_fits(row, vault, code, now):
        raise Invalid.field("code", "is wrong")
    row.totp_secret, row.totp_confirmed, row.recovery_hashes = None, False, []
    await audit_log.record(session, caller, "second_factor.removed", f"person:{row.id}")


async def _person(session: AsyncSession, person: UUID) -> PersonRow:
    row = await people.get(session, person)
    if row is None:
        raise NotFound(f"there is no person {person}")
    return row


def _session_of(token: str) -> UUID | None:
    try:
        return UUID(token.partition(".")[0])
    except ValueError:
        return None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
