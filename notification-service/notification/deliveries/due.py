"""A delivery that was claimed: what its sender needs to know of it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from platform_contracts.vocabulary import Channel


@dataclass(frozen=True)
class Due:
    """One claimed delivery; `number` is that of the attempt, counted from 1."""

    id: UUID
    token: UUID
    kind: str
    notify_key: str
    incident_id: UUID | None
    incident_number: int | None
    cycle: int
    person_id: UUID
    person: dict[str, Any]
    channel: Channel
    address: str
    provider: str
    page: dict[str, Any]
    number: int
    due_at: datetime
    expires_at: datetime
    bundle_id: UUID | None

    @property
    def method(self) -> tuple[Channel, str]:
        """What the budget of a storm counts."""
        return self.channel, self.address


def due_of(row: Any) -> Due:
    """A claimed row as the driver returns it."""
    return Due(
        id=row.id,
        token=row.claim_token,
        kind=row.kind,
        notify_key=row.notify_key,
        incident_id=row.incident_id,
        incident_number=row.incident_number,
        cycle=row.cycle or 0,
        person_id=row.person_id,
        person=_document(row.person),
        channel=Channel(row.channel),
        address=row.address,
        provider=row.provider,
        page=_document(row.page),
        number=row.attempts_made + 1,
        due_at=row.due_at,
        expires_at=row.expires_at,
        bundle_id=row.bundle_id,
    )


def _document(value: Any) -> dict[str, Any]:
    """JSONB: text when it comes straight from the driver."""
    return json.loads(value) if isinstance(value, str) else value
