"""versions of schedules, overrides, temporary schedules, swaps, absences, calendar feeds"""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    "ALTER TABLE people ADD COLUMN left_at timestamptz",
    "UPDATE people SET left_at = updated_at WHERE NOT active",
    """
    ALTER TABLE schedules
        ADD COLUMN mode text NOT NULL DEFAULT 'precedence' CHECK (mode IN ('precedence', 'union')),
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN gap_told_until timestamptz
    """,
    """
    CREATE TABLE schedule_versions (
        schedule_id uuid NOT NULL REFERENCES schedules (id),
        number integer NOT NULL,
        since timestamptz,
        timezone text NOT NULL,
        mode text NOT NULL,
        layers jsonb NOT NULL,
        edited_by text NOT NULL,
        edited_at timestamptz,
        PRIMARY KEY (schedule_id, number)
    )
    """,
    "CREATE INDEX ix_schedule_versions_since ON schedule_versions (schedule_id, since)",
    """
    INSERT INTO schedule_versions (schedule_id, number, timezone, mode, layers, edited_by)
    SELECT id, 1, timezone, 'precedence', layers, 'migration' FROM schedules
    """,
    """
    CREATE TABLE overrides (
        id uuid PRIMARY KEY,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        schedule_id uuid NOT NULL REFERENCES schedules (id),
        start_at timestamptz NOT NULL,
        end_at timestamptz NOT NULL,
        type text NOT NULL CHECK (type IN ('cover', 'remove', 'replace', 'add')),
        users uuid[] NOT NULL,
        instead_of uuid,
        layers text[] NOT NULL,
        reason text NOT NULL,
        swap_id uuid UNIQUE,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        CHECK (start_at <= end_at)
    )
    """,
    "CREATE INDEX ix_overrides_schedule_end ON overrides (schedule_id, end_at)",
    """
    CREATE TABLE temporary_schedules (
        id uuid PRIMARY KEY,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        schedule_id uuid NOT NULL REFERENCES schedules (id),
        start_at timestamptz NOT NULL,
        end_at timestamptz NOT NULL,
        shifts jsonb NOT NULL,
        reason text NOT NULL,
        source text NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL,
        CHECK (start_at <= end_at)
    )
    """,
    "CREATE INDEX ix_temporary_schedules_schedule_end ON temporary_schedules (schedule_id, end_at)",
    """
    CREATE TABLE swaps (
        id uuid PRIMARY KEY,
        schedule_id uuid NOT NULL REFERENCES schedules (id),
        person_id uuid NOT NULL REFERENCES people (id),
        asked uuid REFERENCES people (id),
        start_at timestamptz NOT NULL,
        end_at timestamptz NOT NULL,
        state text NOT NULL
            CHECK (state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')),
        taken_by uuid REFERENCES people (id),
        message text NOT NULL,
        declined_by uuid[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        decided_at timestamptz,
        CHECK (start_at < end_at)
    )
    """,
    "CREATE INDEX ix_swaps_open ON swaps (expires_at) WHERE state = 'open'",
    "CREATE INDEX ix_swaps_schedule ON swaps (schedule_id, end_at)",
    """
    CREATE TABLE absences (
        id uuid PRIMARY KEY,
        person_id uuid REFERENCES people (id),
        kind text NOT NULL CHECK (kind IN ('leave', 'holiday')),
        start_at timestamptz NOT NULL,
        end_at timestamptz NOT NULL,
        title text NOT NULL,
        source text NOT NULL,
        CHECK (start_at < end_at)
    )
    """,
    "CREATE INDEX ix_absences_person_end ON absences (person_id, end_at)",
    """
    CREATE TABLE calendar_feeds (
        id uuid PRIMARY KEY,
        token_hash text NOT NULL UNIQUE,
        person_id uuid UNIQUE REFERENCES people (id),
        schedule_id uuid UNIQUE REFERENCES schedules (id),
        created_at timestamptz NOT NULL,
        CHECK ((person_id IS NULL) <> (schedule_id IS NULL))
    )
    """,
    """
    CREATE TABLE shift_notices (
        schedule_id uuid NOT NULL REFERENCES schedules (id),
        person_id uuid NOT NULL,
        kind text NOT NULL CHECK (kind IN ('before', 'begins', 'ends')),
        at timestamptz NOT NULL,
        PRIMARY KEY (schedule_id, person_id, kind, at)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
