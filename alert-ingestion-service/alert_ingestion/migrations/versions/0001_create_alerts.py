"""create alerts, alert groups and integrations"""

from alembic import op

from platform_kit.tables import KIT_TABLES_V1

revision = "0001"
down_revision = None

STATEMENTS = (
    *KIT_TABLES_V1,
    """
    CREATE TABLE integrations (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        source text NOT NULL,
        service text,
        team text,
        strategy text CHECK (strategy IN ('rule', 'source')),
        key_hash text NOT NULL UNIQUE,
        key_prefix text NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE alert_groups (
        id uuid PRIMARY KEY,
        incident_id uuid NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'idle', 'closed')),
        strategy text NOT NULL,
        environment text NOT NULL,
        rule_key text,
        opened_at timestamptz NOT NULL,
        last_event_at timestamptz NOT NULL,
        closed_at timestamptz
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE UNIQUE INDEX uq_alert_groups_open_rule_key ON alert_groups (rule_key)
    WHERE state = 'open'
    """,
    "CREATE INDEX ix_alert_groups_incident_id ON alert_groups (incident_id)",
    """
    CREATE TABLE alerts (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        scope text NOT NULL,
        fingerprint text NOT NULL,
        title text NOT NULL,
        description text NOT NULL,
        service text NOT NULL,
        environment text NOT NULL,
        severity text NOT NULL
            CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
        status text NOT NULL CHECK (status IN ('firing', 'resolved')),
        team text,
        labels jsonb NOT NULL,
        annotations jsonb NOT NULL,
        links jsonb NOT NULL,
        generator_url text,
        runbook_url text,
        source_group text,
        count integer NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz,
        received_at timestamptz NOT NULL,
        last_received_at timestamptz NOT NULL,
        group_id uuid REFERENCES alert_groups (id),
        incident_id uuid,
        previous_incident_ids uuid[] NOT NULL DEFAULT '{}',
        correlation_reason text NOT NULL
    ) WITH (fillfactor = 80)
    """,
    """
    CREATE UNIQUE INDEX uq_alerts_firing ON alerts (scope, fingerprint) WHERE status = 'firing'
    """,
    "CREATE INDEX ix_alerts_group_firing ON alerts (group_id) WHERE status = 'firing'",
    "CREATE INDEX ix_alerts_incident_id ON alerts (incident_id)",
    "CREATE INDEX ix_alerts_received_at_id ON alerts (received_at, id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
