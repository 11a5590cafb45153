"""Notification rules: putting and reading them."""

from collections.abc import Collection
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from notification.domain.rules import QuietHours, Rule, Rules
from notification.notification_rules import repository
from platform_contracts.notifications import (
    NotificationRules,
    PutNotificationRules,
    RuleStep,
)
from platform_contracts.notifications import QuietHours as QuietHoursOfRules
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
) -> dict[tuple[UUID, Urgency], Rules]:
    """The rules that hold for pages of each urgency; people without rules are left out.

    Quiet hours hold for low urgency: what is urgent wakes people.
    """
    found: dict[tuple[UUID, Urgency], Rules] = {}
    for row in await repository.of_people(session, people):
        rules = NotificationRules.model_validate(row)
        found[row.person_id, Urgency.HIGH] = Rules(_steps(rules.high))
        found[row.person_id, Urgency.LOW] = Rules(_steps(rules.low), quiet_of(rules.quiet_hours))
    return found


def quiet_of(hours: QuietHoursOfRules | None) -> QuietHours | None:
    """Quiet hours as the rules count with them."""
    if hours is None:
        return None
    return QuietHours(
        time.fromisoformat(hours.start), time.fromisoformat(hours.end), ZoneInfo(hours.timezone)
    )


def _steps(steps: Collection[RuleStep]) -> tuple[Rule, ...]:
    return tuple(Rule(step.after_min, step.channel) for step in steps)
