"""`POST /api/v1/escalation/simulate`: a policy and a timeline of a request."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import httpx

from oncall.domain.escalation import Became, Level, Paged, Policy, Urgency
from oncall.domain.simulation import Done, Event, OnCallAt, Service, Simulation
from oncall.escalations.rules import rules_of, support_hours
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.paging import (
    PlanEntry,
    PlannedPage,
    PlanRequest,
    SimulatedPage,
    SimulatedPolicy,
    SimulatedService,
    SimulatedShift,
    SimulatedState,
    SimulatedTarget,
    SimulatedTimeline,
    SimulateTimeline,
)
from platform_kit.problems import Invalid, Unavailable

LONGEST: Final = timedelta(days=100)


async def simulate(body: SimulateTimeline, notifications: NotificationsClient) -> SimulatedTimeline:
    """Every page and state up to `until`. Raises Invalid, Unavailable."""
    simulation = Simulation(_policy(body.policy), _service(body.service), _on_call_at(body))
    events = _events(body)
    done = await asyncio.to_thread(simulation.run, events, body.until)
    states = [
        SimulatedState(at=entry.effect.at, key=entry.key, state=entry.effect.state)
        for entry in done
        if isinstance(entry.effect, Became)
    ]
    request = PlanRequest(entries=plan_entries(done), rules=body.user_rules, until=body.until)
    keys = {str(entry.number): entry.key for entry in done}
    pages = [
        SimulatedPage(
            at=page.at,
            key=keys[page.incident],
            user=page.person,
            channel=page.channel,
            level=page.level,
            urgency=page.urgency,
        )
        for page in await planned_pages(notifications, request)
    ]
    return SimulatedTimeline(
        pages=sorted(pages, key=lambda p: (p.at, p.key, p.user, p.channel, p.level)),
        states=sorted(states, key=lambda s: (s.at, s.key, s.state)),
    )


def plan_entries(done: Sequence[Done]) -> list[PlanEntry]:
    """What was done, as notification wants to hear it: pages and cancellations in order."""
    entries: list[PlanEntry] = []
    for entry in done:
        effect, incident = entry.effect, str(entry.number)
        if isinstance(effect, Paged):
            entries += [
                PlanEntry(
                    type="notify",
                    incident=incident,
                    at=effect.at,
                    person=person,
                    level=effect.level,
                    urgency=effect.urgency,
                )
                for person in effect.people
            ]
        elif not isinstance(effect, Became):
            keep = list(effect.keep)
            entries.append(PlanEntry(type="cancel", incident=incident, at=effect.at, keep=keep))
    return entries


async def planned_pages(
    notifications: NotificationsClient, request: PlanRequest
) -> list[PlannedPage]:
    """The messages of pages by people's rules, which belong to notification."""
    try:
        return (await notifications.plan(request)).pages
    except (ApiError, httpx.HTTPError) as error:
        reason = f"people's rules cannot be asked for: {error or type(error).__name__}"
        raise Unavailable(reason) from None


def _policy(policy: SimulatedPolicy) -> Policy:
    for number, level in enumerate(policy.levels):
        for index, target in enumerate(level.targets):
            if (target.user is None) == (target.schedule is None):
                field = f"policy.levels.{number}.targets.{index}"
                raise Invalid.field(field, "names either a user or a schedule")
    levels = tuple(
        Level(timedelta(minutes=level.delay_min), level.strategy == "round_robin")
        for level in policy.levels
    )
    return Policy(levels, policy.repeat)


def _service(service: SimulatedService) -> Service:
    urgency = service.urgency
    by_hours = urgency is not None and urgency.type == "support_hours"
    if by_hours and service.support_hours is None:
        raise Invalid.field("service.support_hours", "are needed for this urgency")
    rules = rules_of(service.ack_timeout_min, urgency, service.support_hours)
    support = support_hours(service.support_hours) if service.support_hours else None

    def urgency_at(at: datetime) -> Urgency:
        if urgency is None:
            return "high"
        if not by_hours or support is None:
            return urgency.value
        return urgency.during if support.open_at(at) else urgency.outside

    return Service(rules, urgency_at, service.maintenance_until)


def _on_call_at(body: SimulateTimeline) -> OnCallAt:
    for number, level in enumerate(body.policy.levels):
        for index, target in enumerate(level.targets):
            if target.schedule is not None and target.schedule not in body.schedules:
                field = f"policy.levels.{number}.targets.{index}.schedule"
                raise Invalid.field(field, f"there is no schedule {target.schedule}")

    def on_call_at(at: datetime, level: int) -> Sequence[Sequence[str]]:
        targets = body.policy.levels[level - 1].targets
        return [_people(target, body.schedules, at) for target in targets]

    return on_call_at


def _people(
    target: SimulatedTarget, schedules: Mapping[str, Sequence[SimulatedShift]], at: datetime
) -> tuple[str, ...]:
    if target.user is not None:
        return (target.user,)
    shifts = schedules.get(target.schedule or "", ())
    return tuple(user for shift in shifts if shift.start <= at < shift.end for user in shift.users)


def _events(body: SimulateTimeline) -> list[Event]:
    for index, event in enumerate(body.events):
        if event.type == "snooze" and event.minutes is None:
            raise Invalid.field(f"events.{index}.minutes", "a snooze says for how long")
        if event.type == "reassign" and not event.users:
            raise Invalid.field(f"events.{index}.users", "a reassignment names somebody")
    first = min((event.at for event in body.events), default=body.until)
    if body.until - first > LONGEST:
        raise Invalid.field("until", f"is more than {LONGEST.days} days after the first event")
    return [
        Event(event.at, event.type, event.key, tuple(event.users), event.minutes or 0)
        for event in body.events
    ]
