"""runbooks with versions and use, action items, tickets in other systems"""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """
    CREATE TABLE runbooks (
        id uuid PRIMARY KEY,
        title text NOT NULL,
        services text[] NOT NULL DEFAULT '{}',
        summary text NOT NULL DEFAULT '',
        url text,
        steps jsonb NOT NULL,
        version integer NOT NULL,
        archived_at timestamptz,
        edited_by jsonb NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_runbooks_services ON runbooks USING gin (services)",
    """
    CREATE TABLE runbook_versions (
        runbook_id uuid NOT NULL REFERENCES runbooks (id),
        version integer NOT NULL,
        content jsonb NOT NULL,
        edited_by jsonb NOT NULL,
        edited_at timestamptz NOT NULL,
        PRIMARY KEY (runbook_id, version)
    )
    """,
    """
    CREATE TABLE runbook_steps (
        incident_id uuid NOT NULL REFERENCES incidents (id),
        runbook_id uuid NOT NULL REFERENCES runbooks (id),
        step integer NOT NULL,
        version integer NOT NULL,
        state text NOT NULL CHECK (state IN ('applied', 'skipped')),
        reason text NOT NULL DEFAULT '',
        by jsonb NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (incident_id, runbook_id, step)
    )
    """,
    "CREATE INDEX ix_runbook_steps_runbook_id ON runbook_steps (runbook_id)",
    """
    CREATE TABLE action_items (
        id uuid PRIMARY KEY,
        incident_id uuid NOT NULL REFERENCES incidents (id),
        title text NOT NULL,
        kind text NOT NULL CHECK (kind IN ('corrective', 'preventive', 'follow_up')),
        owner jsonb,
        due_on date,
        done_at timestamptz,
        created_by jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_action_items_incident_id ON action_items (incident_id)",
    "CREATE INDEX ix_action_items_open ON action_items (due_on, id) WHERE done_at IS NULL",
    """
    CREATE TABLE tracker_settings (
        tracker text PRIMARY KEY CHECK (tracker IN ('jira', 'github')),
        settings jsonb NOT NULL,
        secret bytea,
        updated_by jsonb NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE tickets (
        id uuid PRIMARY KEY,
        incident_id uuid NOT NULL REFERENCES incidents (id),
        action_item_id uuid REFERENCES action_items (id),
        tracker text NOT NULL CHECK (tracker IN ('jira', 'github')),
        key text NOT NULL,
        url text NOT NULL,
        title text NOT NULL,
        state text NOT NULL,
        done boolean NOT NULL DEFAULT false,
        created_by jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        checked_at timestamptz NOT NULL,
        UNIQUE (tracker, key, incident_id)
    )
    """,
    "CREATE INDEX ix_tickets_incident_id ON tickets (incident_id)",
    "CREATE INDEX ix_tickets_checked_at ON tickets (checked_at) WHERE NOT done",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
