"""lists by any filter stay fast; saved views; changes of many incidents at once"""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    "DROP INDEX ix_incidents_open",
    """
    CREATE INDEX ix_incidents_open ON incidents (opened_at DESC, id DESC)
    INCLUDE (severity, service, environment, status, team)
    WHERE status NOT IN ('resolved', 'closed')
    """,
    "CREATE INDEX ix_incidents_status ON incidents (status, opened_at DESC, id DESC)",
    "CREATE INDEX ix_incidents_severity ON incidents (severity, opened_at DESC, id DESC)",
    "CREATE INDEX ix_incidents_team ON incidents (team, opened_at DESC, id DESC)",
    "CREATE INDEX ix_incidents_environment ON incidents (environment, opened_at DESC, id DESC)",
    """
    CREATE INDEX ix_incidents_assignee ON incidents ((assignee ->> 'id'), opened_at DESC, id DESC)
    """,
    "CREATE INDEX ix_incidents_labels ON incidents USING gin (labels jsonb_path_ops)",
    """
    CREATE INDEX ix_incidents_words ON incidents USING gin (
        to_tsvector('simple', title || ' ' || service || ' ' || description))
    """,
    """
    CREATE INDEX ix_incidents_resolved_at ON incidents (resolved_at)
    WHERE resolved_at IS NOT NULL
    """,
    """
    CREATE TABLE views (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        filter jsonb NOT NULL,
        team text,
        owner_id text NOT NULL,
        owner jsonb NOT NULL,
        is_default boolean NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_views_owner_id ON views (owner_id)",
    "CREATE UNIQUE INDEX uq_views_default ON views (owner_id) WHERE is_default",
    """
    CREATE TABLE bulk_jobs (
        id uuid PRIMARY KEY,
        request jsonb NOT NULL,
        caller jsonb NOT NULL,
        state text NOT NULL CHECK (state IN ('waiting', 'running', 'finished')),
        total integer NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz
    )
    """,
    "CREATE INDEX ix_bulk_jobs_unfinished ON bulk_jobs (created_at) WHERE state <> 'finished'",
    """
    CREATE TABLE bulk_items (
        job_id uuid NOT NULL REFERENCES bulk_jobs (id) ON DELETE CASCADE,
        position integer NOT NULL,
        incident_id uuid NOT NULL,
        number bigint,
        outcome text NOT NULL CHECK (outcome IN ('waiting', 'done', 'unchanged', 'refused')),
        reason text NOT NULL DEFAULT '',
        PRIMARY KEY (job_id, position)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
