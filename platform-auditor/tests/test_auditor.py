"""The auditor finds an incident that nobody is paged for, and has it paged."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client import REGISTRY
from sqlalchemy import text

from platform_auditor import metrics
from platform_auditor.checks import Check
from platform_auditor.main import create_app
from platform_auditor.settings import Settings
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import client_of
from platform_local.ports import pick_free

pytestmark = pytest.mark.committed

ALL_RIGHT = {
    Check.SERVICES_ANSWER: 0,
    Check.LISTS_ARE_COMPLETE: 0,
    Check.OPEN_INCIDENTS_ARE_PAGED: 0,
    Check.ESCALATIONS_ARE_ON_TIME: 0,
    Check.AUDIT_LOG_IS_INTACT: 0,
    Check.PAGES_GO_OUT: 0,
}
SETTLED = 31


async def run_sql(app: FastAPI, statement: str) -> list[Any]:
    database: Database = app.state.database
    async with database.transaction() as session:
        result: Any = await session.execute(text(statement))
        return list(result) if result.returns_rows else []


async def escalations(platform: Any) -> list[tuple[str, int]]:
    rows = await run_sql(platform.oncall, "SELECT state, cycle FROM oncall.escalations")
    return [(row.state, row.cycle) for row in rows]


async def an_incident(platform: Any, keyring: KeyRing, severity: str = "high") -> httpx.AsyncClient:
    """Open one by hand; returns the responder's client."""
    responder = client_of(platform.incidents, keyring.person("responder"))
    body = {"title": "Checkout is down", "service": "checkout", "severity": severity}

    async def opened() -> bool:
        answer = await responder.post("/api/v1/incidents", json=body)
        assert answer.status_code in (201, 503)  # a busy service asks to come again
        return answer.is_success

    await eventually(opened, "an incident")
    return responder


async def a_paged_incident(platform: Any, keyring: KeyRing) -> httpx.AsyncClient:
    responder = await an_incident(platform, keyring)
    await eventually(lambda: escalations(platform), "the escalation")
    return responder


def auditor_for(platform: Any, auditor_of: Any, **more: Any) -> Any:
    return auditor_of(
        incident_service_url=platform.incidents_url,
        oncall_service_url=platform.oncall_url,
        **{"notification_service_url": platform.notification_url, **more},
    )


async def test_lost_escalation_is_found_and_paged_again(
    platform: Any, keyring: KeyRing, auditor_of: Any, switch: Any
) -> None:
    await a_paged_incident(platform, keyring)
    await platform.world.fast_forward(seconds=SETTLED)
    async with auditor_for(platform, auditor_of, auditor_heartbeat_url=switch.url) as auditor:
        assert await auditor.run() == ALL_RIGHT
        assert len(switch.beats) == 1

        await run_sql(platform.oncall, "DELETE FROM oncall.escalations")
        assert await auditor.run() == ALL_RIGHT | {Check.OPEN_INCIDENTS_ARE_PAGED: 1}
        assert len(switch.beats) == 1

        (found,) = await eventually(lambda: escalations(platform), "the escalation again")
        assert found[1] == 1
        assert await auditor.run() == ALL_RIGHT
        assert len(switch.beats) == 2


async def test_escalation_that_ended_too_early_is_a_finding_that_stays(
    platform: Any, keyring: KeyRing, auditor_of: Any
) -> None:
    await a_paged_incident(platform, keyring)
    await platform.world.fast_forward(seconds=SETTLED)
    await run_sql(platform.oncall, "UPDATE oncall.escalations SET state = 'stopped', due_at = NULL")
    async with auditor_for(platform, auditor_of) as auditor:
        for _ in range(2):  # the same cycle cannot be started again: somebody has to look
            assert (await auditor.run())[Check.OPEN_INCIDENTS_ARE_PAGED] == 1


async def test_repair_does_not_pile_up_requests_while_oncall_takes_none(
    platform: Any, keyring: KeyRing
) -> None:
    await a_paged_incident(platform, keyring)
    (row,) = await run_sql(platform.incidents, "SELECT id FROM incidents.incidents")
    # Held back by its own lease, as if the relay were handing it over without an end.
    await run_sql(
        platform.incidents,
        f"""
        INSERT INTO incidents.outbox_messages (id, lane, destination, key, type, body,
            enqueued_at, due_at, attempts, open_claims, drops, reason)
        VALUES (gen_random_uuid(), 'page', 'oncall', 'oncall:{row.id}', 'StartEscalation',
            '{{"incident_id": "{row.id}"}}', now(), now() + interval '1 hour', 1, 0, 0, '')
        """,  # noqa: S608
    )
    auditor = client_of(platform.incidents, keyring.service("auditor", "incident-management"))
    body = {"incident_ids": [str(row.id)]}
    answer = await auditor.post("/internal/v1/audit/repair", json=body)
    assert answer.json() == {"requested": [], "waiting": [str(row.id)]}


