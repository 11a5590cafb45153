"""the audit log: append-only, each entry bound to the one before"""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """
    CREATE TABLE audit_log (
        seq bigint PRIMARY KEY,
        at timestamptz NOT NULL,
        actor_kind text NOT NULL,
        actor_id text NOT NULL,
        action text NOT NULL,
        target text NOT NULL,
        details jsonb NOT NULL,
        previous text NOT NULL,
        hash text NOT NULL
    )
    """,
    "CREATE INDEX ix_audit_log_target ON audit_log (target, seq)",
    """
    CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is only added to'; END $$
    """,
    """
    CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit_log()
    """,
    """
    CREATE TRIGGER audit_log_is_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log()
    """,
    "REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM oncall_app",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
