"""Pages as oncall sends them, and waiting for what becomes of them."""

from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

import httpx

from platform_contracts.messages import Message, Notify
from platform_contracts.people import PersonRef
from platform_kit.ids import new_id
from platform_kit.testing.patience import eventually

T = TypeVar("T")


def a_page(person: UUID | None = None, **changes: Any) -> Notify:
    """A page for Jordan."""
    incident, person_id = changes.pop("incident_id", new_id()), person or new_id()
    values: dict[str, Any] = {
        "incident_id": incident,
        "person": PersonRef(id=person_id, name="Jordan Lee", email="jordan@example.com"),
        "level": 1,
        "cycle": 1,
        "urgency": "high",
        "number": 42,
        "title": "Error rate above 5 %",
        "service": "payment-api",
        "environment": "production",
        "severity": "critical",
        "at": datetime.now(UTC),
        "received_at": datetime.now(UTC),
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    } | changes
    key = f"{incident}/{values['cycle']}/1/{values['level']}/{person_id}"
    return Notify(key=key, **values)


async def deliver(client: httpx.AsyncClient, *messages: Message) -> list[str]:
    """Send messages as the relay does; returns their outcomes."""
    bodies = [m.model_copy(update={"id": new_id()}).model_dump(mode="json") for m in messages]
    answer = await client.post("/internal/v1/messages", json={"messages": bodies})
    answer.raise_for_status()
    return [outcome["outcome"] for outcome in answer.json()["outcomes"]]


async def a_method(
    manager: httpx.AsyncClient, person: UUID, channel: str, address: str
) -> httpx.Response:
    """A contact method of the person."""
    body = {"person_id": str(person), "channel": channel, "address": address}
    return await manager.put(f"/api/v1/contact-methods/{new_id()}", json=body)


async def deliveries(manager: httpx.AsyncClient, page: Notify) -> list[dict[str, Any]]:
    """What was planned and sent for the page's incident."""
    params = {"incident_id": str(page.incident_id)}
    return (await manager.get("/api/v1/deliveries", params=params)).json()["items"]


async def settled(manager: httpx.AsyncClient, page: Notify, state: str) -> list[dict[str, Any]]:
    """The deliveries of the page, once all are in the state."""

    async def check() -> list[dict[str, Any]]:
        found = await deliveries(manager, page)
        return found if found and all(d["state"] == state for d in found) else []

    return await eventually(check)
