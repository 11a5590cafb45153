"""people around incidents, links, promises, service rules, maintenance, root causes"""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
    ALTER TABLE incidents
        ADD COLUMN labels jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN acknowledged_by jsonb,
        ADD COLUMN resolved_by jsonb,
        ADD COLUMN changed_version integer NOT NULL DEFAULT 1,
        ADD COLUMN sla_policy text,
        ADD COLUMN ack_due_at timestamptz,
        ADD COLUMN ack_soon_at timestamptz,
        ADD COLUMN resolve_due_at timestamptz,
        ADD COLUMN resolve_soon_at timestamptz,
        ADD COLUMN sla_paused_at timestamptz,
        ADD COLUMN sla_pause_reason text NOT NULL DEFAULT '',
        ADD COLUMN sla_paused_seconds float8 NOT NULL DEFAULT 0,
        ADD COLUMN sla_told text[] NOT NULL DEFAULT '{}',
        ADD COLUMN sla_next_at timestamptz
    """,
    """
    CREATE INDEX ix_incidents_sla_next_at ON incidents (sla_next_at)
    WHERE sla_next_at IS NOT NULL
    """,
    """
    ALTER TABLE services
        ADD COLUMN sla_policy text,
        ADD COLUMN ack_timeout_minutes integer DEFAULT 30 CHECK (ack_timeout_minutes > 0),
        ADD COLUMN auto_resolve_minutes integer CHECK (auto_resolve_minutes > 0),
        ADD COLUMN urgency_rule jsonb,
        ADD COLUMN support_hours jsonb,
        ADD COLUMN description text NOT NULL DEFAULT '',
        ADD COLUMN labels jsonb NOT NULL DEFAULT '{}'
    """,
    """
    ALTER TABLE timeline_entries
        ADD COLUMN pinned boolean NOT NULL DEFAULT false,
        ADD COLUMN edited_at timestamptz
    """,
    """
    CREATE TABLE incident_responders (
        incident_id uuid NOT NULL REFERENCES incidents (id),
        person_id uuid NOT NULL,
        person jsonb NOT NULL,
        added_by jsonb NOT NULL,
        added_at timestamptz NOT NULL,
        PRIMARY KEY (incident_id, person_id)
    )
    """,
    """
    CREATE TABLE incident_watchers (
        incident_id uuid NOT NULL REFERENCES incidents (id),
        person_id uuid NOT NULL,
        person jsonb NOT NULL,
        since timestamptz NOT NULL,
        PRIMARY KEY (incident_id, person_id)
    )
    """,
    """
    CREATE TABLE incident_links (
        source_id uuid NOT NULL REFERENCES incidents (id),
        target_id uuid NOT NULL REFERENCES incidents (id),
        kind text NOT NULL CHECK (kind IN ('related', 'caused_by', 'same_cause', 'duplicate')),
        linked_at timestamptz NOT NULL,
        PRIMARY KEY (source_id, target_id),
        CHECK (source_id <> target_id)
    )
    """,
    "CREATE INDEX ix_incident_links_target_id ON incident_links (target_id)",
    """
    CREATE TABLE sla_policies (
        slug text PRIMARY KEY,
        name text NOT NULL,
        targets jsonb NOT NULL,
        hours jsonb,
        pause_on text[] NOT NULL DEFAULT '{}',
        pause_while_snoozed boolean NOT NULL DEFAULT false,
        warn_at_percent smallint NOT NULL DEFAULT 80 CHECK (warn_at_percent BETWEEN 1 AND 99),
        rca_required text[] NOT NULL DEFAULT '{critical,high}',
        updated_at timestamptz NOT NULL
    )
    """,
    """
    INSERT INTO sla_policies (slug, name, targets, updated_at) VALUES ('default', 'Default', '{
        "critical": {"acknowledge": 5, "resolve": 240},
        "high": {"acknowledge": 15, "resolve": 480},
        "medium": {"acknowledge": 60, "resolve": 1440},
        "low": {"acknowledge": 480, "resolve": 4320}}', now())
    """,
    """
    CREATE TABLE maintenance_windows (
        id uuid PRIMARY KEY,
        title text NOT NULL,
        services text[] NOT NULL,
        environment text,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
        recurrence text,
        time_zone text NOT NULL DEFAULT 'UTC',
        window_minutes integer CHECK (window_minutes > 0),
        cancelled_at timestamptz,
        created_by jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE postmortems (
        incident_id uuid PRIMARY KEY REFERENCES incidents (id),
        root_cause text NOT NULL DEFAULT '',
        contributing_factors text NOT NULL DEFAULT '',
        corrective_actions text NOT NULL DEFAULT '',
        prevention text NOT NULL DEFAULT '',
        impact text NOT NULL DEFAULT '',
        detection text NOT NULL DEFAULT '',
        category text,
        version integer NOT NULL DEFAULT 1,
        updated_by jsonb NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_maintenance_windows_services ON maintenance_windows USING gin (services)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
