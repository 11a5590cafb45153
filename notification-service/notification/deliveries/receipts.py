"""What providers and devices tell later: it arrived, or it did not. No receipt is a failure too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from notification import metrics
from notification.deliveries import repository
from notification.deliveries.failover import Failover
from notification.deliveries.models import DeliveryRow
from platform_contracts.messages import DeliveryChanged
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel, DeliveryState
from platform_kit.clock import now as read_clock
from platform_kit.database import Database, after_commit
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue
from platform_kit.worker import Job

EVERY_SECONDS: Final = 2.0
BATCH: Final = 50
NONE_CAME: Final = "the provider took it, but no receipt came"

log = get_logger()


@dataclass(frozen=True)
class Receipts:
    """Confirms messages; for those that did not arrive the next method is used."""

    database: Database
    failover: Failover

    def jobs(self) -> list[Job]:
        """Looking for receipts that should be here by now."""
        return [Job("receipts", self._turn, EVERY_SECONDS)]

    async def confirm(self, session: AsyncSession, rows: Sequence[DeliveryRow]) -> None:
        """They arrived."""
        for row in rows:
            row.receipt, row.receipt_due_at = "confirmed", None
        await session.flush()

    async def fail(
        self, session: AsyncSession, rows: Sequence[DeliveryRow], reason: str, receipt: str
    ) -> None:
        """They did not arrive: the next method at once. What was confirmed stays so."""
        for row in rows:
            if row.receipt == "confirmed":
                continue
            row.receipt, row.receipt_due_at, row.reason = receipt, None, reason
            await session.flush()
            if row.kind != "page" or row.incident_id is None:
                continue
            more = await self.failover.use_next(session, row.id, row.notify_key)
            log.warning("delivery_not_confirmed", channel=row.channel, reason=reason)
            await enqueue(
                session,
                DeliveryChanged(
                    incident_id=row.incident_id,
                    delivery_id=row.id,
                    person=PersonRef.model_validate(row.person),
                    channel=Channel(row.channel),
                    state=DeliveryState.FAILED,
                    reason=reason,
                    last_channel=not more,
                    at=await read_clock(session),
                ),
            )

    async def _turn(self) -> bool:
        async with self.database.transaction() as session:
            rows = await repository.receipts_missing(session, BATCH)
            await self.fail(session, rows, NONE_CAME, "missing")
            channels = [row.channel for row in rows]

            def count() -> None:
                for channel in channels:
                    metrics.RECEIPTS_MISSING.labels(channel=channel).inc()

            after_commit(session, count)
        return len(rows) == BATCH
