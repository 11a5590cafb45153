"""What the supervisor runs: a program, what it needs, and how to tell that it is ready."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx

_PROBE_SECONDS = 2.0

Probe = Callable[[], Awaitable[bool]]


@dataclass(frozen=True)
class Program:
    """One child process.

    `ready` None: a job that runs once and must end with 0. `needs` names programs that must have
    been ready before this one starts; they are stopped after it. So are those of `fronts`, for
    which it does not wait. `environment` is the whole one; None: that of this process.
    """

    name: str
    command: tuple[str, ...]
    ready: Probe | None
    needs: tuple[str, ...] = ()
    fronts: tuple[str, ...] = ()
    environment: Mapping[str, str] | None = None
    folder: Path | None = None


def answers_http(url: str) -> Probe:
    """Ready when the address answers 2xx."""

    async def probe() -> bool:
        try:
            # Plain http on loopback: no proxy of the environment, no certificates to load.
            async with httpx.AsyncClient(
                timeout=_PROBE_SECONDS,
                trust_env=False,
                verify=False,  # noqa: S501
            ) as client:
                return (await client.get(url)).is_success
        except httpx.HTTPError:
            return False

    return probe


def answers_postgres(dsn: Callable[[], str]) -> Probe:
    """Ready when the server accepts a connection; the address may not exist before that."""

    async def probe() -> bool:
        try:
            connection = await asyncpg.connect(dsn(), timeout=_PROBE_SECONDS)  # pyright: ignore
            await connection.close()  # pyright: ignore
        except (OSError, asyncpg.PostgresError, TimeoutError):
            return False
        return True

    return probe
