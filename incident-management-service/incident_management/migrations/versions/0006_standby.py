"""who was on call a moment ago, for when oncall does not answer"""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    """
    CREATE TABLE oncall_copies (
        team text PRIMARY KEY,
        people jsonb NOT NULL,
        fetched_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE stood_in (
        incident_id uuid NOT NULL REFERENCES incidents (id),
        cycle integer NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (incident_id, cycle)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
