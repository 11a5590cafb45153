"""Real processes of the toy, and what its database holds."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

import httpx
from sqlalchemy import func, select, text
from toy.service import METADATA, NOTES

from platform_contracts.messages import CloseGroup, Message
from platform_kit.database import Database
from platform_kit.outbox.enqueue import enqueue
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import eventually
from platform_local.ports import pick_free


@dataclass
class ToyProcess:
    """`python -m toy`, which may be killed and started again."""

    environment: Mapping[str, str]
    port: int
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    keeper: asyncio.Task[None] | None = field(default=None)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, without waiting."""
        output: IO[bytes]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "toy"], env=self.environment, stdout=output, stderr=output
            )
        self.starts += 1

    async def ready(self) -> None:
        """Wait until it can do its work."""
        await eventually(self.is_ready, f"the toy to be ready, see {self.log}")

    async def is_ready(self) -> bool:
        """Whether /ready answers 200."""
        async with httpx.AsyncClient(timeout=5) as client:
            try:
                return (await client.get(f"{self.url}/ready")).is_success
            except httpx.HTTPError:
                return False

    def send(self, signum: signal.Signals) -> None:
        """Signal the process if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signum)

    def keep_alive(self) -> None:
        """Start it again whenever it ends."""
        self.keeper = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            if self.process is None or self.process.poll() is not None:
                self.start()
            await asyncio.sleep(0.1)

    def end(self) -> None:
        """Kill it for good."""
        if self.keeper is not None:
            self.keeper.cancel()
        if self.process is not None:
            self.process.kill()
            self.process.wait()


@dataclass
class ToyWorld:
    """One database of the toy, and processes on it."""

    address: str
    keyring: KeyRing
    folder: Path
    database: Database
    processes: list[ToyProcess] = field(default_factory=list[ToyProcess])

    @classmethod
    def on(cls, address: str, keyring: KeyRing, folder: Path) -> "ToyWorld":
        """On the database at `address`."""
        return cls(address, keyring, folder, Database(address, METADATA, pool_size=4))

    def process(self, role: str = "worker", peer: str = "", other_peer: str = "") -> ToyProcess:
        """A process of this toy, not started."""
        port = pick_free()
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "DATABASE_URL": self.address,
            "AUTH_JWKS_FILE": str(self.keyring.jwks),
            "AUTH_KEY_FILE": str(self.keyring.file("alert-ingestion")),
            "SERVICE_PORT": str(port),
            "SERVICE_ROLE": role,
            "PEER_URL": peer,
            "OTHER_PEER_URL": other_peer or peer,
        }
        log = self.folder / f"toy-{role}-{port}.log"
        process = ToyProcess({k: v for k, v in environment.items() if v}, port, log)
        self.processes.append(process)
        return process

    async def enqueue(self, *messages: Message) -> None:
        """Commit messages to the outbox."""
        async with self.database.transaction() as session:
            await enqueue(session, *messages)

    async def notes(self, like: str = "%") -> int:
        """How many notes there are."""
        async with self.database.transaction() as session:
            query = select(func.count()).select_from(NOTES).where(NOTES.c.text.like(like))
            return await session.scalar(query) or 0

    async def texts(self) -> set[str]:
        """The texts of all notes."""
        async with self.database.transaction() as session:
            return set(await session.scalars(select(NOTES.c.text)))

    async def outbox(self) -> list[Any]:
        """The rows of the outbox."""
        async with self.database.transaction() as session:
            return list(await session.execute(select(self.database.tables.outbox)))

    async def has_notes(self, number: int, like: str = "%") -> None:
        """Wait for that many notes and an empty outbox of living messages."""

        async def there() -> bool:
            try:
                living = [row for row in await self.outbox() if row.dead_at is None]
                return await self.notes(like) >= number and not living
            except Exception:  # the database may be down just now
                return False

        await eventually(there, f"{number} notes like {like}")

    async def run(self, statement: str) -> None:
        """Commit one SQL statement."""
        async with self.database.transaction() as session:
            await session.execute(text(statement))

    async def close(self) -> None:
        """Kill what runs."""
        for process in self.processes:
            process.end()
        await self.database.close()


def closing(reason: str, incident: UUID | None = None) -> CloseGroup:
    """A message to the first destination."""
    return CloseGroup(incident_id=incident or uuid4(), reason=reason)
