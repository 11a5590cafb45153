"""Expanding pages by people's rules: those of the request, or the saved ones."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.domain.expansion import Cancelled, Notified, expand
from notification.domain.rules import PUSH_AT_ONCE, Rule
from notification.notification_rules import repository as notification_rules
from platform_contracts.paging import Plan, PlanEntry, PlannedPage, PlanRequest, PlanRules
from platform_kit.problems import Invalid


async def make_plan(session: AsyncSession, body: PlanRequest) -> Plan:
    """The messages that would leave, in order of time. Raises Invalid for an incomplete page."""
    entries = [_entry(entry, index) for index, entry in enumerate(body.entries)]
    rules = await _stored(session, body) if body.stored else body.rules

    def rules_of(person: str, urgency: str) -> tuple[Rule, ...]:
        own = rules.get(person, PlanRules())
        steps = own.low if urgency == "low" else own.high
        return tuple(Rule(s.after_min, s.channel) for s in steps or ()) or PUSH_AT_ONCE

    messages = expand(entries, rules_of)
    return Plan(
        pages=[
            PlannedPage(
                incident=message.page.incident,
                person=message.page.person,
                channel=message.channel,
                level=message.page.level,
                urgency=message.page.urgency,
                at=message.at,
            )
            for message in messages
            if body.until is None or message.at <= body.until
        ]
    )


def _entry(entry: PlanEntry, index: int) -> Notified | Cancelled:
    if entry.type == "cancel":
        return Cancelled(entry.incident, entry.at, frozenset(entry.keep))
    if entry.person is None:
        raise Invalid.field(f"entries.{index}.person", "a page goes to somebody")
    return Notified(entry.incident, entry.person, entry.level, entry.urgency, entry.at)


async def _stored(session: AsyncSession, body: PlanRequest) -> dict[str, PlanRules]:
    """The saved rules of the people paged; their ids stand in the entries."""
    try:
        people = {UUID(entry.person) for entry in body.entries if entry.person}
    except ValueError:
        raise Invalid.field("entries", "stored rules belong to people's ids") from None
    rows = await notification_rules.of_people(session, people)
    return {
        str(row.person_id): PlanRules.model_validate({"high": row.high, "low": row.low})
        for row in rows
    }
