"""What a reply does: incident-management is asked by message, so none is lost."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.contact_methods import repository as contact_methods
from notification.deliveries import repository as deliveries
from notification.deliveries.models import DeliveryRow
from notification.deliveries.receipts import Receipts
from notification.domain.tokens import ACKNOWLEDGE, CALL, ESCALATE, RECEIPT, RESOLVE, ReplyTokens
from notification.replies import repository
from platform_contracts.messages import ReplyToIncident
from platform_contracts.notifications import ReplyTaken
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import NotFound, Problem

VALID: Final = timedelta(hours=24)
Action = Literal["acknowledge", "resolve", "escalate"]
ACTIONS: Final[dict[str, Action]] = {
    "ack": "acknowledge",
    ACKNOWLEDGE: "acknowledge",
    RESOLVE: "resolve",
    ESCALATE: "escalate",
}


class Gone(Problem):
    """The link is older than a day."""

    status = 410
    type = "gone"
    title = "This link is not valid any more"


async def delivery_of(
    session: AsyncSession, tokens: ReplyTokens, token: str, now: datetime
) -> tuple[DeliveryRow, str]:
    """The delivery and action of a token. Raises NotFound, Gone."""
    try:
        delivery_id, action = tokens.read(token)
    except ValueError:
        raise NotFound("there is no such link") from None
    row = await deliveries.find(session, delivery_id)
    if row is None or row.incident_id is None:
        raise NotFound("there is no such link")
    if now > row.created_at + VALID:
        raise Gone("links in messages are valid for a day: open the incident instead")
    return row, action


async def take_link(
    session: AsyncSession, tokens: ReplyTokens, token: str, now: datetime
) -> ReplyTaken:
    """Do what a link says, once. Raises NotFound, Gone."""
    row, action = await delivery_of(session, tokens, token, now)
    if action not in ACTIONS:
        raise NotFound("there is no such link")
    return await take(session, row, ACTIONS[action])


async def take(session: AsyncSession, row: DeliveryRow, action: Action) -> ReplyTaken:
    """Do it in the name of the person who was paged; a second time has no effect."""
    fresh = await repository.use(session, row.id, action)
    if fresh and row.incident_id is not None:
        person = PersonRef.model_validate(row.person)
        await ask(session, row.incident_id, action, row.channel, person=person)
    return ReplyTaken(action=action, incident_number=row.incident_number, before=not fresh)


async def ask(
    session: AsyncSession,
    incident_id: UUID,
    action: Action,
    source: str,
    *,
    person: PersonRef | None = None,
    by: str = "",
) -> None:
    """Ask incident-management, in the name of a person or of somebody whom only `source` knows."""
    name = person.name if person else by
    who = PersonRef(id=person.id, name=person.name) if person else None
    await enqueue(
        session,
        ReplyToIncident(incident_id=incident_id, action=action, source=source, by=name, person=who),
    )


async def confirm_receipt(
    session: AsyncSession, receipts: Receipts, tokens: ReplyTokens, token: str, now: datetime
) -> None:
    """The device has shown the message. Raises NotFound, Gone."""
    row, action = await delivery_of(session, tokens, token, now)
    if action != RECEIPT:
        raise NotFound("there is no such link")
    await receipts.confirm(session, [row])


async def call_of(
    session: AsyncSession, tokens: ReplyTokens, token: str, now: datetime
) -> DeliveryRow:
    """The page that a call is about. Raises NotFound, Gone."""
    row, action = await delivery_of(session, tokens, token, now)
    if action != CALL:
        raise NotFound("there is no such call")
    return row


async def incident_named(session: AsyncSession, name: str) -> UUID:
    """The incident that a button names by id or number. Raises NotFound."""
    try:
        return UUID(name)
    except ValueError:
        pass
    number = name.lower().removeprefix("inc-")
    found = await repository.incident_by_number(session, int(number)) if number.isdigit() else None
    if found is None:
        raise NotFound(f"nobody was paged for {name[:64]}")
    return found


async def person_at(
    session: AsyncSession, channel: Channel, address: str, name: str
) -> PersonRef | None:
    """Whose contact method that is, under the name that the provider knows."""
    row = await contact_methods.by_address(session, channel, address)
    return PersonRef(id=row.person_id, name=name or row.label or address) if row else None
