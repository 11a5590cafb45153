"""A history of incidents with their alerts, made by the database itself: the same every time."""

from platform_database.connection import connected

_INCIDENTS = """
INSERT INTO incidents.incidents (id, title, service, environment, severity, urgency, status, team,
    alert_count, labels, received_at, opened_at, acknowledged_at, resolved_at, sla_policy,
    ack_due_at, resolve_due_at, escalation_state, version, updated_at, assignee)
SELECT gen_random_uuid(), 'Error rate above ' || n % 97 || ' % on host-' || n % 1013,
    'service-' || n % 211, (ARRAY['production', 'production', 'staging', 'test'])[1 + n % 4],
    (ARRAY['critical', 'high', 'medium', 'low', 'info'])[1 + n % 5], 'high',
    CASE WHEN n > $1 - 1100 THEN (ARRAY['open', 'acknowledged', 'investigating'])[1 + n % 3]
         WHEN n % 3 = 0 THEN 'closed' ELSE 'resolved' END,
    'team-' || n % 23, 10, jsonb_build_object('zone', 'z' || n % 7, 'host', 'host-' || n % 1013),
    at, at, at + n % 1800 * interval '1 second',
    CASE WHEN n > $1 - 1100 THEN NULL ELSE at + n % 28000 * interval '1 second' END,
    'default', at + interval '10 minutes', at + interval '4 hours',
    CASE WHEN n > $1 - 1100 THEN 'triggered' ELSE 'stopped' END, 1, at,
    CASE WHEN n % 5 = 0 THEN NULL
         ELSE jsonb_build_object('name', 'x', 'id', md5((n % 40)::text)::uuid) END
FROM (SELECT n, now() - ($1 - n) * interval '5 minutes' AS at FROM generate_series(1, $1) AS n) AS x
"""
_ALERTS = """
INSERT INTO incidents.incident_alerts (incident_id, alert_id, attached_at)
SELECT i.id, gen_random_uuid(), i.opened_at FROM incidents.incidents AS i, generate_series(1, $1)
"""
_TIMELINE = """
INSERT INTO incidents.timeline_entries
    (id, incident_id, at, kind, actor, message, important, data)
SELECT gen_random_uuid(), i.id, i.opened_at, 'opened',
    '{"kind": "service", "id": "a", "name": "a"}', 'Opened', true, '{}'
FROM incidents.incidents AS i
"""


async def load(address: str, incidents: int, alerts: int) -> None:
    """Fill an empty schema, and let the planner see it."""
    async with connected(address) as connection:
        for statement, values in (
            ("SET statement_timeout = 0", ()),
            (_INCIDENTS, (incidents,)),
            (_ALERTS, (max(1, alerts // incidents),)),
            (_TIMELINE, ()),
            ("VACUUM ANALYZE", ()),
        ):
            await connection.execute(statement, *values)
