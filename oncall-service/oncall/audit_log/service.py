"""Adding to the audit log, reading it, and proving that nothing was changed."""

import hashlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.audit_log import repository
from oncall.audit_log.models import AuditRow
from platform_contracts.base import Page
from platform_contracts.oncall import AuditCheck, AuditEntry
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.pagination import decode_cursor, page_of

GENESIS: Final = "0" * 64


async def record(
    session: AsyncSession, by: Principal, action: str, target: str, **details: Any
) -> None:
    """Add an entry in the caller's transaction. `details` must hold no personal data but ids."""
    last = await repository.lock_newest(session)
    row = AuditRow(
        seq=last.seq + 1 if last else 1,
        at=await read_clock(session),
        actor_kind=by.kind,
        actor_id=by.id,
        action=action,
        target=target,
        details=json.loads(json.dumps(details, default=str)),
        previous=last.hash if last else GENESIS,
    )
    row.hash = entry_hash(row)
    session.add(row)
    await session.flush()


def entry_hash(row: AuditRow) -> str:
    """SHA-256 over everything an entry says and the hash before it."""
    document = {
        "seq": row.seq,
        "at": _utc(row.at),
        "actor": [row.actor_kind, row.actor_id],
        "action": row.action,
        "target": row.target,
        "details": row.details,
        "previous": row.previous,
    }
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


async def read(
    session: AsyncSession, target: str | None, cursor: str | None, limit: int
) -> Page[AuditEntry]:
    """The newest first."""
    before: int | None = decode_cursor(cursor, int)[0] if cursor else None
    rows = await repository.page(session, before, target, limit + 1)
    return page_of(rows, limit, AuditEntry.model_validate, lambda row: (row.seq,))


async def verify(session: AsyncSession) -> AuditCheck:
    """Walk the chain; `broken_at` is the first entry that does not fit."""
    previous, entries = GENESIS, 0
    async for row in repository.in_order(session):
        entries += 1
        if row.seq != entries or row.previous != previous or row.hash != entry_hash(row):
            return AuditCheck(entries=entries, intact=False, broken_at=row.seq, head=previous)
        previous = row.hash
    return AuditCheck(entries=entries, intact=True, head=previous)


async def newest_are_intact(session: AsyncSession) -> bool:
    """Whether the last 100 entries fit together: a look that costs the same for any log."""
    rows = await repository.page(session, None, None, 100)
    links = all(later.previous == earlier.hash for later, earlier in pairwise(rows))
    return links and all(row.hash == entry_hash(row) for row in rows)


async def export(session: AsyncSession) -> AsyncIterator[str]:
    """The whole log as lines of JSON, the oldest first."""
    async for row in repository.in_order(session):
        yield AuditEntry.model_validate(row).model_dump_json() + "\n"
