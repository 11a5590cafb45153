"""Reading what was stored, and waiting for what goes on in the background."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
from fastapi import FastAPI

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

PATIENCE_SECONDS = 120.0
State = dict[str, Any]


async def stored_alerts(app: FastAPI, keyring: KeyRing) -> list[dict[str, Any]]:
    """All alerts of the service, as a viewer reads them."""
    reader = client_of(app, keyring.person("viewer"))
    return (await reader.get("/api/v1/alerts", params={"limit": 200})).json()["items"]


async def state_when(page: httpx.AsyncClient, check: Callable[[State], bool]) -> State:
    """The test runner's state once something is true of it."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            state = (await page.get("/api/state")).json()
            if check(state):
                return state
            await asyncio.sleep(0.05)


async def finished(page: httpx.AsyncClient, part: str) -> State:
    """The state once a part is no longer under way."""
    return await state_when(page, lambda state: not state[part]["running"])
