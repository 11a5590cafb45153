"""Messages as other services send them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from platform_contracts.messages import AlertFacts, Message, OpenIncident
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
