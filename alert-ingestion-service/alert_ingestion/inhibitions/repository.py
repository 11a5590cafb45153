"""The inhibition rules' SQL, and that of their sources."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.inhibitions.models import InhibitionRow, InhibitorRow
from platform_kit.statements import write

_SOURCES = text(
    """
    SELECT i.rule_id, i.equal_key, i.scope, i.fingerprint
    FROM unnest(CAST(:rules AS uuid[]), CAST(:keys AS text[])) AS wanted(rule_id, equal_key)
    CROSS JOIN LATERAL (
        SELECT * FROM alerts.inhibitors i
        WHERE i.rule_id = wanted.rule_id AND i.equal_key = wanted.equal_key LIMIT :most) AS i
    """
)
_ADD = """
    INSERT INTO alerts.inhibitors (rule_id, equal_key, scope, fingerprint)
    SELECT rule_id, equal_key, scope, fingerprint
    FROM jsonb_to_recordset({rows}) AS new(
        rule_id uuid, equal_key text, scope text, fingerprint text)
    ORDER BY rule_id, equal_key, scope, fingerprint
    ON CONFLICT DO NOTHING
"""
_REMOVE = text(
    """
    DELETE FROM alerts.inhibitors i
    USING unnest(CAST(:scopes AS text[]), CAST(:fingerprints AS text[])) AS over(scope, print)
    WHERE i.scope = over.scope AND i.fingerprint = over.print
    """
)


async def rules(session: AsyncSession) -> Sequence[InhibitionRow]:
    """All rules, by name."""
    query = select(InhibitionRow).order_by(InhibitionRow.name, InhibitionRow.id)
    return list(await session.scalars(query, execution_options={"populate_existing": True}))


async def get(session: AsyncSession, rule_id: UUID) -> InhibitionRow | None:
    """One rule."""
    return await session.get(InhibitionRow, rule_id)


async def remove(session: AsyncSession, rule_id: UUID) -> None:
    """A rule and its sources."""
    await forget_sources(session, rule_id)
    await session.execute(delete(InhibitionRow).where(InhibitionRow.id == rule_id))


async def forget_sources(session: AsyncSession, rule_id: UUID) -> None:
    """The rule's sources are not known any more."""
    await session.execute(delete(InhibitorRow).where(InhibitorRow.rule_id == rule_id))


async def sources(session: AsyncSession, keys: Sequence[tuple[UUID, str]], most: int) -> list[Any]:
    """Who holds back what: for each (rule, equal key) some of its firing sources."""
    values = {"rules": [rule for rule, _ in keys], "keys": [key for _, key in keys], "most": most}
    return list(await session.execute(_SOURCES, values))


async def add_sources(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Firing alerts that are sources of rules."""
    await write(session, (_ADD, rows))


async def remove_sources(session: AsyncSession, identities: Sequence[tuple[str, str]]) -> None:
    """Alerts that fire no more hold back nothing."""
    if identities:
        scopes, fingerprints = zip(*identities, strict=True)
        values = {"scopes": list(scopes), "fingerprints": list(fingerprints)}
        await session.execute(_REMOVE, values)
