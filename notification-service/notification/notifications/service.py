"""Accepting pages and cancelling them; rooms are told of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.registry import Channels
from notification.contact_methods import repository as contact_methods
from notification.contact_methods.service import methods_of
from notification.deliveries import repository as deliveries
from notification.deliveries.notice import RoomPost
from notification.deliveries.rows import page_row, room_row
from notification.deliveries.sender import LANE
from notification.domain.rules import NO_RULES, plan
from notification.notification_rules.service import rules_of_people
from notification.notifications import repository
from platform_contracts.messages import CancelDeliveries, DeliveryChanged, Notify
from platform_contracts.vocabulary import Channel, DeliveryState, IncidentStatus
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import outbox_part
from platform_kit.statements import write

log = get_logger()


@dataclass(frozen=True)
class Intake:
    """Turns pages into deliveries, by people's rules and the channels that are set up."""

    channels: Channels
    page_ttl: timedelta

    async def accept(self, session: AsyncSession, messages: Sequence[Notify]) -> None:
        """Plan the deliveries of pages; repeated and answered ones are dropped."""
        pages = {message.key: message for message in messages}
        rooms = self._rooms(list(pages.values()))
        keys = [_key(key, page) for key, page in [*pages.items(), *_firsts(rooms)]]
        fresh = await repository.accept(session, keys)
        stops = await repository.stops_of(session, [page.incident_id for page in pages.values()])
        wanted = [
            page
            for key, page in pages.items()
            if key in fresh and page.cycle > stops.get(page.incident_id, 0)
        ]
        if not wanted:
            return
        now = await read_clock(session)
        rows, unreachable = await self._plan(session, wanted, now)
        rows += [
            room_row(RoomPost(page=page, status=IncidentStatus.OPEN), channel, room, now)
            for key, (page, channel, room) in rooms.items()
            if key in fresh and page in wanted
        ]
        told = await outbox_part(session, [_unreachable(page, now) for page in unreachable])
        await write(session, deliveries.new_deliveries(rows), told)
        session.info.setdefault("lanes", set()).add(LANE)

    async def cancel(self, session: AsyncSession, message: CancelDeliveries) -> None:
        """The incident was answered: what waits is not sent, and what still comes is dropped."""
        await repository.stop(
            session,
            message.incident_id,
            message.cycle,
            final=message.final,
            reason=message.reason,
        )
        await deliveries.supersede(
            session, message.incident_id, message.cycle, message.reason, message.keep
        )
        await self._tell_rooms(session, message)

    async def _plan(
        self, session: AsyncSession, wanted: Sequence[Notify], now: datetime
    ) -> tuple[list[dict[str, Any]], list[Notify]]:
        """The rows of new deliveries, and the pages that reach nobody."""
        people = {page.person.id for page in wanted}
        rules = await rules_of_people(session, people)
        known = await contact_methods.of_people(session, people)
        usable = self.channels.usable()
        rows: list[dict[str, Any]] = []
        unreachable: list[Notify] = []
        for page in wanted:
            own = rules.get((page.person.id, page.urgency), NO_RULES)
            planned = plan(own, methods_of(page.person, known), usable, page.at)
            rows += [page_row(page, p.method, p.due_at, self.page_ttl, now) for p in planned]
            if not planned:
                unreachable.append(page)
        return rows, unreachable

    def _rooms(self, pages: Sequence[Notify]) -> dict[str, tuple[Notify, Channel, str]]:
        """The rooms that show an incident, by a key that is used once in each of its cycles."""
        found: dict[str, tuple[Notify, Channel, str]] = {}
        for page in pages:
            for channel, room in self.channels.rooms(page.service, None):
                key = f"room/{page.incident_id}/{page.cycle}/{channel}"
                found.setdefault(key, (page, channel, room))
        return found

    async def _tell_rooms(self, session: AsyncSession, message: CancelDeliveries) -> None:
        try:
            status = IncidentStatus(message.reason)
        except ValueError:
            return
        known = await deliveries.rooms_of(session, message.incident_id)
        if not known:
            return
        now = await read_clock(session)
        await deliveries.supersede_rooms(session, message.incident_id)
        rows: list[dict[str, Any]] = []
        for row in known:
            post = RoomPost.model_validate(row.page).model_copy(update={"status": status})
            rows.append(room_row(post, Channel(row.channel), row.address, now))
        await write(session, deliveries.new_deliveries(rows))
        session.info.setdefault("lanes", set()).add(LANE)


def _firsts(rooms: dict[str, tuple[Notify, Channel, str]]) -> list[tuple[str, Notify]]:
    return [(key, page) for key, (page, _, _) in rooms.items()]


def _key(key: str, page: Notify) -> dict[str, Any]:
    return {"key": key, "incident_id": page.incident_id, "person_id": page.person.id}


def _unreachable(page: Notify, now: datetime) -> DeliveryChanged:
    """Nobody sees a page that cannot leave, so the incident says it."""
    log.error("person_unreachable", person=page.person.name)
    return DeliveryChanged(
        incident_id=page.incident_id,
        delivery_id=new_id(),
        person=page.person,
        channel=Channel.EMAIL,
        state=DeliveryState.FAILED,
        reason="no contact method that is set up",
        last_channel=True,
        at=now,
    )
