"""Notification rules: putting and reading them."""

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


async def rules_for(session: AsyncSession, person_id: UUID, urgency: Urgency) -> list[Rule]:
    """The rules that hold for a page of this urgency."""
    rules = await get_rules(session, person_id)
    steps = rules.low if urgency is Urgency.LOW else rules.high
    return [Rule(step.after_min, step.channel) for step in steps]
