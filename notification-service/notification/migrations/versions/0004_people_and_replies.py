"""verified contact methods, quiet hours, recipients, templates, replies that were used"""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """
    ALTER TABLE contact_methods
        ADD COLUMN verified_at timestamptz,
        ADD COLUMN code text,
        ADD COLUMN code_until timestamptz,
        ADD COLUMN code_tries smallint NOT NULL DEFAULT 0
    """,
    "UPDATE contact_methods SET verified_at = now()",
    "CREATE INDEX ix_contact_methods_address ON contact_methods (channel, address)",
    "ALTER TABLE notification_rules ADD COLUMN quiet_hours jsonb",
    """
    CREATE TABLE recipients (
        id uuid PRIMARY KEY,
        address text NOT NULL UNIQUE,
        added_by text NOT NULL,
        added_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE templates (
        channel text NOT NULL,
        language text NOT NULL,
        part text NOT NULL,
        source text NOT NULL,
        saved_at timestamptz NOT NULL,
        PRIMARY KEY (channel, language, part)
    )
    """,
    """
    CREATE TABLE used_replies (
        delivery_id uuid NOT NULL REFERENCES deliveries (id),
        action text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (delivery_id, action)
    )
    """,
    "CREATE INDEX ix_deliveries_kind_created ON deliveries (kind, created_at DESC)",
    "CREATE INDEX ix_deliveries_number ON deliveries (incident_number)",
    "CREATE INDEX ix_deliveries_address ON deliveries (channel, address, created_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
