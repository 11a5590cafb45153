"""Storms: two replicas agree, every alert is accounted for."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from alert_ingestion.main import create_app
from alert_ingestion.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

ALERTS, KEYS, CONNECTIONS = 5000, 50, 40


async def post(client: httpx.AsyncClient, number: int) -> dict[str, Any]:
    body = {
        "service": f"service-{number % KEYS}",
        "severity": "critical",
        "message": f"alert {number}",
        "labels": {"instance": str(number)},
    }
    answer = await client.post("/api/v1/alerts", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.committed
async def test_two_replicas_open_exactly_one_incident_for_each_key(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with AsyncExitStack() as stack:
        replicas = [
            await stack.enter_async_context(
                service_app(Settings, create_app, service_role="api", correlation_strategy="rule")
            )
            for _ in range(2)
        ]
        clients = [client_of(app, keyring.person("responder")) for app in replicas]
        numbers = iter(range(ALERTS))
        answers: list[dict[str, Any]] = []

        async def connection(client: httpx.AsyncClient) -> None:
            for number in numbers:
                answers.append(await post(client, number))

        await asyncio.gather(*(connection(clients[n % 2]) for n in range(CONNECTIONS)))
        assert len(answers) == ALERTS
        assert len({answer["incident_id"] for answer in answers}) == KEYS
        assert sum(answer["correlation"] == "new" for answer in answers) == KEYS
        async with replicas[0].state.database.transaction() as session:
            opened = await session.scalar(
                text("SELECT count(*) FROM alerts.outbox_messages WHERE type = 'OpenIncident'")
            )
            told = await session.scalar(
                text(
                    "SELECT sum(jsonb_array_length(body->'alerts')) FROM alerts.outbox_messages "
                    "WHERE type IN ('OpenIncident', 'AttachAlert')"
                )
            )
            stored = await session.scalar(text("SELECT count(*) FROM alerts.alerts"))
    assert (opened, told, stored) == (KEYS, ALERTS, ALERTS)
