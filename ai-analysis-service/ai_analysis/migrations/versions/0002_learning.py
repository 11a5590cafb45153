"""knowledge that people add, models, similar incidents, runbooks, plans and reports"""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """
    ALTER TABLE analyses
        ADD COLUMN title text NOT NULL DEFAULT '',
        ADD COLUMN service text NOT NULL DEFAULT ''
    """,
    """
    ALTER TABLE confirmed_causes
        ADD COLUMN number integer,
        ADD COLUMN title text NOT NULL DEFAULT '',
        ADD COLUMN service text NOT NULL DEFAULT '',
        ADD COLUMN terms text[] NOT NULL DEFAULT '{}'
    """,
    "CREATE INDEX ix_confirmed_causes_terms ON confirmed_causes USING gin (terms)",
    """
    CREATE TABLE knowledge_entries (
        id uuid CONSTRAINT pk_knowledge_entries PRIMARY KEY,
        category text NOT NULL,
        title text NOT NULL,
        symptoms text[] NOT NULL,
        evidence text[] NOT NULL,
        actions text[] NOT NULL,
        version integer NOT NULL,
        updated_at timestamptz NOT NULL,
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        actor_name text NOT NULL
    )
    """,
    "CREATE INDEX ix_knowledge_entries_category ON knowledge_entries (category, id)",
    """
    CREATE TABLE knowledge_versions (
        entry_id uuid NOT NULL,
        version integer NOT NULL,
        data jsonb NOT NULL,
        deleted boolean NOT NULL,
        at timestamptz NOT NULL,
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        actor_name text NOT NULL,
        CONSTRAINT pk_knowledge_versions PRIMARY KEY (entry_id, version)
    )
    """,
    """
    CREATE TABLE models (
        version text CONSTRAINT pk_models PRIMARY KEY,
        base text NOT NULL,
        covers bigint NOT NULL,
        archive bytea NOT NULL,
        entries jsonb NOT NULL,
        added_samples integer NOT NULL,
        confirmed_samples integer NOT NULL,
        trained_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_models_base_covers ON models (base, covers DESC, trained_at DESC)",
    """
    CREATE TABLE training (
        id smallint CONSTRAINT pk_training PRIMARY KEY CONSTRAINT ck_training_one CHECK (id = 1),
        wanted bigint NOT NULL,
        token uuid,
        lease_until timestamptz,
        reason text NOT NULL
    )
    """,
    "INSERT INTO training (id, wanted, reason) VALUES (1, 0, '')",
    """
    CREATE TABLE runbooks (
        id uuid CONSTRAINT pk_runbooks PRIMARY KEY,
        title text NOT NULL,
        text text NOT NULL,
        service text,
        url text,
        deleted boolean NOT NULL,
        changed_at timestamptz NOT NULL,
        stored_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE planned_actions (
        id uuid CONSTRAINT pk_planned_actions PRIMARY KEY,
        incident_id uuid NOT NULL,
        category text NOT NULL,
        position integer NOT NULL,
        text text NOT NULL,
        state text NOT NULL CONSTRAINT ck_planned_actions_state
            CHECK (state IN ('executed', 'postponed', 'dismissed')),
        outcome text,
        note text NOT NULL,
        until timestamptz,
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        actor_name text NOT NULL,
        at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_planned_actions_incident_id ON planned_actions (incident_id)",
    """
    CREATE TABLE reports (
        id uuid CONSTRAINT pk_reports PRIMARY KEY,
        incident_id uuid NOT NULL,
        kind text NOT NULL CONSTRAINT ck_reports_kind CHECK (kind IN ('incident', 'postmortem')),
        language text NOT NULL,
        request jsonb NOT NULL,
        report jsonb,
        announced boolean NOT NULL,
        attempts smallint NOT NULL,
        due_at timestamptz,
        created_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_reports_incident_id_created_at ON reports (incident_id, created_at DESC)",
    "CREATE INDEX ix_reports_due_at ON reports (due_at) WHERE due_at IS NOT NULL",
    """
    CREATE TABLE report_settings (
        id smallint CONSTRAINT pk_report_settings PRIMARY KEY
            CONSTRAINT ck_report_settings_one CHECK (id = 1),
        data jsonb NOT NULL,
        updated_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE llm_usage (
        day date CONSTRAINT pk_llm_usage PRIMARY KEY,
        tokens bigint NOT NULL,
        requests integer NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
