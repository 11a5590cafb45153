"""Finding the sender of a key on the hot path: keys of the last seconds are remembered."""

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from alert_ingestion.domain.event import Sender
from alert_ingestion.integrations import repository
from alert_ingestion.integrations.models import IntegrationRow
from alert_ingestion.integrations.service import key_hash
from alert_ingestion.sources.mapping import Mapping
from platform_kit.addresses import Network, networks
from platform_kit.database import Database
from platform_kit.problems import NotFound
from platform_kit.secrets import Vault

KNOWN_SECONDS = 10.0
MOST_KNOWN = 10_000


@dataclass(frozen=True)
class Known:
    """A sender as the wires use it: who it is, how it is read and what it must show."""

    id: UUID | None
    source: str
    sender: Sender
    enabled: bool = True
    rate_limit: int | None = None
    networks: tuple[Network, ...] = ()
    mapping: Mapping | None = None
    email: dict[str, Any] | None = None
    sealed_secret: bytes | None = None


class Senders:
    """Integrations by key, so that a flood costs one query every ten seconds.

    An unknown key is remembered too; a change of an integration is seen at once in the process
    that made it, elsewhere after those seconds.
    """

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._known: dict[str, tuple[float, Known | None]] = {}

    async def find(self, database: Database, key: str) -> Known:
        """The integration of a key. Raises NotFound."""
        digest = key_hash(key)
        at = time.monotonic()
        remembered = self._known.get(digest)
        if remembered is None or remembered[0] <= at:
            async with database.transaction() as session:
                row = await repository.by_hash(session, digest)
            if len(self._known) > MOST_KNOWN:
                self._known.clear()
            remembered = (at + KNOWN_SECONDS, known_of(row) if row else None)
            self._known[digest] = remembered
        if remembered[1] is None:
            raise NotFound("there is no integration with this key")
        return remembered[1]

    def secret(self, known: Known) -> str | None:
        """The secret it signs with, None when it does not sign. Raises Conflict."""
        return self._vault.open(known.sealed_secret) if known.sealed_secret else None

    def forget(self) -> None:
        """An integration was changed."""
        self._known.clear()


def known_of(row: IntegrationRow) -> Known:
    """An integration's row as the wires use it."""
    seconds = row.resolve_after_seconds
    templates = {name: text for name, text in (row.mapping or {}).items() if text}
    sender = Sender(
        scope=str(row.id),
        integration_id=row.id,
        service=row.service,
        team=row.team,
        environment=row.environment,
        strategy=row.strategy,
        resolve_after=timedelta(seconds=seconds) if seconds else None,
    )
    return Known(
        id=row.id,
        source=row.source,
        sender=sender,
        enabled=row.enabled,
        rate_limit=row.rate_limit_per_minute,
        networks=networks(",".join(row.allowed_networks)),
        mapping=Mapping(templates) if templates else None,
        email=row.email,
        sealed_secret=row.secret,
    )
