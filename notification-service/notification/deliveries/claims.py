"""The SQL of sending: claim what is due, begin attempts, write what became of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from notification.deliveries.due import Due, due_of
from notification.domain.bundling import Budget
from platform_contracts.vocabulary import Channel
from platform_kit.claims import FREE, NEW_LEASE
from platform_kit.statements import as_json, run

OPEN: Final = "state IN ('queued', 'retry', 'sending')"
MOST_IN_A_BUNDLE: Final = 2000
_CLAIMED: Final = """
    d.id, d.claim_token, d.kind, d.notify_key, d.incident_id, d.incident_number, d.cycle,
    d.person_id, d.person, d.channel, d.address, d.provider, d.page, d.attempts_made,
    d.due_at, d.expires_at, d.bundle_id, d.priority
"""

_CLAIM: Final = f"""
    WITH named AS (
        SELECT DISTINCT provider FROM notifications.deliveries WHERE {OPEN} AND due_at <= now()
    ), chosen AS (
        SELECT due.id FROM named
        LEFT JOIN jsonb_to_recordset($1::jsonb) AS places(provider text, free int) USING (provider)
        CROSS JOIN LATERAL (
            SELECT id FROM notifications.deliveries d
            WHERE d.provider = named.provider AND {OPEN} AND due_at <= now() AND {FREE}
            ORDER BY priority, due_at, id LIMIT coalesce(places.free, $2)
            FOR UPDATE SKIP LOCKED
        ) AS due
    )
    UPDATE notifications.deliveries d
    SET state = 'sending', claim_token = $3, lease_until = {NEW_LEASE}, claims = claims + 1
    FROM chosen WHERE d.id = chosen.id
    RETURNING {_CLAIMED}
    """  # noqa: S608 - constants of ours
_CLAIM_REST: Final = f"""
    UPDATE notifications.deliveries d
    SET state = 'sending', claim_token = $3, lease_until = {NEW_LEASE}, claims = claims + 1
    FROM (
        SELECT id FROM notifications.deliveries
        WHERE {OPEN} AND due_at <= now() AND {FREE} AND kind = 'page'
            AND (bundle_id = ANY ($2::uuid[]) OR bundle_id IS NULL AND (channel, address) IN (
                SELECT channel, address
                FROM jsonb_to_recordset($1::jsonb) AS wanted(channel text, address text)))
        ORDER BY due_at, id LIMIT {MOST_IN_A_BUNDLE} FOR UPDATE SKIP LOCKED
    ) AS chosen
    WHERE d.id = chosen.id
    RETURNING {_CLAIMED}
    """  # noqa: S608
_BEGIN: Final = """
    WITH new AS (
        SELECT * FROM jsonb_to_recordset($1::jsonb) AS new(id uuid, number int, bundle_id uuid)
    ), begun AS (
        UPDATE notifications.deliveries d
        SET attempts_made = new.number, bundle_id = new.bundle_id
        FROM new WHERE d.id = new.id
    )
    INSERT INTO notifications.delivery_attempts (id, delivery_id, number, at, outcome)
    SELECT gen_random_uuid(), id, number, now(), 'unknown' FROM new
    """
_PUT_BACK: Final = """
    UPDATE notifications.deliveries d
    SET state = CASE WHEN attempts_made = 0 THEN 'queued' ELSE 'retry' END, due_at = new.due_at,
        claim_token = NULL, lease_until = NULL
    FROM jsonb_to_recordset($1::jsonb) AS new(id uuid, due_at timestamptz)
    WHERE d.id = new.id
    """
_BUDGETS: Final = """
    SELECT b.channel, b.address, b.messages_left, b.at
    FROM jsonb_to_recordset($1::jsonb) AS wanted(channel text, address text)
    JOIN notifications.method_budgets b USING (channel, address)
    ORDER BY channel, address FOR UPDATE OF b
    """
_KEEP_BUDGETS: Final = """
    INSERT INTO notifications.method_budgets AS b (channel, address, messages_left, at)
    SELECT * FROM jsonb_to_recordset($1::jsonb)
        AS new(channel text, address text, messages_left double precision, at timestamptz)
    ORDER BY channel, address
    ON CONFLICT (channel, address)
    DO UPDATE SET messages_left = excluded.messages_left, at = excluded.at
    """
_SETTLE: Final = """
    WITH new AS (
        SELECT * FROM jsonb_to_recordset($1::jsonb) AS new(id uuid, token uuid, number int,
            state text, reason text, due_at timestamptz, sent boolean, outcome text, answer text,
            latency_ms double precision, receipt text, receipt_ref text,
            receipt_due_at timestamptz)
    ), ended AS (
        UPDATE notifications.delivery_attempts a
        SET outcome = new.outcome, reason = new.answer, latency_ms = new.latency_ms
        FROM new WHERE a.delivery_id = new.id AND a.number = new.number
    )
    UPDATE notifications.deliveries d
    SET state = new.state, reason = new.reason, due_at = coalesce(new.due_at, d.due_at),
        sent_at = CASE WHEN new.sent THEN now() END, receipt = new.receipt,
        receipt_ref = new.receipt_ref, receipt_due_at = new.receipt_due_at,
        claim_token = NULL, lease_until = NULL
    FROM new WHERE d.id = new.id AND d.claim_token = new.token
    RETURNING d.id
    """


async def claim(session: AsyncSession, free: Mapping[str, int], places: int) -> list[Due]:
    """Claim what is due: of each provider at most its `free` places, else `places`.

    Pages first, then the oldest; one whose sender died is claimed again. Losing the claim in a
    crash only repeats it, so its commit does not wait for the disk.
    """
    await run(session, "SET LOCAL synchronous_commit = off")
    rows = [{"provider": provider, "free": number} for provider, number in free.items()]
    found = await run(session, _CLAIM, as_json(rows), places, uuid4())
    return _in_order(found)


async def claim_rest(
    session: AsyncSession, methods: Collection[tuple[Channel, str]], bundles: Collection[UUID]
) -> list[Due]:
    """Claim whatever else is due for these methods, or belongs to these bundles."""
    wanted = _method_rows(methods)
    found = await run(session, _CLAIM_REST, as_json(wanted), list(bundles), uuid4())
    return _in_order(found)


def _in_order(found: Sequence[Any]) -> list[Due]:
    return [due_of(row) for row in sorted(found, key=lambda r: (r.priority, r.due_at, r.id))]


def _method_rows(methods: Collection[tuple[Channel, str]]) -> list[dict[str, Any]]:
    return [{"channel": channel, "address": address} for channel, address in methods]


async def begin_attempts(session: AsyncSession, going: Sequence[tuple[Due, UUID | None]]) -> None:
    """Write that these are about to be handed over, alone or in a bundle."""
    rows = [{"id": due.id, "number": due.number, "bundle_id": bundle} for due, bundle in going]
    if rows:
        await run(session, _BEGIN, as_json(rows))


async def put_back(session: AsyncSession, waiting: Mapping[UUID, datetime]) -> None:
    """Give back what has to wait until then; that was no attempt."""
    if waiting:
        rows = [{"id": delivery, "due_at": due_at} for delivery, due_at in waiting.items()]
        await run(session, _PUT_BACK, as_json(rows))


async def budgets(
    session: AsyncSession, methods: Collection[tuple[Channel, str]]
) -> dict[tuple[Channel, str], Budget]:
    """The budgets of methods, locked; those that were not used lately are left out."""
    found = await run(session, _BUDGETS, as_json(_method_rows(methods))) if methods else ()
    return {(Channel(r.channel), r.address): Budget(r.messages_left, r.at) for r in found}


async def keep_budgets(session: AsyncSession, kept: Mapping[tuple[Channel, str], Budget]) -> None:
    """Write budgets back."""
    if kept:
        rows: list[dict[str, Any]] = [
            {"channel": channel, "address": address, "messages_left": b.left, "at": b.at}
            for (channel, address), b in kept.items()
        ]
        await run(session, _KEEP_BUDGETS, as_json(rows))


async def settle(session: AsyncSession, outcomes: Sequence[dict[str, Any]]) -> set[UUID]:
    """Write outcomes and release the claims; returns those whose claim was still ours."""
    return {row.id for row in await run(session, _SETTLE, as_json(outcomes))}
