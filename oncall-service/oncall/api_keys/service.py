"""Making, ending and exchanging API keys. A key can never do more than who made it."""

import hashlib
import hmac
import secrets
import time
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from joserfc.jwk import OKPKey
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.api_keys import repository
from oncall.api_keys.models import ApiKeyRow
from oncall.audit_log import service as audit_log
from oncall.people import repository as people
from oncall.people.service import must_be_active
from platform_contracts.access import EVERY_TEAM, PEOPLE_WRITE, ROLE_SCOPES
from platform_contracts.oncall import ApiKey, CreateApiKey, NewApiKey, ShortToken
from platform_contracts.vocabulary import Role
from platform_kit.auth.api_keys import PREFIX
from platform_kit.auth.keys import ACCOUNTS_KEY_ID
from platform_kit.auth.principal import Principal
from platform_kit.auth.tokens import PLATFORM_AUDIENCE, sign
from platform_kit.ids import new_id
from platform_kit.problems import Forbidden, Invalid, NotFound

LONGEST_LIFE: Final = timedelta(days=366)
TOKEN_SECONDS: Final = 300
USED_EVERY: Final = timedelta(minutes=5)


async def create(
    session: AsyncSession, body: CreateApiKey, caller: Principal, now: datetime
) -> NewApiKey:
    """A new key, shown once. Raises Invalid, Forbidden for more than one's own rights."""
    person = caller.person_id
    await must_be_active(session, [person])
    if not now < body.expires_at <= now + LONGEST_LIFE:
        raise Invalid.field("expires_at", f"must lie within the next {LONGEST_LIFE.days} days")
    for team, role in body.roles.items():
        if not _holds(caller, team, role):
            raise Forbidden(f"you do not have the role {role} for the team {team} yourself")
    known = {scope for scopes in ROLE_SCOPES.values() for scope in scopes}
    for index, scope in enumerate(body.scopes):
        if scope not in known:
            raise Invalid.field(f"scopes.{index}", f"there is no scope {scope}")
    secret = secrets.token_urlsafe(32)
    row = ApiKeyRow(
        id=new_id(),
        name=body.name,
        key_hash=_hash(secret),
        roles={team: str(role) for team, role in body.roles.items()},
        scopes=body.scopes,
        created_by=person,
        created_at=now,
        expires_at=body.expires_at,
    )
    session.add(row)
    await session.flush()
    await audit_log.record(session, caller, "api_key.created", f"api_key:{row.id}")
    key = f"{PREFIX}{row.id.hex}_{secret}"
    return NewApiKey(key=key, api_key=ApiKey.model_validate(row))


def _holds(caller: Principal, team: str, role: Role) -> bool:
    held = [caller.roles.get(team), caller.roles.get(EVERY_TEAM)]
    return any(own is not None and own.rank >= role.rank for own in held)


async def list_keys(session: AsyncSession, caller: Principal) -> list[ApiKey]:
    """One's own keys; administrators see all."""
    by = None if caller.may(PEOPLE_WRITE) else caller.person_id
    return [ApiKey.model_validate(row) for row in await repository.listed(session, by)]


async def revoke(session: AsyncSession, key_id: UUID, caller: Principal, now: datetime) -> None:
    """End a key. Raises NotFound for one of somebody else."""
    row = await repository.find(session, key_id)
    if row is None or not (caller.may(PEOPLE_WRITE) or caller.id == str(row.created_by)):
        raise NotFound(f"there is no API key {key_id}")
    if row.revoked_at is None:
        row.revoked_at = now
        await audit_log.record(session, caller, "api_key.revoked", f"api_key:{key_id}")


async def exchange(
    session: AsyncSession, signing: OKPKey, key: str, now: datetime
) -> ShortToken | None:
    """A short token for a key, with no more than its maker may do today; None when it is over."""
    row = await _valid(session, key, now)
    if row is None:
        return None
    maker = (await people.active(session, [row.created_by])).get(row.created_by)
    if maker is None:
        return None
    if row.last_used_at is None or row.last_used_at < now - USED_EVERY:
        row.last_used_at = now
    roles = {
        team: str(least)
        for team, role in row.roles.items()
        if (least := _least(Role(role), maker.roles.get(team), maker.roles.get(EVERY_TEAM)))
    }
    issued = int(time.time())
    claims = {
        "iss": ACCOUNTS_KEY_ID,
        "aud": PLATFORM_AUDIENCE,
        "kind": "key",
        "sub": str(row.id),
        "name": row.name,
        "roles": roles,
        "only": row.scopes,
        "iat": issued,
        "exp": issued + TOKEN_SECONDS,
    }
    return ShortToken(access_token=sign(signing, claims), expires_in=TOKEN_SECONDS)


def _least(role: Role, *held: str | None) -> Role | None:
    """The role of the key, or the maker's where that is less by now."""
    own = [Role(name) for name in held if name is not None]
    return min(role, max(own, key=lambda r: r.rank), key=lambda r: r.rank) if own else None


async def _valid(session: AsyncSession, key: str, now: datetime) -> ApiKeyRow | None:
    name, _, secret = key.removeprefix(PREFIX).partition("_")
    try:
        row = await repository.find(session, UUID(name)) if key.startswith(PREFIX) else None
    except ValueError:
        return None
    if row is None or row.revoked_at is not None or row.expires_at <= now:
        return None
    return row if hmac.compare_digest(row.key_hash, _hash(secret)) else None


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
