"""The tables that every service's schema has: outbox, inbox and idempotency keys."""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Integer,
    MetaData,
    SmallInteger,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB


@dataclass(frozen=True)
class KitTables:
    """The kit's tables in one service's schema."""

    outbox: Table
    inbox: Table
    idempotency: Table

    @classmethod
    def of(cls, metadata: MetaData) -> "KitTables":
        """Declare them in `metadata`, once."""
        existing = metadata.tables.get(f"{metadata.schema}.outbox_messages")
        if existing is not None:
            return cls(
                existing,
                metadata.tables[f"{metadata.schema}.inbox_messages"],
                metadata.tables[f"{metadata.schema}.idempotency_keys"],
            )
        return cls(_outbox(metadata), _inbox(metadata), _idempotency(metadata))


def _outbox(metadata: MetaData) -> Table:
    moment = DateTime(timezone=True)
    return Table(
        "outbox_messages",
        metadata,
        Column("seq", BigInteger, Identity(always=True), primary_key=True),
        Column("id", Uuid, nullable=False, unique=True),
        Column("lane", Text, nullable=False),
        Column("destination", Text, nullable=False),
        Column("key", Text, nullable=False),
        Column("type", Text, nullable=False),
        Column("body", JSONB, nullable=False),
        Column("enqueued_at", moment, nullable=False),
        Column("due_at", moment, nullable=False),
        Column("expires_at", moment),
        Column("attempts", Integer, nullable=False),
        Column("open_claims", SmallInteger, nullable=False),
        Column("drops", SmallInteger, nullable=False),
        Column("claim_token", Uuid),
        Column("lease_until", moment),
        Column("dead_at", moment),
        Column("reason", Text, nullable=False),
    )


def _inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox_messages",
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("received_at", DateTime(timezone=True), nullable=False),
        Column("answer", JSONB),
    )


def _idempotency(metadata: MetaData) -> Table:
    return Table(
        "idempotency_keys",
        metadata,
        Column("scope", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("request_hash", Text, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False),
        Column("status", SmallInteger),
        Column("body", Text),
        Column("media_type", Text),
    )


KIT_TABLES_V1 = (
    """
    CREATE TABLE outbox_messages (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        id uuid NOT NULL UNIQUE,
        lane text NOT NULL,
        destination text NOT NULL,
        key text NOT NULL,
        type text NOT NULL,
        body jsonb NOT NULL,
        enqueued_at timestamptz NOT NULL,
        due_at timestamptz NOT NULL,
        expires_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        open_claims smallint NOT NULL DEFAULT 0,
        drops smallint NOT NULL DEFAULT 0,
        claim_token uuid,
        lease_until timestamptz,
        dead_at timestamptz,
        reason text NOT NULL DEFAULT ''
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE INDEX ix_outbox_messages_lane_seq ON outbox_messages (lane, seq)
    WHERE dead_at IS NULL
    """,
    """
    CREATE INDEX ix_outbox_messages_key_seq ON outbox_messages (key, seq)
    WHERE dead_at IS NULL
    """,
    """
    CREATE INDEX ix_outbox_messages_dead ON outbox_messages (seq) WHERE dead_at IS NOT NULL
    """,
    """
    CREATE TABLE inbox_messages (
        id uuid PRIMARY KEY,
        received_at timestamptz NOT NULL,
        answer jsonb
    )
    """,
    "CREATE INDEX ix_inbox_messages_received_at ON inbox_messages USING brin (received_at)",
    """
    CREATE TABLE idempotency_keys (
        scope text NOT NULL,
        key text NOT NULL,
        request_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        status smallint,
        body text,
        media_type text,
        PRIMARY KEY (scope, key)
    )
    """,
)
"""The first version of these tables, for the first migration of each service."""
