"""Accepting pages and cancelling them."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from notification.contact_methods import repository as contact_methods
from notification.deliveries import repository as deliveries
from notification.deliveries.sender import LANE
from notification.domain.rules import Method, Planned, plan
from notification.notification_rules.service import rules_for
from notification.notifications import repository
from platform_contracts.messages import Announce, CancelDeliveries, DeliveryChanged, Notify
from platform_contracts.vocabulary import Channel, DeliveryState
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue

log = get_logger()


class Intake:
    """Turns pages into deliveries, by the person's rules and the channels that are set up."""

    def __init__(self, page_ttl: timedelta) -> None:
        self.usable: frozenset[Channel] = frozenset()
        self._page_ttl = page_ttl

    async def accept(self, session: AsyncSession, message: Notify) -> None:
        """Plan the deliveries of a page; a repeated or answered one is dropped."""
        now = await read_clock(session)
        fresh = await repository.accept(
            session, message.key, message.incident_id, message.person.id, now
        )
        stop = await repository.stop_of(session, message.incident_id)
        if not fresh or (stop is not None and message.cycle <= stop.cycle):
            return
        rules = await rules_for(session, message.person.id, message.urgency)
        planned = plan(rules, await self._methods(session, message), self.usable, message.at)
        if not planned:
            await _tell_unreachable(session, message)
            return
        await deliveries.add(session, [self._row(message, step, now) for step in planned])
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

    async def _methods(self, session: AsyncSession, message: Notify) -> list[Method]:
        """The person's contact methods; without any, the e-mail address of the account."""
        rows = await contact_methods.of_person(session, message.person.id)
        methods = [Method(Channel(row.channel), row.address) for row in rows]
        if not methods and message.person.email:
            methods = [Method(Channel.EMAIL, message.person.email)]
        return methods

    def _row(self, message: Notify, step: Planned, now: object) -> dict[str, object]:
        return {
            "id": new_id(),
            "notify_key": message.key,
            "incident_id": message.incident_id,
            "incident_number": message.number,
            "cycle": message.cycle,
            "level": message.level,
            "person_id": message.person.id,
            "person": message.person.model_dump(mode="json"),
            "channel": step.method.channel,
            "address": step.method.address,
            "page": message.model_dump(mode="json"),
            "state": DeliveryState.QUEUED,
            "reason": "",
            "attempts_made": 0,
            "claims": 0,
            "due_at": step.due_at,
            "expires_at": step.due_at + self._page_ttl,
            "created_at": now,
        }


async def _tell_unreachable(session: AsyncSession, message: Notify) -> None:
    """Nobody sees a page that cannot leave, so the incident says it."""
    log.error("person_unreachable", person=message.person.name)
    await enqueue(
        session,
        DeliveryChanged(
            incident_id=message.incident_id,
            delivery_id=new_id(),
            person=message.person,
            channel=Channel.EMAIL,
            state=DeliveryState.FAILED,
            reason="no contact method that is set up",
            last_channel=True,
            at=await read_clock(session),
        ),
    )


async def on_announce(_: AsyncSession, message: Announce) -> None:
    """Say in the log what has no channel of its own yet: shifts, gaps, warnings."""
    log.info("announcement", topic=message.topic, title=message.title)
