"""The recipient list in pages of five, and the history of what was mailed to it."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.kinds import KINDS
from notification.deliveries.models import DeliveryRow
from notification.recipients import repository
from platform_contracts.notifications import (
    AddRecipient,
    Recipient,
    RecipientPage,
    SentMail,
    SentMailPage,
)
from platform_contracts.vocabulary import Channel
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.problems import Conflict, Invalid, NotFound

A_PAGE: Final = 5


async def add(session: AsyncSession, body: AddRecipient, caller: Principal) -> Recipient:
    """Add an address. Raises Invalid, and Conflict for one that is on the list."""
    address = body.address.strip()
    if wrong := KINDS[Channel.EMAIL].address(address):
        raise Invalid.field("address", wrong)
    if await repository.count(session) >= repository.MOST:
        raise Conflict(f"the list holds at most {repository.MOST} addresses")
    values = {"id": new_id(), "address": address, "added_by": caller.name}
    row = await repository.add(session, values | {"added_at": await read_clock(session)})
    if row is None:
        raise Conflict(f"{address} is on the list already")
    return Recipient.model_validate(row)


async def remove(session: AsyncSession, recipient_id: UUID) -> None:
    """Take an address away. Raises NotFound."""
    if not await repository.remove(session, recipient_id):
        raise NotFound("there is no such recipient")


async def list_page(session: AsyncSession, page: int) -> RecipientPage:
    """Five of them; a page past the end is empty."""
    total = await repository.count(session)
    rows = await repository.page(session, (page - 1) * A_PAGE, A_PAGE)
    return RecipientPage(
        items=[Recipient.model_validate(row) for row in rows],
        page=page,
        pages=_pages(total),
        total=total,
    )


async def history(session: AsyncSession, page: int) -> SentMailPage:
    """Five mails, the newest first."""
    total = await repository.count_mails(session)
    rows = await repository.mails(session, (page - 1) * A_PAGE, A_PAGE)
    items = [_mail(row) for row in rows]
    return SentMailPage(items=items, page=page, pages=_pages(total), total=total)


def _mail(row: DeliveryRow) -> SentMail:
    return SentMail.model_validate(
        {
            "id": row.id,
            "at": row.sent_at or row.created_at,
            "address": row.address,
            "subject": row.page.get("title", ""),
            "state": row.state,
            "reason": row.reason,
        }
    )


def _pages(total: int) -> int:
    return max(1, -(-total // A_PAGE))
