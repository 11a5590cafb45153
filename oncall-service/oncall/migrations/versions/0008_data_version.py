"""a number that every change of who is on call raises"""

from alembic import op

revision = "0008"
down_revision = "0007"

# Raised by the database, so that no writer can forget it; one statement raises it once.
FUNCTION = """
CREATE FUNCTION raise_data_version() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE oncall.data_version SET version = version + 1;
    RETURN NULL;
END
$$
"""
COLUMNS = {"people": "login, name, email, timezone, language, active, left_at, erased_at"}
TABLES = (
    "people",
    "teams",
    "schedules",
    "schedule_versions",
    "overrides",
    "temporary_schedules",
    "escalation_policies",
)

STATEMENTS = (
    """
    CREATE TABLE data_version (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version bigint NOT NULL
    )
    """,
    "INSERT INTO data_version (version) VALUES (1)",
    FUNCTION,
    *(
        f"""
        CREATE TRIGGER raise_data_version
        AFTER INSERT OR DELETE OR UPDATE {f"OF {COLUMNS[table]}" if table in COLUMNS else ""}
        ON {table} FOR EACH STATEMENT EXECUTE FUNCTION raise_data_version()
        """
        for table in TABLES
    ),
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
