"""A light for each service and for the database behind them."""

import asyncio
import time
from typing import Final

import httpx
from pydantic import BaseModel, ValidationError

from platform_contracts.vocabulary import Service
from test_runner.platform import Platform, milliseconds_since

PROBE_SECONDS: Final = 3.0
DATABASE: Final = "database"


class PartHealth(BaseModel):
    """Whether a part answers, how fast, which release it is, and what is wrong with it."""

    name: str
    ok: bool
    latency_ms: float | None = None
    version: str | None = None
    reason: str = ""


class _Said(BaseModel):
    version: str | None = None
    checks: dict[str, str] = {}
    detail: str = ""


async def read_health(platform: Platform) -> list[PartHealth]:
    """All services at once, then the database as the readiest of them sees it."""
    probes = (_probe(platform, service) for service in platform.targets)
    results = await asyncio.gather(*probes)
    return [*(part for part, _ in results), _database([seen for _, seen in results if seen])]


async def _probe(platform: Platform, service: Service) -> tuple[PartHealth, PartHealth | None]:
    """The service, and the database behind it; None where that is not known."""
    url, http = platform.targets[service], platform.clients[service]
    begun = time.perf_counter()
    try:
        alive = await http.get(f"{url}/health", timeout=PROBE_SECONDS, auth=None)
        version = _Said.model_validate_json(alive.content).version
        latency = milliseconds_since(begun)
        begun = time.perf_counter()
        ready = await http.get(f"{url}/ready", timeout=PROBE_SECONDS, auth=None)
        said = _Said.model_validate_json(ready.content)
    except (httpx.HTTPError, ValidationError) as error:
        return PartHealth(name=service, ok=False, reason=type(error).__name__), None
    part = PartHealth(
        name=service,
        ok=alive.is_success and ready.is_success,
        latency_ms=latency,
        version=version,
        reason="" if ready.is_success else said.detail,
    )
    if ready.is_success and DATABASE not in said.checks:
        return part, None
    down = "database" in said.detail and not ready.is_success
    took = milliseconds_since(begun)
    return part, PartHealth(
        name=DATABASE,
        ok=not down,
        latency_ms=None if down else took,
        reason=said.detail if down else "",
    )


def _database(seen: list[PartHealth]) -> PartHealth:
    """Down when any service misses it; as fast as its fastest answer through a service."""
    broken = next((part for part in seen if not part.ok), None)
    if broken is not None:
        return broken
    if not seen:
        return PartHealth(name=DATABASE, ok=False, reason="no service answers for it")
    return min(seen, key=lambda part: part.latency_ms or 0.0)
