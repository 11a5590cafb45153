"""create people, sessions, teams, schedules, policies and escalations"""

from alembic import op

from platform_kit.tables import KIT_TABLES_V1

revision = "0001"
down_revision = None

STATEMENTS = (
    *KIT_TABLES_V1,
    """
    CREATE TABLE people (
        id uuid PRIMARY KEY,
        login text NOT NULL UNIQUE,
        name text NOT NULL,
        email text,
        timezone text NOT NULL,
        language text NOT NULL,
        active boolean NOT NULL,
        roles jsonb NOT NULL,
        password_hash text,
        updated_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX ix_people_lower_login ON people (lower(login))",
    "CREATE INDEX ix_people_lower_email ON people (lower(email))",
    """
    CREATE TABLE sessions (
        id uuid PRIMARY KEY,
        person_id uuid NOT NULL REFERENCES people (id),
        refresh_hash text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz
    )
    """,
    """
    CREATE TABLE teams (
        id uuid PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        name text NOT NULL,
        members uuid[] NOT NULL,
        policy text
    )
    """,
    """
    CREATE TABLE schedules (
        id uuid PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        name text NOT NULL,
        team text,
        timezone text NOT NULL,
        layers jsonb NOT NULL
    )
    """,
    """
    CREATE TABLE escalation_policies (
        id uuid PRIMARY KEY,
        slug text NOT NULL UNIQUE,
        name text NOT NULL,
        team text,
        levels jsonb NOT NULL,
        repeat integer NOT NULL,
        version integer NOT NULL
    )
    """,
    """
    CREATE TABLE escalations (
        incident_id uuid PRIMARY KEY,
        state text NOT NULL CHECK (state IN ('suppressed', 'triggered', 'acknowledged', 'snoozed',
            'nobody_on_call', 'exhausted', 'stopped')),
        cycle integer NOT NULL,
        level integer NOT NULL,
        pass_no integer NOT NULL,
        due_at timestamptz,
        policy jsonb NOT NULL,
        incident jsonb NOT NULL,
        people jsonb NOT NULL,
        started_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
    ) WITH (fillfactor = 70)
    """,
    """
    CREATE INDEX ix_escalations_due_at ON escalations (due_at)
    WHERE state IN ('triggered', 'nobody_on_call', 'suppressed') AND due_at IS NOT NULL
    """,
    """
    CREATE TABLE escalation_steps (
        id uuid PRIMARY KEY,
        incident_id uuid NOT NULL,
        cycle integer NOT NULL,
        pass_no integer NOT NULL,
        level integer NOT NULL,
        person_id uuid NOT NULL,
        explanation text NOT NULL,
        at timestamptz NOT NULL,
        UNIQUE (incident_id, cycle, pass_no, level, person_id)
    )
    """,
    """
    INSERT INTO escalation_policies (id, slug, name, levels, repeat, version)
    VALUES ('00000000-0000-7000-8000-00000000000a', 'default', 'Default policy', '[]', 0, 1)
    """,
    """
    INSERT INTO teams (id, slug, name, members, policy)
    VALUES ('00000000-0000-7000-8000-00000000000b', 'default', 'Default team', '{}', 'default')
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
