"""Signing in, staying signed in, signing out."""

import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from joserfc.jwk import OKPKey
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.accounts import repository
from oncall.accounts.models import SessionRow
from oncall.people import repository as people
from oncall.people.models import PersonRow
from platform_contracts.oncall import Person, SignedIn
from platform_kit.auth.keys import ACCOUNTS_KEY_ID
from platform_kit.auth.passwords import password_matches
from platform_kit.auth.tokens import PERSON_SECONDS, PLATFORM_AUDIENCE, sign
from platform_kit.ids import new_id
from platform_kit.problems import Unauthorized

SESSION_LIFE: Final = timedelta(days=14)
REFUSED: Final = "the name or the password is wrong"


@dataclass(frozen=True)
class Grant:
    """What a sign-in hands out: the answer, and the refresh token for its cookie."""

    answer: SignedIn
    refresh_token: str


async def sign_in(
    session: AsyncSession, key: OKPKey, username: str, password: str, now: datetime
) -> Grant:
    """A new session. Raises Unauthorized; the same words for an unknown name and a wrong one."""
    person = await people.by_name(session, username)
    stored = person.password_hash if person else None
    if not await password_matches(password, stored) or person is None:
        raise Unauthorized(REFUSED)
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

    One that was used before ends its session: somebody has a copy of it.
    """
    session_id = _session_of(token)
    row = await repository.lock(session, session_id) if session_id else None
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    person = (await people.active(session, [row.person_id])).get(row.person_id)
    if person is None or not hmac.compare_digest(row.refresh_hash, _hash(token)):
        row.revoked_at = now
        return None
    return _grant(row, person, key)


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


def _session_of(token: str) -> UUID | None:
    try:
        return UUID(token.partition(".")[0])
    except ValueError:
        return None


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
