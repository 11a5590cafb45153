"""find incidents whose snooze is over"""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute(
        "CREATE INDEX ix_incidents_snoozed_until ON incidents (snoozed_until) "
        "WHERE snoozed_until IS NOT NULL"
    )
