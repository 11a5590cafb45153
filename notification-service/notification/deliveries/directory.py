"""What oncall knows of people: language, and the address of the account. A copy for minutes."""

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


@dataclass(frozen=True)
class Known:
    """A person; empty where oncall could not be asked."""

    email: str = ""
    language: str = "en"
    until: float = 0.0


@dataclass
class Directory:
    """Asks oncall, and remembers."""

    oncall: OnCallClient
    _known: dict[UUID, Known] = field(default_factory=dict[UUID, Known])

    async def person(self, person_id: UUID) -> Known:
        """The person; an old copy rather than none while oncall does not answer."""
        now = time.monotonic()
        known = self._known.get(person_id)
        if known is not None and known.until > now:
            return known
        try:
            found = await self.oncall.person(person_id)
            known = Known(found.email or "", found.language, now + FRESH_SECONDS)
        except (ApiError, httpx.HTTPError, ValueError):
            old = known or Known()
            known = Known(old.email, old.language, now + AGAIN_SECONDS)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[person_id] = known
        return known
