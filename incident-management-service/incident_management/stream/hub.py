"""Hands each event to every browser that follows: one poll of the table serves them all."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager

from incident_management.metrics import STREAM_CLIENTS
from incident_management.stream import repository
from incident_management.stream.repository import Position, StreamRow
from incident_management.stream.service import LANE
from platform_kit.database import Database
from platform_kit.worker import Job

QUEUE = 1000

Follower = asyncio.Queue[StreamRow | None]


class Hub:
    """Followers of this process. A follower that is too slow is ended and reconnects."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._followers: set[Follower] = set()
        self._position: Position | None = None
        self._placing = asyncio.Lock()

    @contextmanager
    def follow(self) -> Generator[Follower]:
        """A queue of what comes from now on; None means: reconnect."""
        follower: Follower = asyncio.Queue(QUEUE)
        self._followers.add(follower)
        STREAM_CLIENTS.set(len(self._followers))
        try:
            yield follower
        finally:
            self._followers.discard(follower)
            STREAM_CLIENTS.set(len(self._followers))

    def job(self) -> Job:
        """The poll: right after a commit of this process, else four times a second."""
        return Job("stream", self._turn, 0.25, LANE)

    def close(self) -> None:
        """End every follower."""
        for follower in self._followers:
            _end(follower)

    async def place(self) -> None:
        """From now on nothing is passed over: whoever follows reads what was before by itself."""
        async with self._placing:
            if self._position is None:
                async with self._database.transaction() as session:
                    self._position = await repository.end_of_stream(session)

    async def _turn(self) -> bool:
        if not self._followers:
            self._position = None
            return False
        await self.place()
        position = self._position
        if position is None:
            return False
        async with self._database.transaction() as session:
            rows = await repository.events_after(session, position)
        for row in rows:
            self._position = row.position
            self._hand_out(row)
        return bool(rows)

    def _hand_out(self, row: StreamRow) -> None:
        for follower in list(self._followers):
            try:
                follower.put_nowait(row)
            except asyncio.QueueFull:
                self._followers.discard(follower)
                _end(follower)


def _end(follower: Follower) -> None:
    while not follower.empty():
        follower.get_nowait()
    follower.put_nowait(None)
