"""integrations: rotation, limits, allow lists, signatures, mappings"""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE integrations DROP CONSTRAINT integrations_strategy_check",
    """
    ALTER TABLE integrations
        ADD CONSTRAINT integrations_strategy_check
            CHECK (strategy IN ('rule', 'source', 'topology')),
        ADD COLUMN environment text,
        ADD COLUMN resolve_after_seconds integer CHECK (resolve_after_seconds > 0),
        ADD COLUMN enabled boolean NOT NULL DEFAULT true,
        ADD COLUMN rate_limit_per_minute integer CHECK (rate_limit_per_minute > 0),
        ADD COLUMN allowed_networks jsonb NOT NULL DEFAULT '[]',
        ADD COLUMN mapping jsonb,
        ADD COLUMN email jsonb,
        ADD COLUMN secret bytea,
        ADD COLUMN previous_key_hash text,
        ADD COLUMN previous_key_until timestamptz
    """,
    """
    CREATE INDEX ix_integrations_previous_key ON integrations (previous_key_hash)
    WHERE previous_key_hash IS NOT NULL
    """,
    """
    CREATE TABLE seen_deliveries (
        integration_id uuid NOT NULL REFERENCES integrations (id) ON DELETE CASCADE,
        digest bytea NOT NULL,
        received_at timestamptz NOT NULL,
        PRIMARY KEY (integration_id, digest)
    )
    """,
    "CREATE INDEX ix_seen_deliveries_received_at ON seen_deliveries (received_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
