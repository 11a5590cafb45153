"""create contact methods, rules, notifications and deliveries"""

from alembic import op

from platform_kit.tables import KIT_TABLES_V1

revision = "0001"
down_revision = None

STATEMENTS = (
    *KIT_TABLES_V1,
    """
    CREATE TABLE contact_methods (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL,
        channel text NOT NULL,
        address text NOT NULL,
        label text NOT NULL
    )
    """,
    "CREATE INDEX ix_contact_methods_person_id ON contact_methods (person_id)",
    """
    CREATE TABLE notification_rules (
        person_id uuid PRIMARY KEY,
        high jsonb NOT NULL,
        low jsonb NOT NULL
    )
    """,
    """
    CREATE TABLE notifications (
        key text PRIMARY KEY,
        incident_id uuid NOT NULL,
        person_id uuid NOT NULL,
        accepted_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE stops (
        incident_id uuid PRIMARY KEY,
        cycle integer NOT NULL,
        final boolean NOT NULL,
        reason text NOT NULL
    )
    """,
    """
    CREATE TABLE deliveries (
        id uuid PRIMARY KEY,
        notify_key text NOT NULL,
        incident_id uuid NOT NULL,
        incident_number bigint NOT NULL,
        cycle integer NOT NULL,
        level integer NOT NULL,
        person_id uuid NOT NULL,
        person jsonb NOT NULL,
        channel text NOT NULL,
        address text NOT NULL,
        page jsonb NOT NULL,
        state text NOT NULL CHECK (state IN
            ('queued', 'sending', 'retry', 'sent', 'failed', 'expired', 'superseded')),
        reason text NOT NULL DEFAULT '',
        attempts_made integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        sent_at timestamptz,
        claim_token uuid,
        lease_until timestamptz,
        claims smallint NOT NULL DEFAULT 0,
        UNIQUE (incident_id, cycle, person_id, channel, address, due_at)
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE INDEX ix_deliveries_due_at ON deliveries (due_at)
    WHERE state IN ('queued', 'retry', 'sending')
    """,
    "CREATE INDEX ix_deliveries_incident_id ON deliveries (incident_id, created_at)",
    "CREATE INDEX ix_deliveries_created_at_id ON deliveries (created_at, id)",
    """
    CREATE TABLE delivery_attempts (
        id uuid PRIMARY KEY,
        delivery_id uuid NOT NULL REFERENCES deliveries (id),
        number integer NOT NULL,
        at timestamptz NOT NULL,
        outcome text NOT NULL,
        reason text NOT NULL DEFAULT '',
        latency_ms double precision
    )
    """,
    "CREATE INDEX ix_delivery_attempts_delivery_id ON delivery_attempts (delivery_id)",
    """
    CREATE TABLE mock_messages (
        id uuid PRIMARY KEY,
        at timestamptz NOT NULL,
        address text NOT NULL,
        subject text NOT NULL,
        body text NOT NULL,
        data jsonb NOT NULL
    )
    """,
    "CREATE INDEX ix_mock_messages_at ON mock_messages (at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
