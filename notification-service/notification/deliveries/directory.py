"""What oncall knows of people: language, and the address of the account. A copy for minutes."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import httpx

from platform_contracts.clients.base import ApiError
from platform_contracts.clients.oncall import OnCallClient

FRESH_SECONDS: Final = 600.0
AGAIN_SECONDS: Final = 30.0
MOST: Final = 10_000
LONGEST_WAIT: Final = 0.3


@dataclass(frozen=True)
class Known:
    """A person; empty where oncall could not be asked."""

    email: str = ""
    language: str = "en"
    until: float = 0.0


@dataclass
class Directory:
    """Asks oncall, and remembers. A page never waits long for it."""

    oncall: OnCallClient
    _known: dict[UUID, Known] = field(default_factory=dict[UUID, Known])
    _asking: dict[UUID, asyncio.Task[None]] = field(default_factory=dict[UUID, asyncio.Task[None]])

    async def person(self, person_id: UUID) -> Known:
        """The person; an old copy, or none, while oncall does not answer at once."""
        known = self._known.get(person_id)
        if known is not None and known.until > time.monotonic():
            return known
        asking = self._asking.get(person_id)
        if asking is None:
            asking = asyncio.create_task(self._ask(person_id))
            self._asking[person_id] = asking
            asking.add_done_callback(lambda _: self._asking.pop(person_id, None))
        await asyncio.wait([asking], timeout=LONGEST_WAIT)
        return self._known.get(person_id) or Known()

    async def _ask(self, person_id: UUID) -> None:
        old = self._known.get(person_id) or Known()
        try:
            found = await self.oncall.person(person_id)
            known = Known(found.email or "", found.language, time.monotonic() + FRESH_SECONDS)
        except (ApiError, httpx.HTTPError, ValueError):
            known = Known(old.email, old.language, time.monotonic() + AGAIN_SECONDS)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[person_id] = known
