"""Accepting pages and cancelling them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from notification.contact_methods import repository as contact_methods
from notification.contact_methods.models import ContactMethodRow
from notification.deliveries import repository as deliveries
from notification.deliveries.sender import LANE
from notification.domain.providers import provider_of
from notification.domain.rules import Method, Planned, plan
from notification.notification_rules.service import rules_of_people
from notification.notifications import repository
from platform_contracts.messages import Announce, CancelDeliveries, DeliveryChanged, Notify
from platform_contracts.vocabulary import Channel, DeliveryState, Urgency
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import outbox_part
from platform_kit.statements import write

log = get_logger()


class Intake:
    """Turns pages into deliveries, by people's rules and the channels that are set up."""

    def __init__(self, page_ttl: timedelta, usable: Callable[[], Collection[Channel]]) -> None:
        self._usable = usable
        self._page_ttl = page_ttl

    async def accept(self, session: AsyncSession, messages: Sequence[Notify]) -> None:
        """Plan the deliveries of pages; repeated and answered ones are dropped."""
        pages = {message.key: message for message in messages}
        fresh = await repository.accept(session, [_notification(page) for page in pages.values()])
        stops = await repository.stops_of(session, [page.incident_id for page in pages.values()])
        wanted = [
            page
            for key, page in pages.items()
            if key in fresh and page.cycle > stops.get(page.incident_id, 0)
        ]
        if not wanted:
            return
        now = await read_clock(session)
        people = {page.person.id for page in wanted}
        rules = await rules_of_people(session, people)
        methods = await contact_methods.of_people(session, people)
        usable = self._usable()
        rows: list[dict[str, Any]] = []
        unreachable: list[Notify] = []
        for page in wanted:
            steps = rules.get((page.person.id, page.urgency), [])
            planned = plan(steps, _methods(page, methods), usable, page.at)
            rows += [self._row(page, step, now) for step in planned]
            if not planned:
                unreachable.append(page)
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

    def _row(self, page: Notify, step: Planned, now: datetime) -> dict[str, Any]:
        return {
            "id": new_id(),
            "notify_key": page.key,
            "kind": "page",
            "priority": 0 if page.urgency is Urgency.HIGH else 1,
            "incident_id": page.incident_id,
            "incident_number": page.number,
            "cycle": page.cycle,
            "level": page.level,
            "person_id": page.person.id,
            "person": page.person,
            "channel": step.method.channel,
            "address": step.method.address,
            "provider": provider_of(step.method.channel, step.method.address),
            "page": page,
            "state": DeliveryState.QUEUED,
            "due_at": step.due_at,
            "expires_at": step.due_at + self._page_ttl,
            "created_at": now,
        }


def _notification(page: Notify) -> dict[str, Any]:
    return {"key": page.key, "incident_id": page.incident_id, "person_id": page.person.id}


def _methods(page: Notify, known: Sequence[ContactMethodRow]) -> list[Method]:
    """The person's contact methods; without any, the e-mail address of the account."""
    methods = [
        Method(Channel(row.channel), row.address)
        for row in known
        if row.person_id == page.person.id
    ]
    if not methods and page.person.email:
        methods = [Method(Channel.EMAIL, page.person.email)]
    return methods


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


async def on_announce(_: AsyncSession, message: Announce) -> None:
    """Say in the log what has no channel of its own yet: shifts, gaps, warnings."""
    log.info("announcement", topic=message.topic, title=message.title)
