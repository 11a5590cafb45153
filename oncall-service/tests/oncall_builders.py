"""A small company, and what incident-management tells oncall."""

from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from oncall.escalations.advance import advance_due
from platform_contracts.messages import Message, StartEscalation
from platform_kit.database import Database
from platform_kit.ids import new_id

START = "2026-01-05T09:00"


async def a_person(admin: httpx.AsyncClient, login: str, **changes: Any) -> str:
    """A person; returns the id."""
    person = str(new_id())
    body = {"login": login, "name": login.title(), "email": f"{login}@example.com"}
    answer = await admin.put(f"/api/v1/people/{person}", json=body | changes)
    answer.raise_for_status()
    return person


async def a_schedule(admin: httpx.AsyncClient, slug: str, *users: str | None) -> None:
    """A weekly rotation of `users`."""
    layers = [{"name": "week", "users": list(users), "start": START}] if users else []
    body = {"name": slug, "layers": layers}
    (await admin.put(f"/api/v1/schedules/{slug}", json=body)).raise_for_status()


async def a_policy(
    admin: httpx.AsyncClient, slug: str, *levels: dict[str, str], repeat: int = 0
) -> None:
    """A policy whose levels each have one target and five minutes."""
    body = {
        "name": slug,
        "repeat": repeat,
        "levels": [{"delay_minutes": 5, "targets": [target]} for target in levels],
    }
    (await admin.put(f"/api/v1/escalation-policies/{slug}", json=body)).raise_for_status()


def a_start(policy: str, incident: UUID | None = None, **changes: Any) -> StartEscalation:
    """The message that begins an escalation."""
    values: dict[str, Any] = {
        "incident_id": incident or new_id(),
        "number": 42,
        "title": "Error rate above 5 %",
        "service": "payment-api",
        "environment": "production",
        "severity": "critical",
        "urgency": "high",
        "policy": policy,
    }
    return StartEscalation(**values | changes)


async def deliver(client: httpx.AsyncClient, *messages: Message) -> list[str]:
    """Send messages as the relay does; returns their outcomes."""
    bodies = [m.model_copy(update={"id": new_id()}).model_dump(mode="json") for m in messages]
    answer = await client.post("/internal/v1/messages", json={"messages": bodies})
    answer.raise_for_status()
    return [outcome["outcome"] for outcome in answer.json()["outcomes"]]


async def work(app: FastAPI) -> None:
    """One turn of the escalation worker."""
    database: Database = app.state.database
    async with database.transaction() as session:
        await advance_due(session)


async def outbox(app: FastAPI, kind: str) -> list[dict[str, Any]]:
    """The messages of a kind that wait to be sent, oldest first."""
    database: Database = app.state.database
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT body FROM oncall.outbox_messages WHERE type = :kind ORDER BY seq"),
            {"kind": kind},
        )
        return [row.body for row in rows]


async def paged(app: FastAPI) -> list[tuple[str, int]]:
    """Who was paged on which level, in order."""
    return [(m["person"]["name"], m["level"]) for m in await outbox(app, "Notify")]
