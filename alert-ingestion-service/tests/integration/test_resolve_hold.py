"""An alert that comes and goes neither resolves its incident at once nor opens another one."""

from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from alert_ingestion.main import create_app
from alert_ingestion.settings import Settings
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

ALERT = {"service": "cart", "severity": "high", "message": "slow", "dedup_key": "cart-slow"}


async def ends(app: FastAPI) -> list[tuple[int, bool]]:
    """What is told of ends: how many still fire, and whether it waits."""
    database: Database = app.state.database
    async with database.transaction() as session:
        found = await session.execute(
            text(
                "SELECT (body->>'remaining')::int, due_at > now() FROM alerts.outbox_messages "
                "WHERE type = 'ResolveAlerts' ORDER BY seq"
            )
        )
        return [(row[0], row[1]) for row in found]


async def said(client: httpx.AsyncClient, minute: int, **more: Any) -> dict[str, Any]:
    moment = f"2026-11-02T10:{minute:02}:00Z"
    answer = await client.post("/api/v1/alerts", json=ALERT | {"starts_at": moment} | more)
    return answer.json()


async def test_an_end_waits_and_is_taken_back_when_the_alert_returns(
    responder: httpx.AsyncClient, app: FastAPI
) -> None:
    first = await said(responder, 0)
    await said(responder, 3, status="resolved")
    assert await ends(app) == [(0, True)]
    again = await said(responder, 5)
    assert again["incident_id"] == first["incident_id"]
    assert again["alert_id"] != first["alert_id"]
    assert await ends(app) == [(1, False)]
    await said(responder, 8, status="resolved")
    assert await ends(app) == [(1, False), (0, True)]


async def test_an_end_of_which_others_still_fire_does_not_wait(
    responder: httpx.AsyncClient, app: FastAPI
) -> None:
    first = await said(responder, 0)
    other = await said(responder, 0, dedup_key="cart-errors", message="errors")
    assert other["incident_id"] == first["incident_id"]
    await said(responder, 1, status="resolved")
    assert await ends(app) == [(1, False)]


async def test_under_the_senders_own_grouping_an_end_is_taken_at_its_word(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(
        Settings, create_app, service_role="api", correlation_strategy="source"
    ) as app:
        client = client_of(app, keyring.person("responder"))
        await said(client, 0)
        await said(client, 3, status="resolved")
        assert await ends(app) == [(0, False)]
