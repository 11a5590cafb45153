"""Making, changing and rotating integrations."""

import hashlib
import secrets
import string
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.integrations import repository
from alert_ingestion.integrations.models import IntegrationRow
from alert_ingestion.sources.mapping import Mapping
from platform_contracts.base import FieldError, Page
from platform_contracts.integrations import (
    CreateIntegration,
    Integration,
    IntegrationCreated,
    IntegrationFields,
    RotateKey,
    UpdateIntegration,
)
from platform_kit.ids import new_id
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, Invalid, NotFound
from platform_kit.secrets import Vault
from platform_kit.template_filters import compile_pattern

_ALPHABET = string.ascii_lowercase + string.digits
KEY_LENGTH = 32
"""As long as PagerDuty's, whose clients may check it; 165 bits. Lower case: mail keeps it."""


def key_hash(key: str) -> str:
    """What is stored of a key: random keys need no salt."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def new_key() -> str:
    """A key that fits into every wire: in an address, a header, the name of a mailbox."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(KEY_LENGTH))


async def create(
    session: AsyncSession, body: CreateIntegration, vault: Vault, now: datetime
) -> tuple[IntegrationRow, str]:
    """A new sender and its key. Raises Invalid for bad templates, Conflict for a key in use."""
    key = body.key or new_key()
    row = IntegrationRow(
        id=new_id(),
        source=body.source,
        key_hash=key_hash(key),
        key_prefix=_prefix(key),
        created_at=now,
        **_settings(body, vault),
    )
    await _refuse_used_key(session, key)
    session.add(row)
    await _flush(session)
    return row, key


async def change(
    session: AsyncSession, integration_id: UUID, body: UpdateIntegration, vault: Vault
) -> IntegrationRow:
    """All settings anew. Raises NotFound, Invalid."""
    row = await find(session, integration_id)
    for name, value in _settings(body, vault).items():
        if name != "secret" or value is not None:
            setattr(row, name, value)
    await session.flush()
    return row


async def rotate(
    session: AsyncSession, integration_id: UUID, body: RotateKey, now: datetime
) -> tuple[IntegrationRow, str]:
    """A new key; the former is good for a while. Raises NotFound, Conflict for a key in use."""
    row = await find(session, integration_id)
    key = body.key or new_key()
    await _refuse_used_key(session, key)
    row.previous_key_hash = row.key_hash if body.overlap_seconds else None
    row.previous_key_until = (
        now + timedelta(seconds=body.overlap_seconds) if body.overlap_seconds else None
    )
    row.key_hash, row.key_prefix = key_hash(key), _prefix(key)
    await _flush(session)
    return row, key


async def remove(session: AsyncSession, integration_id: UUID) -> None:
    """Delete one; its alerts stay. Raises NotFound."""
    await repository.remove(session, await find(session, integration_id))


async def find(session: AsyncSession, integration_id: UUID) -> IntegrationRow:
    """One integration. Raises NotFound."""
    row = await repository.get(session, integration_id)
    if row is None:
        raise NotFound(f"there is no integration {integration_id}")
    return row


async def list_integrations(
    session: AsyncSession, cursor: str | None, limit: int
) -> Page[Integration]:
    """Integrations, without their keys."""
    after: UUID | None = decode_cursor(cursor, UUID)[0] if cursor else None
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, Integration.model_validate, lambda row: (row.id,))


def shown_once(
    row: IntegrationRow, key: str, public_url: str, mail_domain: str
) -> IntegrationCreated:
    """An integration with its key and the addresses made of it."""
    return IntegrationCreated(
        **Integration.model_validate(row).model_dump(),
        key=key,
        url=f"{public_url.rstrip('/')}/hooks/{key}",
        email_address=f"{key}@{mail_domain}" if mail_domain else None,
    )


def _prefix(key: str) -> str:
    """Enough to recognise a key by, little enough to tell none of it."""
    return key[: min(6, len(key) // 3)]


def _settings(body: IntegrationFields, vault: Vault) -> dict[str, Any]:
    _check_mapping(body)
    _check_email(body)
    values = body.model_dump(exclude={"source", "key", "secret"})
    return {**values, "secret": vault.seal(body.secret) if body.secret else None}


def _check_mapping(body: IntegrationFields) -> None:
    if body.mapping is None:
        return
    faults = Mapping(body.mapping.model_dump(exclude_none=True)).check()
    if faults:
        errors = [FieldError(field=f"mapping.{name}", reason=why) for name, why in faults.items()]
        raise Invalid("a template cannot be used", errors=errors)


def _check_email(body: IntegrationFields) -> None:
    for name in ("dedup_pattern", "resolve_pattern"):
        pattern = getattr(body.email, name, None)
        try:
            compile_pattern(pattern or "")
        except ValueError as error:
            raise Invalid.field(f"email.{name}", str(error)) from None


async def _refuse_used_key(session: AsyncSession, key: str) -> None:
    if await repository.by_hash(session, key_hash(key)) is not None:
        raise Conflict("another integration has this key")


async def _flush(session: AsyncSession) -> None:
    try:
        await session.flush()
    except IntegrityError:
        raise Conflict("another integration has this key") from None
