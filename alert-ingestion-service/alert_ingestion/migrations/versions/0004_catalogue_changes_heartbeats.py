"""the cached catalogue and categories, change events, heartbeats, monitors"""

from alembic import op

revision = "0004"
down_revision = "0003"

CATALOGUE = (
    "ALTER TABLE alert_states ADD COLUMN heard_at timestamptz",
    """
    CREATE TABLE service_graph (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version text NOT NULL,
        graph jsonb NOT NULL,
        due_at timestamptz NOT NULL,
        fetched_at timestamptz,
        learnt_until timestamptz NOT NULL,
        learnt_version bigint NOT NULL
    )
    """,
    """
    INSERT INTO service_graph (version, graph, due_at, learnt_until, learnt_version)
    VALUES ('', '{}', '2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z', 0)
    """,
    """
    CREATE TABLE learnt_edges (
        low text NOT NULL,
        high text NOT NULL,
        together integer NOT NULL,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (low, high),
        CHECK (low <= high)
    )
    """,
    """
    CREATE TABLE categories (
        text_key text PRIMARY KEY,
        sample jsonb NOT NULL,
        category text,
        confidence real,
        model_version text,
        due_at timestamptz,
        seen_at timestamptz NOT NULL,
        classified_at timestamptz
    )
    """,
    "CREATE INDEX ix_categories_due ON categories (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX ix_categories_classified_at ON categories (classified_at)",
)

CHANGES = (
    """
    CREATE TABLE change_events (
        id uuid PRIMARY KEY,
        source text NOT NULL,
        scope text NOT NULL,
        change_key text NOT NULL,
        kind text NOT NULL,
        summary text NOT NULL,
        service text NOT NULL,
        environment text NOT NULL,
        at timestamptz NOT NULL,
        received_at timestamptz NOT NULL,
        author text NOT NULL,
        revision text NOT NULL,
        links jsonb NOT NULL,
        details jsonb NOT NULL,
        UNIQUE (scope, change_key)
    )
    """,
    "CREATE INDEX ix_change_events_at_id ON change_events (at, id)",
    "CREATE INDEX ix_change_events_service_at_id ON change_events (service, at, id)",
    "CREATE INDEX ix_change_events_received_at ON change_events (received_at)",
)

WATCHES = (
    """
    CREATE TABLE heartbeats (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        description text NOT NULL,
        token_hash text NOT NULL UNIQUE,
        interval_seconds integer NOT NULL CHECK (interval_seconds > 0),
        grace_seconds integer NOT NULL CHECK (grace_seconds >= 0),
        service text,
        environment text NOT NULL,
        team text,
        severity text NOT NULL,
        message text,
        state text NOT NULL CHECK (state IN ('new', 'up', 'late', 'down', 'paused')),
        last_ping_at timestamptz,
        due_at timestamptz,
        down_at timestamptz,
        untold text CHECK (untold IN ('firing', 'resolved')),
        created_at timestamptz NOT NULL
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE INDEX ix_heartbeats_due ON heartbeats (due_at) WHERE state IN ('up', 'late')
    """,
    "CREATE INDEX ix_heartbeats_untold ON heartbeats (id) WHERE untold IS NOT NULL",
    """
    CREATE TABLE watch_turns (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        last_turn_at timestamptz NOT NULL
    )
    """,
    "INSERT INTO watch_turns (last_turn_at) VALUES ('2000-01-01T00:00:00Z')",
    """
    CREATE TABLE monitors (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        base_url text NOT NULL,
        queries jsonb NOT NULL,
        interval_seconds integer NOT NULL CHECK (interval_seconds > 0),
        service text NOT NULL,
        environment text NOT NULL,
        team text,
        severity text NOT NULL,
        enabled boolean NOT NULL,
        state text NOT NULL CHECK (state IN ('unknown', 'ok', 'anomaly')),
        samples jsonb NOT NULL,
        error text,
        untold text CHECK (untold IN ('firing', 'resolved')),
        due_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        claim_token uuid,
        lease_until timestamptz,
        claims smallint NOT NULL DEFAULT 0
    ) WITH (fillfactor = 70)
    """,
    "CREATE INDEX ix_monitors_due ON monitors (due_at) WHERE enabled",
)

STATEMENTS: tuple[str, ...] = (*CATALOGUE, *CHANGES, *WATCHES)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