async def test_loss_of_every_escalation_is_repaired_in_lots(
    platform: Any, keyring: KeyRing, auditor_of: Any
) -> None:
    await run_sql(
        platform.incidents,
        """
        INSERT INTO incidents.incidents (id, title, description, service, environment, severity,
            urgency, status, alert_count, correlation_reason, cycle, received_at, opened_at,
            version, updated_at)
        SELECT gen_random_uuid(), 'Lost', '', 'checkout', 'production', 'high', 'high', 'open', 1,
            '', 1, now() - interval '1 hour', now() - interval '1 hour', 1, now()
        FROM generate_series(1, 120)
        """,
    )
    async with auditor_for(platform, auditor_of) as auditor:

        async def all_are_paged() -> bool:
            return await auditor.run() == ALL_RIGHT

        await eventually(all_are_paged, "every incident has an escalation")
    assert len(await escalations(platform)) == 120


async def test_answered_and_recorded_incidents_need_no_escalation(
    platform: Any, keyring: KeyRing, auditor_of: Any
) -> None:
    responder = await a_paged_incident(platform, keyring)
    await responder.post("/api/v1/incidents/1/acknowledge")
    await an_incident(platform, keyring, severity="info")
    await platform.world.fast_forward(seconds=SETTLED)
    await run_sql(platform.oncall, "DELETE FROM oncall.escalations")
    async with auditor_for(platform, auditor_of) as auditor:
        assert await auditor.run() == ALL_RIGHT


async def test_incident_of_this_minute_and_one_just_reopened_are_given_time(
    platform: Any, keyring: KeyRing, auditor_of: Any
) -> None:
    responder = await a_paged_incident(platform, keyring)
    await platform.world.fast_forward(seconds=SETTLED)
    await responder.post("/api/v1/incidents/1/resolve")
    await responder.post("/api/v1/incidents/1/reopen")
    await an_incident(platform, keyring)
    await run_sql(platform.oncall, "DELETE FROM oncall.escalations")
    async with auditor_for(platform, auditor_of) as auditor:
        assert await auditor.run() == ALL_RIGHT


async def test_run_without_an_answer_is_not_green(
    platform: Any, keyring: KeyRing, auditor_of: Any, switch: Any
) -> None:
    metrics.LAST_SUCCESS.set(42)
    async with auditor_of(
        incident_service_url=platform.incidents_url,
        oncall_service_url=f"http://127.0.0.1:{pick_free()}",
        notification_service_url=platform.notification_url,
        auditor_heartbeat_url=switch.url,
    ) as auditor:
        assert await auditor.run() == {Check.SERVICES_ANSWER: 1, Check.PAGES_GO_OUT: 0}
    assert switch.beats == []
    assert REGISTRY.get_sample_value("auditor_last_success_timestamp_seconds") == 42


async def test_a_notifier_that_is_down_or_sends_nothing_is_found(
    platform: Any, auditor_of: Any, switch: Any
) -> None:
    down = {"notification_service_url": f"http://127.0.0.1:{pick_free()}"}
    async with auditor_for(platform, auditor_of, **down) as auditor:
        assert (await auditor.run())[Check.PAGES_GO_OUT] == 1
        assert auditor.outage == "notification does not answer"
    platform.notification.oldest_due_seconds = 90
    async with auditor_for(platform, auditor_of, auditor_heartbeat_url=switch.url) as auditor:
        assert (await auditor.run())[Check.PAGES_GO_OUT] == 1
        assert auditor.outage == "a page has waited for 90 s to be sent"
        assert switch.beats == []
        platform.notification.oldest_due_seconds = 0
        assert await auditor.run() == ALL_RIGHT
        assert auditor.outage is None


async def test_audit_is_for_services_only(platform: Any, keyring: KeyRing) -> None:
    for app in (platform.incidents, platform.oncall):
        for headers in (None, keyring.person("admin")):
            answer = await client_of(app, headers).get("/internal/v1/audit")
            assert answer.status_code == 401


async def test_process_serves_health_readiness_and_findings(
    platform: Any, keyring: KeyRing
) -> None:
    settings = Settings(
        auth_key_file=keyring.file("auditor"),
        incident_service_url=platform.incidents_url,
        oncall_service_url=platform.oncall_url,
        notification_service_url=platform.notification_url,
        auditor_interval_seconds=0.2,
    )
    app = create_app(settings)
    metrics.LAST_SUCCESS.set(0)
    async with app.router.lifespan_context(app), client_of(app) as client:
        assert (await client.get("/health")).json()["service"] == "auditor"
        assert (await client.get("/ready")).status_code == 200

        async def succeeded() -> bool:
            shown = (await client.get("/metrics")).text
            line = 'auditor_findings{check="open_incidents_are_paged"} 0.0'
            return line in shown and "auditor_last_success_timestamp_seconds 0.0" not in shown

        await eventually(succeeded, "a green run in the metrics")
