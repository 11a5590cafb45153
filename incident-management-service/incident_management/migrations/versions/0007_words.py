"""words of incidents as they are searched: `host-77` is found by host, and by 77"""

from alembic import op

revision = "0007"
down_revision = "0006"

# Stored, so that a page that is read by time does not split texts again for every row it passes.
STATEMENTS = (
    "DROP INDEX ix_incidents_words",
    r"""
    ALTER TABLE incidents ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (
        to_tsvector('simple', regexp_replace(
            title || ' ' || service || ' ' || description, '[\W_]+', ' ', 'g'))) STORED
    """,
    "CREATE INDEX ix_incidents_words ON incidents USING gin (words)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
