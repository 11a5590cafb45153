"""Messages as other services send them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from platform_contracts.messages import AlertFacts, Message, OpenIncident
from platform_kit.database import Database
from platform_kit.ids import new_id

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def an_alert(**changes: Any) -> AlertFacts:
    """An alert of payment-api."""
    values: dict[str, Any] = {
        "alert_id": new_id(),
        "fingerprint": new_id().hex,
        "source": "alertmanager",
        "title": "Error rate above 5 %",
        "service": "payment-api",
        "environment": "production",
        "severity": "critical",
        "starts_at": NOON,
        "received_at": datetime.now(UTC),
        "correlation_reason": "rule: no open incident of payment-api",
    }
    return AlertFacts(**values | changes)


def an_incident(incident_id: UUID | None = None, **changes: Any) -> OpenIncident:
    """The message that opens an incident."""
    return OpenIncident(incident_id=incident_id or new_id(), alerts=[an_alert(**changes)])


async def deliver(client: httpx.AsyncClient, *messages: Message) -> list[dict[str, Any]]:
    """Send messages as the relay does; returns their outcomes."""
    bodies = [
        message.model_copy(update={"id": message.id or new_id()}).model_dump(mode="json")
        for message in messages
    ]
    answer = await client.post("/internal/v1/messages", json={"messages": bodies})
    answer.raise_for_status()
    return answer.json()["outcomes"]


async def opened(ingestion: httpx.AsyncClient, **changes: Any) -> str:
    """Open an incident by an alert; returns its id."""
    message = an_incident(**changes)
    assert [o["outcome"] for o in await deliver(ingestion, message)] == ["done"]
    return str(message.incident_id)


async def sent_bodies(app: FastAPI, kind: str) -> list[dict[str, Any]]:
    """Messages of a kind in the outbox, in order."""
    database: Database = app.state.database
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT body FROM incidents.outbox_messages WHERE type = :kind ORDER BY seq"),
            {"kind": kind},
        )
        return [row.body for row in rows]


async def read(client: httpx.AsyncClient, incident: str) -> dict[str, Any]:
    """An incident as the API shows it."""
    answer = await client.get(f"/api/v1/incidents/{incident}")
    answer.raise_for_status()
    return answer.json()


async def kinds(client: httpx.AsyncClient, incident: str) -> list[str]:
    """The kinds of the timeline's entries, in order."""
    answer = await client.get(f"/api/v1/incidents/{incident}/timeline")
    return [entry["kind"] for entry in answer.json()["items"]]
