"""alerts by day, the state of every identity, payloads, silences, inhibition and pause rules"""

from alembic import op

revision = "0002"
down_revision = "0001"

# A UUIDv7 begins with its milliseconds: a range of ids is a range of time, so that a look-up by
# id touches one partition and needs no time beside it.
FLOOR = """
CREATE FUNCTION uuid_floor(moment timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0')
            || '00000000000000000000')::uuid
$$
"""

# The service's own role may not create or drop tables; these two functions do it for it, and
# nothing else. Rows that waited in the default partition move into the new one.
MAKE_PARTITION = """
CREATE FUNCTION make_partition(parent text, day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = alerts, pg_temp
AS $$
DECLARE
    name text := parent || '_' || to_char(day, 'YYYYMMDD');
    first uuid := uuid_floor(day::timestamp AT TIME ZONE 'UTC');
    past uuid := uuid_floor((day + 1)::timestamp AT TIME ZONE 'UTC');
BEGIN
    IF parent NOT IN ('alerts', 'payloads') THEN
        RAISE EXCEPTION 'no such partitioned table: %', parent;
    END IF;
    IF to_regclass('alerts.' || quote_ident(name)) IS NOT NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
                   name, parent);
    EXECUTE format('WITH moved AS (DELETE FROM %I WHERE id >= %L AND id < %L RETURNING *)
                    INSERT INTO %I SELECT * FROM moved',
                   parent || '_default', first, past, name);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   parent, name, first, past);
    RETURN true;
END
$$
"""

# What still fires, or belongs to an alert that does, outlives its day: it moves to the default
# partition, which is small.
DROP_PARTITION = """
CREATE FUNCTION drop_partition(parent text, day date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = alerts, pg_temp
AS $$
DECLARE
    name text := parent || '_' || to_char(day, 'YYYYMMDD');
BEGIN
    IF parent NOT IN ('alerts', 'payloads') THEN
        RAISE EXCEPTION 'no such partitioned table: %', parent;
    END IF;
    IF to_regclass('alerts.' || quote_ident(name)) IS NULL THEN
        RETURN false;
    END IF;
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, name);
    IF parent = 'alerts' THEN
        EXECUTE format('INSERT INTO alerts SELECT * FROM %I WHERE status = ''firing''', name);
    END IF;
    EXECUTE format('DROP TABLE %I', name);
    RETURN true;
END
$$
"""

ALERTS = """
CREATE TABLE alerts (
    id uuid PRIMARY KEY,
    source text NOT NULL,
    scope text NOT NULL,
    fingerprint text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    service text NOT NULL,
    environment text NOT NULL,
    severity text NOT NULL
        CHECK (severity IN ('critical', 'high', 'medium', 'low', 'info')),
    status text NOT NULL CHECK (status IN ('firing', 'resolved')),
    team text,
    labels jsonb NOT NULL,
    annotations jsonb NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    tags jsonb NOT NULL DEFAULT '[]',
    responders jsonb NOT NULL DEFAULT '[]',
    links jsonb NOT NULL,
    generator_url text,
    runbook_url text,
    source_group text,
    count integer NOT NULL,
    starts_at timestamptz NOT NULL,
    ends_at timestamptz,
    received_at timestamptz NOT NULL,
    last_received_at timestamptz NOT NULL,
    group_id uuid,
    incident_id uuid,
    previous_incident_ids uuid[] NOT NULL DEFAULT '{}',
    correlation_reason text NOT NULL,
    verdict text NOT NULL DEFAULT 'deliver'
        CHECK (verdict IN ('deliver', 'silenced', 'inhibited', 'paused')),
    verdict_reason text NOT NULL DEFAULT '',
    history jsonb NOT NULL DEFAULT '[]',
    payload_id uuid
) PARTITION BY RANGE (id)
"""

STATES = """
CREATE TABLE alert_states (
    scope text NOT NULL,
    fingerprint text NOT NULL,
    alert_id uuid NOT NULL,
    status text NOT NULL CHECK (status IN ('firing', 'resolved')),
    severity text NOT NULL,
    content bigint NOT NULL,
    count integer NOT NULL,
    source_group text,
    group_id uuid,
    incident_id uuid,
    starts_at timestamptz,
    ended_at timestamptz,
    received_at timestamptz NOT NULL,
    last_received_at timestamptz NOT NULL,
    fired_at timestamptz[] NOT NULL,
    expires_at timestamptz,
    expires_because text NOT NULL DEFAULT '',
    verdict text NOT NULL DEFAULT 'deliver',
    verdict_rule uuid,
    recheck_at timestamptz,
    payload_id uuid,
    forget_at timestamptz,
    PRIMARY KEY (scope, fingerprint)
) WITH (fillfactor = 50)
"""

PAYLOADS = """
CREATE TABLE payloads (
    id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL,
    integration_id uuid,
    source text NOT NULL,
    content_type text NOT NULL,
    body bytea NOT NULL,
    status integer NOT NULL,
    error text NOT NULL DEFAULT '',
    alert_ids uuid[] NOT NULL DEFAULT '{}'
) PARTITION BY RANGE (id)
"""

