"""create incidents, timeline, catalogue and stream"""

from alembic import op

from platform_kit.tables import KIT_TABLES_V1

revision = "0001"
down_revision = None

STATEMENTS = (
    *KIT_TABLES_V1,
    """
    CREATE TABLE incidents (
        id uuid PRIMARY KEY,
        number bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
        title text NOT NULL,
        description text NOT NULL DEFAULT '',
        service text NOT NULL,
        environment text NOT NULL,
        severity text NOT NULL
            CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
        urgency text NOT NULL CHECK (urgency IN ('high', 'low', 'none')),
        status text NOT NULL CHECK (status IN
            ('open', 'acknowledged', 'investigating', 'mitigated', 'resolved', 'closed')),
        team text,
        assignee jsonb,
        alert_count integer NOT NULL DEFAULT 0 CHECK (alert_count >= 0),
        runbook_url text,
        source_alert jsonb,
        correlation_reason text NOT NULL DEFAULT '',
        escalation_state text,
        escalation_level integer,
        cycle integer NOT NULL DEFAULT 1,
        received_at timestamptz NOT NULL,
        opened_at timestamptz NOT NULL,
        acknowledged_at timestamptz,
        last_acknowledged_at timestamptz,
        resolved_at timestamptz,
        closed_at timestamptz,
        snoozed_until timestamptz,
        suppressed_until timestamptz,
        merged_into uuid REFERENCES incidents (id),
        version integer NOT NULL DEFAULT 1,
        updated_at timestamptz NOT NULL
    ) WITH (fillfactor = 70)
    """,
    "CREATE INDEX ix_incidents_opened_at_id ON incidents (opened_at, id)",
    "CREATE INDEX ix_incidents_service_opened_at_id ON incidents (service, opened_at, id)",
    """
    CREATE INDEX ix_incidents_open ON incidents (opened_at, id)
    WHERE status NOT IN ('resolved', 'closed')
    """,
    """
    CREATE TABLE incident_alerts (
        incident_id uuid NOT NULL REFERENCES incidents (id),
        alert_id uuid NOT NULL,
        attached_at timestamptz NOT NULL,
        PRIMARY KEY (incident_id, alert_id)
    )
    """,
    """
    CREATE TABLE timeline_entries (
        id uuid PRIMARY KEY,
        incident_id uuid NOT NULL REFERENCES incidents (id),
        at timestamptz NOT NULL,
        kind text NOT NULL,
        actor jsonb NOT NULL,
        message text NOT NULL,
        important boolean NOT NULL,
        data jsonb NOT NULL DEFAULT '{}'
    )
    """,
    "CREATE INDEX ix_timeline_entries_incident ON timeline_entries (incident_id, at, id)",
    """
    CREATE TABLE services (
        slug text PRIMARY KEY,
        name text NOT NULL,
        team text,
        tier smallint CHECK (tier BETWEEN 1 AND 5),
        kind text NOT NULL DEFAULT 'service',
        environment text,
        zone text,
        depends_on text[] NOT NULL DEFAULT '{}',
        runs_on text[] NOT NULL DEFAULT '{}',
        policy text,
        slack_channel text,
        runbook_url text,
        updated_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE stream_events (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
        topic text NOT NULL,
        entity_id text NOT NULL,
        version integer NOT NULL,
        patch jsonb NOT NULL,
        team text,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_stream_events_xid_id ON stream_events (xid, id)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
