"""create notes and chores"""

from alembic import op

from platform_kit.tables import KIT_TABLES_V1

revision = "0001"
down_revision = None


def upgrade() -> None:
    for statement in KIT_TABLES_V1:
        op.execute(statement)
    op.execute("CREATE TABLE notes (id uuid PRIMARY KEY, text text NOT NULL UNIQUE)")
    op.execute(
        "CREATE TABLE chores (id uuid PRIMARY KEY, place integer NOT NULL, done text, "
        "claim_token uuid, lease_until timestamptz, claims smallint NOT NULL)"
    )
