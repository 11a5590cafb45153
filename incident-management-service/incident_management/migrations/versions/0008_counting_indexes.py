"""indexes of lists hold what lists are filtered by, so that matches are counted without the rows"""

from alembic import op

revision = "0008"
down_revision = "0007"

COLUMNS = ("service", "severity", "status", "environment", "team")
FORMER = {"service": "ix_incidents_service_opened_at_id"}


def upgrade() -> None:
    for column in COLUMNS:
        others = ", ".join(name for name in COLUMNS if name != column)
        op.execute(f"DROP INDEX {FORMER.get(column, f'ix_incidents_{column}')}")
        op.execute(
            f"CREATE INDEX ix_incidents_{column} ON incidents "
            f"({column}, opened_at DESC, id DESC) INCLUDE ({others})"
        )
