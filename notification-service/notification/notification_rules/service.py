"""Notification rules: putting and reading them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.domain.rules import Rule
from notification.notification_rules import repository
from platform_contracts.notifications import NotificationRules, PutNotificationRules
from platform_contracts.vocabulary import Urgency


async def put_rules(
    session: AsyncSession, person_id: UUID, body: PutNotificationRules
) -> NotificationRules:
    """Replace a person's rules."""
    row = await repository.put(session, person_id, body.model_dump(mode="json"))
    return NotificationRules.model_validate(row)


async def get_rules(session: AsyncSession, person_id: UUID) -> NotificationRules:
    """A person's rules; empty ones with `default` while none were saved."""
    row = await repository.get(session, person_id)
    if row is None:
        return NotificationRules(person_id=person_id, high=[], low=[], default=True)
    return NotificationRules.model_validate(row)


async def rules_of_people(
    session: AsyncSession, people: Collection[UUID]
) -> dict[tuple[UUID, Urgency], list[Rule]]:
    """The rules that hold for pages of each urgency; people without rules are left out."""
    found: dict[tuple[UUID, Urgency], list[Rule]] = {}
    for row in await repository.of_people(session, people):
        rules = NotificationRules.model_validate(row)
        for urgency, steps in ((Urgency.HIGH, rules.high), (Urgency.LOW, rules.low)):
            found[row.person_id, urgency] = [Rule(s.after_min, s.channel) for s in steps]
    return found
