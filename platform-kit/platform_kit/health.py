"""Is the process alive (`/health`), and can it do its work (`/ready`)?"""

import asyncio
import time
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import insert

from platform_contracts.base import WireModel
from platform_kit.database import Database
from platform_kit.migrations import VERSION_TABLE
from platform_kit.problems import Unavailable
from platform_kit.worker import Worker

PROBE_SECONDS = 2.0
_CACHED_SECONDS = 0.5


class Alive(WireModel):
    """The process answers."""

    status: str
    service: str
    version: str


class Ready(WireModel):
    """The service can do its work."""

    status: str
    checks: dict[str, str]


class Readiness:
    """Checks database, schema and worker; the answer is kept for half a second."""

    def __init__(self, database: Database, schema: str, revisions: Sequence[str]) -> None:
        """`revisions` of this release, the newest first."""
        self._database = database
        self._schema = schema
        self._revisions = revisions
        self.worker: Worker | None = None
        self.stopping = False
        self._known: tuple[float, dict[str, str]] = (0.0, {})

    async def checks(self) -> dict[str, str]:
        """Each check with `ok` or what is wrong."""
        at, known = self._known
        if known and time.monotonic() - at < _CACHED_SECONDS and not self.stopping:
            return known
        checks = {"database": await self._database_check()}
        stuck = self.worker.stuck() if self.worker else []
        checks["worker"] = f"no turn of {', '.join(stuck)} for 5 s" if stuck else "ok"
        if self.stopping:
            checks["process"] = "is stopping"
        self._known = (time.monotonic(), checks)
        return checks

    async def _database_check(self) -> str:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                return await self._probe()
        except Exception as error:
            return f"does not answer: {type(error).__name__}"

    async def _probe(self) -> str:
        table = self._database.tables.idempotency
        async with self._database.transaction() as session:
            revision = await session.scalar(
                text(f"SELECT version_num FROM {self._schema}.{VERSION_TABLE}")  # noqa: S608
            )
            probe: dict[str, Any] = {"scope": "ready", "key": "probe", "request_hash": ""}
            await session.execute(
                insert(table)
                .values(**probe, created_at=func.now())
                .on_conflict_do_update(
                    index_elements=["scope", "key"], set_={"created_at": func.now()}
                )
            )
        # A revision that this release does not know is a newer one's: both work on it.
        if revision is None or revision in self._revisions[1:]:
            return f"the schema is at {revision}, this release needs {self._revisions[0]}"
        return "ok"


def release() -> str:
    """The version of this release."""
    try:
        return version("platform-kit")
    except PackageNotFoundError:
        return "0.1.0"


def health_router(service: str) -> APIRouter:
    """`/health`, `/ready` and the same below `/api/v1/ops/{service}`."""
    router = APIRouter(tags=["health"])

    @router.get("/health", operation_id="health")
    @router.get(f"/api/v1/ops/{service}/health", operation_id="ops_health")
    @router.get(f"/api/v1/ops/{service}/version", operation_id="ops_version")
    async def health() -> Alive:
        """The process answers."""
        return Alive(status="ok", service=service, version=release())

    @router.get("/ready", operation_id="ready")
    async def ready(request: Request, response: Response) -> Ready:
        """Database, schema and worker are well; 503 says which is not."""
        response.headers["cache-control"] = "no-store"
        readiness: Readiness = request.app.state.readiness
        checks = await readiness.checks()
        wrong = [f"{name} {what}" for name, what in checks.items() if what != "ok"]
        if wrong:
            raise Unavailable("; ".join(wrong))
        return Ready(status="ready", checks=checks)

    return router
