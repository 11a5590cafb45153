"""where the state machine of an escalation stands, its trace, round robin, versions of policies"""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """
    ALTER TABLE escalations
        ADD COLUMN urgency text NOT NULL DEFAULT 'high' CHECK (urgency IN ('high', 'low')),
        ADD COLUMN told_cycle integer NOT NULL DEFAULT 1,
        ADD COLUMN seek integer NOT NULL DEFAULT 1,
        ADD COLUMN direct uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN timer_at timestamptz,
        ADD COLUMN raise_at timestamptz,
        ADD COLUMN rules jsonb NOT NULL DEFAULT '{}'
    """,
    """
    UPDATE escalations SET timer_at = due_at, told_cycle = cycle,
        urgency = CASE WHEN incident->>'urgency' = 'low' THEN 'low' ELSE 'high' END
    """,
    "DROP INDEX ix_escalations_due_at",
    "CREATE INDEX ix_escalations_due_at ON escalations (due_at) WHERE due_at IS NOT NULL",
    """
    CREATE TABLE escalation_events (
        seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        incident_id uuid NOT NULL,
        at timestamptz NOT NULL,
        kind text NOT NULL CHECK (kind IN ('state', 'paged', 'passed_over', 'not_paged')),
        cycle integer NOT NULL,
        level integer,
        people uuid[] NOT NULL,
        text text NOT NULL
    )
    """,
    "CREATE INDEX ix_escalation_events_incident ON escalation_events (incident_id, seq)",
    "CREATE INDEX ix_escalation_steps_at ON escalation_steps (at)",
    """
    CREATE TABLE round_robin (
        policy text NOT NULL,
        level integer NOT NULL,
        position integer NOT NULL,
        PRIMARY KEY (policy, level)
    )
    """,
    "ALTER TABLE escalation_policies ADD COLUMN fallback text",
    """
    CREATE TABLE policy_versions (
        policy_id uuid NOT NULL REFERENCES escalation_policies (id),
        version integer NOT NULL,
        document jsonb NOT NULL,
        edited_by text NOT NULL,
        edited_at timestamptz NOT NULL,
        PRIMARY KEY (policy_id, version)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
