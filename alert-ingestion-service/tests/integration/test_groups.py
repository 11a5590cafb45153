"""Groups and their incidents: moved by hand, and counted when they end at the same time."""

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from alert_ingestion.groups import service as groups
from platform_contracts.messages import MoveAlerts
from platform_kit.ids import new_id

ALERT = {"service": "payment-api", "severity": "critical", "message": "Error rate above 5 %"}


async def post(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await client.post("/api/v1/alerts", json=ALERT | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def move(app: FastAPI, source: str, alert_ids: list[str], target: UUID) -> None:
    message = MoveAlerts(
        id=new_id(),
        incident_id=UUID(source),
        alert_ids=[UUID(alert_id) for alert_id in alert_ids],
        target_incident_id=target,
    )
    async with app.state.database.transaction() as session:
        await groups.on_move_alerts(session, message)


async def test_alerts_moved_by_hand_stay_where_they_were_put(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    kept, moved = await post(responder), await post(responder, message="p99 high")
    target = new_id()
    for _ in range(2):  # the message may come twice
        await move(app, kept["incident_id"], [moved["alert_id"]], target)
    shown = (await responder.get(f"/api/v1/alerts/{moved['alert_id']}")).json()
    assert shown["incident_id"] == str(target)
    assert shown["previous_incident_ids"] == [kept["incident_id"]]
    assert [entry["what"] for entry in shown["history"]] == ["moved"]
    again = await post(responder, message="p99 high")
    assert again["incident_id"] == str(target)
    over = await post(responder, message="p99 high", status="resolved")
    assert over["incident_id"] == str(target)


@pytest.mark.committed
async def test_alerts_that_end_at_once_in_several_batches_are_all_counted(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    names = [f"alert {number}" for number in range(40)]
    opened = {(await post(responder, message=name))["incident_id"] for name in names}
    assert len(opened) == 1
    await asyncio.gather(*(post(responder, message=name, status="resolved") for name in names))
    async with app.state.database.transaction() as session:
        left = list(
            await session.scalars(
                text(
                    "SELECT body->>'remaining' FROM alerts.outbox_messages "
                    "WHERE type = 'ResolveAlerts' ORDER BY seq"
                )
            )
        )
    assert left[-1] == "0"
    assert left.count("0") == 1
