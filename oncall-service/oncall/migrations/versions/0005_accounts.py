"""second factor, sign-in by the company's provider, lockout, API keys"""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """
    ALTER TABLE people
        ADD COLUMN oidc_subject text UNIQUE,
        ADD COLUMN totp_secret bytea,
        ADD COLUMN totp_confirmed boolean NOT NULL DEFAULT false,
        ADD COLUMN totp_counter bigint NOT NULL DEFAULT 0,
        ADD COLUMN recovery_hashes text[] NOT NULL DEFAULT '{}',
        ADD COLUMN break_glass_until timestamptz,
        ADD COLUMN erased_at timestamptz
    """,
    """
    CREATE TABLE sign_in_failures (
        name_hash text PRIMARY KEY,
        failures integer NOT NULL,
        last_at timestamptz NOT NULL,
        locked_until timestamptz
    )
    """,
    """
    CREATE TABLE api_keys (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        key_hash text NOT NULL,
        roles jsonb NOT NULL,
        scopes text[] NOT NULL,
        created_by uuid NOT NULL REFERENCES people (id),
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        last_used_at timestamptz
    )
    """,
    "CREATE INDEX ix_sessions_person ON sessions (person_id) WHERE revoked_at IS NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