NOISE = (
    """
    CREATE TABLE silences (
        id uuid PRIMARY KEY,
        matchers jsonb NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        recurrence text,
        time_zone text,
        window_seconds integer,
        created_by text NOT NULL,
        comment text NOT NULL,
        annotations jsonb NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CHECK (ends_at > starts_at)
    )
    """,
    "CREATE INDEX ix_silences_ends_at ON silences (ends_at)",
    """
    CREATE TABLE inhibition_rules (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        source_matchers jsonb NOT NULL,
        target_matchers jsonb NOT NULL,
        equal_labels jsonb NOT NULL,
        enabled boolean NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE pause_rules (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        matchers jsonb NOT NULL,
        seconds integer NOT NULL CHECK (seconds BETWEEN 1 AND 86400),
        enabled boolean NOT NULL,
        created_by text NOT NULL,
        created_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE inhibitors (
        rule_id uuid NOT NULL,
        equal_key text NOT NULL,
        scope text NOT NULL,
        fingerprint text NOT NULL,
        PRIMARY KEY (rule_id, equal_key, scope, fingerprint)
    )
    """,
    "CREATE INDEX ix_inhibitors_alert ON inhibitors (scope, fingerprint)",
    """
    CREATE TABLE noise_version (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        version bigint NOT NULL
    )
    """,
    "INSERT INTO noise_version (version) VALUES (1)",
)

INDEXES = (
    "CREATE INDEX ix_alerts_incident ON alerts (incident_id)",
    "CREATE INDEX ix_alerts_identity ON alerts (fingerprint, id)",
    "CREATE INDEX ix_alerts_service_id ON alerts (service, id)",
    "CREATE INDEX ix_alert_states_incident ON alert_states (incident_id) WHERE status = 'firing'",
    """
    CREATE INDEX ix_alert_states_source_group ON alert_states (scope, source_group)
    WHERE status = 'firing' AND source_group IS NOT NULL
    """,
    """
    CREATE INDEX ix_alert_states_expires ON alert_states (expires_at)
    WHERE status = 'firing' AND expires_at IS NOT NULL
    """,
    """
    CREATE INDEX ix_alert_states_recheck ON alert_states (recheck_at)
    WHERE status = 'firing' AND recheck_at IS NOT NULL
    """,
    "CREATE INDEX ix_alert_states_forget ON alert_states (forget_at) WHERE forget_at IS NOT NULL",
    "CREATE INDEX ix_payloads_integration ON payloads (integration_id, id)",
)

STRATEGIES = (
    "ALTER TABLE integrations DROP CONSTRAINT integrations_strategy_check",
    """
    ALTER TABLE integrations ADD CONSTRAINT integrations_strategy_check
    CHECK (strategy IN ('rule', 'source', 'topology'))
    """,
)

GROUPS = (
    "ALTER TABLE alert_groups ADD COLUMN members jsonb NOT NULL DEFAULT '[]'",
    "ALTER TABLE alert_groups ADD COLUMN touched_at timestamptz NOT NULL DEFAULT now()",
    """
    CREATE INDEX ix_alert_groups_open_environment ON alert_groups (environment)
    WHERE state = 'open' AND rule_key IS NULL
    """,
    """
    CREATE INDEX ix_alert_groups_over ON alert_groups (closed_at) WHERE state = 'closed'
    """,
)

COPY = """
INSERT INTO alerts (id, source, scope, fingerprint, title, description, service, environment,
    severity, status, team, labels, annotations, links, generator_url, runbook_url, source_group,
    count, starts_at, ends_at, received_at, last_received_at, group_id, incident_id,
    previous_incident_ids, correlation_reason)
SELECT id, source, scope, fingerprint, title, description, service, environment,
    severity, status, team, labels, annotations, links, generator_url, runbook_url, source_group,
    count, starts_at, ends_at, received_at, last_received_at, group_id, incident_id,
    previous_incident_ids, correlation_reason
FROM alerts_unpartitioned
"""
COPY_STATES = """
INSERT INTO alert_states (scope, fingerprint, alert_id, status, severity, content, count,
    source_group, group_id, incident_id, starts_at, received_at, last_received_at, fired_at)
SELECT scope, fingerprint, id, status, severity, 0, count,
    source_group, group_id, incident_id, starts_at, received_at, last_received_at, '{}'
FROM alerts_unpartitioned WHERE status = 'firing'
"""
MAKE_FIRST_PARTITIONS = """
SELECT make_partition(parent, current_date + days)
FROM unnest(ARRAY['alerts', 'payloads']) AS parent, generate_series(0, 7) AS days
"""

STATEMENTS: tuple[str, ...] = (
    FLOOR,
    "ALTER TABLE alerts RENAME TO alerts_unpartitioned",
    "ALTER TABLE alerts_unpartitioned DROP CONSTRAINT alerts_pkey",
    ALERTS,
    "CREATE TABLE alerts_default PARTITION OF alerts DEFAULT",
    PAYLOADS,
    "CREATE TABLE payloads_default PARTITION OF payloads DEFAULT",
    STATES,
    COPY,
    COPY_STATES,
    "DROP TABLE alerts_unpartitioned",
    *NOISE,
    *INDEXES,
    *GROUPS,
    *STRATEGIES,
    MAKE_PARTITION,
    DROP_PARTITION,
    MAKE_FIRST_PARTITIONS,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
