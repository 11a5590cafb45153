"""a refresh whose answer was lost may be repeated"""

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    """
    ALTER TABLE sessions
        ADD COLUMN sibling_hashes text[] NOT NULL DEFAULT '{}',
        ADD COLUMN used_hash text,
        ADD COLUMN used_at timestamptz
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
