"""When one method fails, the person's next one is used at once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.contact_methods import repository as contact_methods
from notification.deliveries import repository
from notification.deliveries.models import DeliveryRow
from notification.domain.life import OPEN, WAITING
from notification.domain.providers import provider_of
from platform_contracts.vocabulary import Channel, DeliveryState
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id

LANE = "deliveries"


@dataclass(frozen=True)
class Failover:
    """Knows which channels are set up."""

    usable: Callable[[], Collection[Channel]]

    async def use_next(self, session: AsyncSession, failed: UUID, notify_key: str) -> bool:
        """Send the page by the person's next method now; False when there is no other one.

        That is the next delivery of the page that waits for its time, else a method that the
        person's rules do not name for this page. What is under way already is enough.
        """
        now = await read_clock(session)
        rows = await repository.of_page(session, notify_key)
        mine = next(row for row in rows if row.id == failed)
        others = [row for row in rows if row.id != failed and row.state in OPEN]
        elsewhere = [row for row in others if _method(row) != _method(mine)]
        if any(row.state not in WAITING or row.due_at <= now for row in elsewhere):
            return True
        session.info.setdefault("lanes", set()).add(LANE)
        fresh = [row for row in elsewhere if row.state == DeliveryState.QUEUED]
        if fresh:
            fresh[0].due_at = now
            await session.flush()
            return True
        return await self._add_unused(session, mine, rows) or bool(others)

    async def _add_unused(
        self, session: AsyncSession, mine: DeliveryRow, rows: Collection[DeliveryRow]
    ) -> bool:
        now = await read_clock(session)
        used = {_method(row) for row in rows}
        for method in await contact_methods.of_person(session, mine.person_id):
            channel = Channel(method.channel)
            if (method.channel, method.address) in used or channel not in self.usable():
                continue
            session.add(
                DeliveryRow(
                    id=new_id(),
                    notify_key=mine.notify_key,
                    kind=mine.kind,
                    priority=mine.priority,
                    incident_id=mine.incident_id,
                    incident_number=mine.incident_number,
                    cycle=mine.cycle,
                    level=mine.level,
                    person_id=mine.person_id,
                    person=mine.person,
                    channel=channel,
                    address=method.address,
                    provider=provider_of(channel, method.address),
                    page=mine.page,
                    state=DeliveryState.QUEUED,
                    due_at=now,
                    expires_at=max(mine.expires_at, now + (mine.expires_at - mine.created_at)),
                    created_at=now,
                )
            )
            await session.flush()
            return True
        return False


def _method(row: DeliveryRow) -> tuple[str, str]:
    return row.channel, row.address
