"""Making integrations, and finding the sender of a key on the hot path."""

import hashlib
import secrets
import time
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.domain.event import Sender
from alert_ingestion.integrations import repository
from alert_ingestion.integrations.models import IntegrationRow
from platform_contracts.alerts import CreateIntegration, Integration, IntegrationCreated
from platform_contracts.base import Page
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import NotFound

KNOWN_SECONDS = 30.0
MOST_KNOWN = 10_000


def key_hash(key: str) -> str:
    """What is stored of a key: random keys need no salt."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


async def create(
    session: AsyncSession, body: CreateIntegration, public_url: str, now: datetime
) -> IntegrationCreated:
    """A new sender; its key is shown this once."""
    key = secrets.token_urlsafe(32)
    row = IntegrationRow(
        id=new_id(),
        key_hash=key_hash(key),
        key_prefix=key[:6],
        created_at=now,
        **body.model_dump(),
    )
    session.add(row)
    await session.flush()
    shown = Integration.model_validate(row).model_dump()
    url = f"{public_url.rstrip('/')}/hooks/{key}"
    return IntegrationCreated(**shown, key=key, url=url)


async def list_integrations(
    session: AsyncSession, cursor: str | None, limit: int
) -> Page[Integration]:
    """Integrations, without their keys."""
    after: str = decode_cursor(cursor, str)[0] if cursor else ""
    rows = await repository.page(session, after, limit + 1)
    return page_of(rows, limit, Integration.model_validate, lambda row: (row.id,))


class Senders:
    """Keys that were looked up in the last 30 s, so that a flood costs one query."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[float, tuple[Sender, str]]] = {}

    async def find(self, database: Database, key: str) -> tuple[Sender, str]:
        """The sender of a key and its source. Raises NotFound."""
        digest = key_hash(key)
        known = self._known.get(digest)
        if known and known[0] > time.monotonic():
            return known[1]
        async with database.transaction() as session:
            row = await repository.by_hash(session, digest)
        if row is None:
            raise NotFound("there is no integration with this key")
        sender = Sender(
            scope=str(row.id),
            integration_id=row.id,
            service=row.service,
            team=row.team,
            strategy=row.strategy,
        )
        if len(self._known) > MOST_KNOWN:
            self._known.clear()
        self._known[digest] = (time.monotonic() + KNOWN_SECONDS, (sender, row.source))
        return sender, row.source
