"""calendars that are read from an address"""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    """
    CREATE TABLE calendar_sources (
        id uuid PRIMARY KEY,
        schedule_id uuid REFERENCES schedules (id),
        person_id uuid REFERENCES people (id),
        sealed_url bytea NOT NULL,
        host text NOT NULL,
        every_minutes integer NOT NULL,
        next_at timestamptz NOT NULL,
        read_at timestamptz,
        applied_at timestamptz,
        digest bytea NOT NULL,
        events integer NOT NULL,
        unknown text[] NOT NULL,
        failed_at timestamptz,
        error text NOT NULL,
        CHECK (schedule_id IS NULL OR person_id IS NULL),
        UNIQUE NULLS NOT DISTINCT (schedule_id, person_id)
    )
    """,
    "CREATE INDEX ix_calendar_sources_next_at ON calendar_sources (next_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
