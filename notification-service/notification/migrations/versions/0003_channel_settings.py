"""settings of channels, numbers that said STOP, what was used of daily limits"""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
    CREATE TABLE channel_settings (
        channel text PRIMARY KEY,
        enabled boolean NOT NULL,
        settings jsonb NOT NULL,
        secrets bytea,
        refused text NOT NULL,
        saved_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE opt_outs (
        channel text NOT NULL,
        address text NOT NULL,
        at timestamptz NOT NULL,
        PRIMARY KEY (channel, address)
    )
    """,
    """
    CREATE TABLE channel_use (
        channel text NOT NULL,
        day timestamptz NOT NULL,
        used integer NOT NULL,
        PRIMARY KEY (channel, day)
    )
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
