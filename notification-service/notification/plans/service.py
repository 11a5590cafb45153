"""Expanding pages by people's rules: those of the request, or the saved ones."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.domain.expansion import Cancelled, Notified, expand
from notification.domain.rules import NO_RULES, PUSH_AT_ONCE, Rule, Rules
from notification.notification_rules.service import rules_of_people
from platform_contracts.paging import Plan, PlanEntry, PlannedPage, PlanRequest, PlanRules
from platform_contracts.vocabulary import Urgency
from platform_kit.problems import Invalid

KnownRules = dict[tuple[str, Urgency], Rules]


async def make_plan(session: AsyncSession, body: PlanRequest) -> Plan:
    """The messages that would leave, in order of time. Raises Invalid for an incomplete page."""
    entries = [_entry(entry, index) for index, entry in enumerate(body.entries)]
    known = await _stored(session, body) if body.stored else _given(body.rules)

    def rules_of(person: str, urgency: str) -> Rules:
        rules = known.get((person, Urgency(urgency)), NO_RULES)
        return rules if rules.steps else replace(rules, steps=PUSH_AT_ONCE)

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


def _given(rules: Mapping[str, PlanRules]) -> KnownRules:
    """The rules of the request."""
    return {
        (person, urgency): Rules(tuple(Rule(s.after_min, s.channel) for s in steps or ()))
        for person, own in rules.items()
        for urgency, steps in ((Urgency.HIGH, own.high), (Urgency.LOW, own.low))
    }


async def _stored(session: AsyncSession, body: PlanRequest) -> KnownRules:
    """The saved rules of the people paged; their ids stand in the entries."""
    try:
        people = {UUID(entry.person) for entry in body.entries if entry.person}
    except ValueError:
        raise Invalid.field("entries", "stored rules belong to people's ids") from None
    found = await rules_of_people(session, people)
    return {(str(person), urgency): rules for (person, urgency), rules in found.items()}
