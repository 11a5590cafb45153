"""create analyses, suggestions, feedback and confirmed causes"""

from alembic import op

from platform_kit.tables import KIT_TABLES_V1

revision = "0001"
down_revision = None

TABLES = (
    """
    CREATE TABLE analyses (
        id uuid CONSTRAINT pk_analyses PRIMARY KEY,
        incident_id uuid NOT NULL,
        alert_id uuid,
        text text NOT NULL,
        mode text NOT NULL CONSTRAINT ck_analyses_mode CHECK (mode IN ('rules', 'llm')),
        model_version text NOT NULL,
        analyzed_at timestamptz NOT NULL
    )
    """,
    """
    CREATE INDEX ix_analyses_incident_id_analyzed_at
    ON analyses (incident_id, analyzed_at DESC, id DESC)
    """,
    "CREATE INDEX ix_analyses_analyzed_at ON analyses USING brin (analyzed_at)",
    """
    CREATE TABLE suggestions (
        analysis_id uuid NOT NULL
            CONSTRAINT fk_suggestions_analysis_id_analyses
            REFERENCES analyses (id) ON DELETE CASCADE,
        rank integer NOT NULL,
        category text NOT NULL,
        title text NOT NULL,
        confidence double precision NOT NULL
            CONSTRAINT ck_suggestions_confidence CHECK (confidence BETWEEN 0 AND 1),
        evidence text[] NOT NULL,
        actions text[] NOT NULL,
        knowledge_id text,
        CONSTRAINT pk_suggestions PRIMARY KEY (analysis_id, rank)
    )
    """,
    """
    CREATE TABLE feedback (
        id uuid CONSTRAINT pk_feedback PRIMARY KEY,
        incident_id uuid NOT NULL,
        suggestion_category text NOT NULL,
        helpful boolean NOT NULL,
        category text,
        note text NOT NULL,
        actor_id text NOT NULL,
        actor_name text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_feedback_incident_id_suggestion_category_actor_id
            UNIQUE (incident_id, suggestion_category, actor_id)
    )
    """,
    """
    CREATE TABLE confirmed_causes (
        incident_id uuid CONSTRAINT pk_confirmed_causes PRIMARY KEY,
        category text,
        root_cause text NOT NULL,
        resolution text NOT NULL,
        confirmed_at timestamptz NOT NULL
    )
    """,
)


def upgrade() -> None:
    for statement in (*KIT_TABLES_V1, *TABLES):
        op.execute(statement)
