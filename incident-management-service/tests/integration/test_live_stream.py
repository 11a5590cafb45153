"""The live stream over real sockets: everybody gets every event once, also after a cut."""

import asyncio
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from incident_builders import opened

from platform_contracts.messages import StreamEvent
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing

WAIT = 180.0
FOLLOWERS = 50


@dataclass
class Seen:
    """What one browser got: events with their place, and when."""

    items: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    last_id: str = ""
    names: list[str] = field(default_factory=list[str])
    at: list[float] = field(default_factory=list[float])


@pytest.fixture
async def address(app: FastAPI) -> AsyncIterator[str]:
    """The app under a real server."""
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    server.force_exit = True
    await task


@asynccontextmanager
async def follow(
    address: str, headers: dict[str, str], topics: str = "incident", last: str = ""
) -> AsyncGenerator[Seen]:
    """A browser that follows until the block is left; entered once the stream is ready."""
    seen = Seen()
    ready = asyncio.Event()

    async def read() -> None:
        async with (
            httpx.AsyncClient(timeout=None, headers=headers) as client,  # noqa: S113
            client.stream(
                "GET",
                f"{address}/api/stream",
                params={"topics": topics},
                headers={"last-event-id": last},
            ) as response,
        ):
            name = ""
            async for line in response.aiter_lines():
                kind, _, value = line.partition(": ")
                if kind == "event":
                    name = value
                    seen.names.append(name)
                elif kind == "id":
                    seen.last_id = value
                elif kind == "data":
                    if name == "ready":
                        ready.set()
                    elif not name:
                        seen.items.append(json.loads(value))
                        seen.at.append(time.monotonic())
                    name = ""

    task = asyncio.create_task(read())
    try:
        async with asyncio.timeout(WAIT):
            await ready.wait()
        yield seen
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(check: Any) -> None:
    async with asyncio.timeout(WAIT):
        while not check():  # noqa: ASYNC110 - what is waited for is on the wire
            await asyncio.sleep(0.02)


@pytest.mark.committed
async def test_fifty_browsers_get_every_event_once_and_in_order(
    address: str, ingestion: httpx.AsyncClient, keyring: KeyRing
) -> None:
    async with AsyncExitStack() as stack:
        viewer = keyring.person("viewer")
        browsers = [
            await stack.enter_async_context(follow(address, viewer)) for _ in range(FOLLOWERS)
        ]
        began = time.monotonic()
        made = [await opened(ingestion) for _ in range(10)]
        await until(lambda: all(len(seen.items) >= 10 for seen in browsers))
        for seen in browsers:
            assert [item["id"] for item in seen.items] == made
        slowest = max(seen.at[-1] for seen in browsers) - began
        print(f"10 events to {FOLLOWERS} browsers took {slowest:.2f} s")


@pytest.mark.committed
async def test_a_browser_that_was_cut_off_gets_every_event_once_after_reconnecting(
    address: str, ingestion: httpx.AsyncClient, keyring: KeyRing
) -> None:
    viewer = keyring.person("viewer")
    async with follow(address, viewer) as before:
        first = await opened(ingestion)
        await until(lambda: before.items)
    missed = [await opened(ingestion) for _ in range(20)]
    async with follow(address, viewer, last=before.last_id) as after:
        later = await opened(ingestion)
        await until(lambda: len(after.items) >= 21)
        assert [item["id"] for item in after.items] == [*missed, later]
        assert "reset" not in after.names
    assert [item["id"] for item in before.items] == [first]


@pytest.mark.committed
async def test_a_browser_away_for_longer_than_events_are_kept_is_told_to_read_anew(
    address: str, app: FastAPI, ingestion: httpx.AsyncClient, keyring: KeyRing
) -> None:
    await opened(ingestion)
    async with follow(address, keyring.person("viewer"), last="1-1") as seen:
        assert seen.names == ["reset", "ready"]


@pytest.mark.committed
async def test_nobody_sees_events_of_teams_that_are_not_shown(
    address: str, ingestion: httpx.AsyncClient, keyring: KeyRing
) -> None:
    def event(team: str | None, topic: str = "alert") -> dict[str, Any]:
        values: dict[str, Any] = {
            "id": new_id(),
            "topic": topic,
            "entity_id": str(team),
            "patch": {},
            "team": team,
        }
        return StreamEvent.model_validate(values).model_dump(mode="json")

    shop = keyring.person("viewer", team="shop")
    async with follow(address, shop, topics="alert,oncall") as seen:
        messages = [event("mail"), event("shop"), event(None), event("shop", "delivery")]
        messages.append(event("shop", "oncall"))
        answer = await ingestion.post("/internal/v1/messages", json={"messages": messages})
        assert answer.status_code == 200
        await until(lambda: len(seen.items) >= 3)
        assert [(item["topic"], item["id"]) for item in seen.items] == [
            ("alert", "shop"),
            ("alert", "None"),
            ("oncall", "shop"),
        ]


@pytest.mark.committed
async def test_versions_of_an_incident_rise_along_the_stream(
    address: str,
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
    keyring: KeyRing,
) -> None:
    async with follow(address, keyring.person("viewer")) as seen:
        incident = await opened(ingestion)
        await responder.post(f"/api/v1/incidents/{incident}/acknowledge")
        await responder.post(f"/api/v1/incidents/{incident}/resolve")
        await until(lambda: len(seen.items) >= 3)
    versions = [item["version"] for item in seen.items]
    assert versions == sorted(set(versions))
    assert [item["patch"]["status"] for item in seen.items] == ["open", "acknowledged", "resolved"]
