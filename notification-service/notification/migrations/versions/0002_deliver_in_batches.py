"""deliveries know their provider, are bundled in storms, and need not be pages"""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """
    ALTER TABLE deliveries
        ADD COLUMN kind text NOT NULL DEFAULT 'page',
        ADD COLUMN priority smallint NOT NULL DEFAULT 0,
        ADD COLUMN provider text NOT NULL DEFAULT '',
        ADD COLUMN bundle_id uuid,
        ADD COLUMN receipt text NOT NULL DEFAULT '',
        ADD COLUMN receipt_ref text,
        ADD COLUMN receipt_due_at timestamptz,
        ALTER COLUMN incident_id DROP NOT NULL,
        ALTER COLUMN incident_number DROP NOT NULL,
        ALTER COLUMN cycle DROP NOT NULL,
        ALTER COLUMN level DROP NOT NULL
    """,
    "UPDATE deliveries SET provider = channel WHERE state IN ('queued', 'retry', 'sending')",
    """
    CREATE INDEX ix_deliveries_provider_due ON deliveries (provider, priority, due_at, id)
    WHERE state IN ('queued', 'retry', 'sending')
    """,
    "CREATE INDEX ix_deliveries_notify_key ON deliveries (notify_key)",
    """
    CREATE INDEX ix_deliveries_receipt_due ON deliveries (receipt_due_at)
    WHERE receipt_due_at IS NOT NULL
    """,
    """
    CREATE INDEX ix_deliveries_receipt_ref ON deliveries (channel, receipt_ref)
    WHERE receipt_ref IS NOT NULL
    """,
    "CREATE INDEX ix_deliveries_bundle_id ON deliveries (bundle_id) WHERE bundle_id IS NOT NULL",
    """
    CREATE TABLE method_budgets (
        channel text NOT NULL,
        address text NOT NULL,
        messages_left double precision NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (channel, address)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
