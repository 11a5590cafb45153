"""Dead-man's switches: silence raises an alert, a ping ends it."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from alert_ingestion.domain.event import Event, Payload, Sender
from alert_ingestion.domain.plan import Outcome
from alert_ingestion.heartbeats import service
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

NIGHTLY: dict[str, Any] = {
    "name": "nightly-backup",
    "interval_seconds": 60,
    "grace_seconds": 30,
    "service": "orders-db",
    "severity": "critical",
}


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("manager"))


async def created(manager: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await manager.post("/api/v1/heartbeats", json=NIGHTLY | changes)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def silence(app: FastAPI, seconds: float) -> None:
    """Let it be so much later: everything that was noted happened earlier."""
    database: Database = app.state.database
    async with database.transaction() as session:
        earlier = "UPDATE alerts.heartbeats SET due_at = due_at - make_interval(secs => :gap)"
        await session.execute(text(earlier), {"gap": seconds})
        await session.execute(
            text("UPDATE alerts.watch_turns SET last_turn_at = pg_catalog.clock_timestamp()")
        )


async def watch(app: FastAPI) -> None:
    await service.watch(app.state.database, app.state.intake.inlet)


async def alerts(client: httpx.AsyncClient) -> list[tuple[str, str]]:
    items = (await client.get("/api/v1/alerts")).json()["items"]
    return [(item["labels"]["heartbeat"], item["status"]) for item in items]


async def state(client: httpx.AsyncClient, heartbeat: dict[str, Any]) -> str:
    return (await client.get(f"/api/v1/heartbeats/{heartbeat['id']}")).json()["state"]


@pytest.mark.committed
async def test_silence_becomes_late_then_down_and_raises_an_alert_that_a_ping_ends(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    beat = await created(manager)
    nobody = client_of(app)
    assert beat["state"] == "new"
    assert (await nobody.post(f"/api/v1/heartbeats/{beat['token']}/ping")).json()["state"] == "up"
    await silence(app, 61)
    await watch(app)
    assert await state(manager, beat) == "late"
    assert await alerts(manager) == []
    await silence(app, 30)
    await watch(app)
    await watch(app)
    assert await state(manager, beat) == "down"
    (alert,) = (await manager.get("/api/v1/alerts")).json()["items"]
    assert (alert["service"], alert["severity"], alert["count"]) == ("orders-db", "critical", 1)
    assert alert["incident_id"]
    assert (await nobody.get(f"/api/v1/heartbeats/{beat['token']}/ping")).status_code == 200
    await watch(app)
    assert await alerts(manager) == [("nightly-backup", "resolved")]
    assert await state(manager, beat) == "up"


@pytest.mark.committed
async def test_one_that_was_never_heard_of_does_not_count_yet(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    beat = await created(manager)
    await silence(app, 10_000)
    await watch(app)
    assert await state(manager, beat) == "new"


@pytest.mark.committed
async def test_after_an_outage_of_our_own_everybody_has_one_more_interval(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    beat = await created(manager)
    await manager.post(f"/api/v1/heartbeats/{beat['id']}/ping")
    await silence(app, 3600)
    database: Database = app.state.database
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE alerts.watch_turns SET last_turn_at = now() - interval '1 hour'")
        )
    await watch(app)
    assert await state(manager, beat) == "up"
    await silence(app, 91)
    await watch(app)
    assert await state(manager, beat) == "down"


@pytest.mark.committed
async def test_a_paused_one_stays_paused_and_its_alert_ends(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    beat = await created(manager)
    await manager.post("/api/v1/heartbeats/nightly-backup/ping")
    await silence(app, 91)
    await watch(app)
    assert await alerts(manager) == [("nightly-backup", "firing")]
    await manager.post(f"/api/v1/heartbeats/{beat['id']}/pause")
    await watch(app)
    assert await alerts(manager) == [("nightly-backup", "resolved")]
    await manager.post(f"/api/v1/heartbeats/{beat['token']}/ping")
    await silence(app, 10_000)
    await watch(app)
    assert await state(manager, beat) == "paused"
    resumed = await manager.post(f"/api/v1/heartbeats/{beat['id']}/resume")
    assert resumed.json()["state"] == "up"


@pytest.mark.committed
async def test_what_a_crash_left_untold_is_told_by_the_next_turn(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    beat = await created(manager)
    await manager.post(f"/api/v1/heartbeats/{beat['id']}/ping")
    await silence(app, 91)

    class Broken:
        async def take(
            self, events: Sequence[Event], sender: Sender, payload: Payload | None = None
        ) -> list[Outcome]:
            raise ConnectionError("the process dies here")

    with pytest.raises(ConnectionError):
        await service.watch(app.state.database, Broken())
    assert await state(manager, beat) == "down"
    await watch(app)
    assert await alerts(manager) == [("nightly-backup", "firing")]


@pytest.mark.committed
async def test_deleting_one_ends_its_alert(app: FastAPI, manager: httpx.AsyncClient) -> None:
    beat = await created(manager)
    await manager.post(f"/api/v1/heartbeats/{beat['id']}/ping")
    await silence(app, 91)
    await watch(app)
    assert (await manager.delete(f"/api/v1/heartbeats/{beat['id']}")).status_code == 204
    assert await alerts(manager) == [("nightly-backup", "resolved")]
    assert (await manager.get(f"/api/v1/heartbeats/{beat['id']}")).status_code == 404


async def test_a_token_is_shown_once_and_rotated(app: FastAPI, manager: httpx.AsyncClient) -> None:
    beat = await created(manager)
    assert beat["ping_url"].endswith(f"/api/v1/heartbeats/{beat['token']}/ping")
    assert beat["token"] not in (await manager.get("/api/v1/heartbeats")).text
    fresh = (await manager.post(f"/api/v1/heartbeats/{beat['id']}/rotate")).json()
    nobody = client_of(app)
    assert (await nobody.post(f"/api/v1/heartbeats/{beat['token']}/ping")).status_code == 404
    assert (await nobody.post(f"/api/v1/heartbeats/{fresh['token']}/ping")).status_code == 200


async def test_without_a_token_only_those_who_may_post_alerts_ping(
    app: FastAPI, manager: httpx.AsyncClient, keyring: KeyRing
) -> None:
    beat = await created(manager)
    viewer = client_of(app, keyring.person("viewer"))
    for address in (beat["id"], beat["name"]):
        assert (await viewer.post(f"/api/v1/heartbeats/{address}/ping")).status_code == 404
        assert (await manager.post(f"/api/v1/heartbeats/{address}/ping")).status_code == 200
    assert (await manager.post("/api/v1/heartbeats/no-such/ping")).status_code == 404


async def test_names_are_distinct_and_changes_keep_the_token(
    app: FastAPI, manager: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    beat = await created(manager)
    other = await created(manager, name="other")
    assert (await manager.post("/api/v1/heartbeats", json=NIGHTLY)).status_code == 409
    path = f"/api/v1/heartbeats/{other['id']}"
    assert (await manager.put(path, json=NIGHTLY)).status_code == 409
    changed = await manager.put(path, json=NIGHTLY | {"name": "third", "interval_seconds": 10})
    assert (changed.json()["name"], changed.json()["interval_seconds"]) == ("third", 10)
    assert (await client_of(app).post(f"/api/v1/heartbeats/{other['token']}/ping")).is_success
    assert (await responder.post("/api/v1/heartbeats", json=NIGHTLY)).status_code == 403
    assert (await manager.get(f"/api/v1/heartbeats/{beat['id']}")).json()["service"] == "orders-db"
