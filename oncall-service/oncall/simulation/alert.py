"""`POST /api/v1/simulate`: this alert at this time, by everything that is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.domain.escalation import Became, Paged
from oncall.domain.escalation import Urgency as DomainUrgency
from oncall.domain.simulation import Done, Event, Service, Simulation
from oncall.escalation_policies.models import PolicyRow
from oncall.escalation_policies.service import policy_for
from oncall.escalations.fallback import fallback_for
from oncall.escalations.rules import rules_of
from oncall.escalations.state import domain_policy, nobody_by
from oncall.escalations.who import Directory, Reached, open_directory
from oncall.people.service import shown_ref
from oncall.simulation.timeline import plan_entries, planned_pages
from platform_contracts.clients.base import ApiError, ServiceClient
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.incidents import CatalogService
from platform_contracts.oncall import PolicyLevel
from platform_contracts.paging import PlanRequest, ReasonedStep, SimulateAlert, SimulatedAlert
from platform_contracts.vocabulary import Severity
from platform_kit.problems import Invalid

KEY: Final = "alert"
HIGH: Final = (Severity.CRITICAL, Severity.HIGH)


@dataclass(frozen=True)
class Route:
    """Where an alert goes: its team and policy, and how that was found."""

    team: str | None
    policy: str | None
    text: str


async def simulate(
    session: AsyncSession,
    body: SimulateAlert,
    incidents: ServiceClient,
    notifications: NotificationsClient,
    now: datetime,
) -> SimulatedAlert:
    """Route, policy and everything that would follow, with the reasons."""
    at = body.at or now
    route = await _route(body, incidents)
    policy = await policy_for(session, route.policy, route.team)
    if body.severity is Severity.INFO:
        step = _said(at, at, "not_paged", "severity info is recorded and pages nobody")
        return _answer(at, route, policy, "none", [step])
    until = at + timedelta(minutes=body.minutes)
    levels = [PolicyLevel.model_validate(level) for level in policy.levels]
    directory = await open_directory(session, levels, at, until)
    done = _run(body, policy, levels, directory, at, until)
    people = {
        str(entry.person.id): entry
        for level in levels
        for moment in {entry.effect.at for entry in done}
        for found in directory.on_level(level, moment)
        for entry in found
    }
    steps = [step for entry in done for step in _steps(entry, levels, people, at)]
    for entry in done:
        if isinstance(entry.effect, Became) and entry.effect.state == "nobody_on_call":
            steps += await _fallback(session, policy, route, entry.effect.at, at)
    request = PlanRequest(entries=plan_entries(done), until=until, stored=True)
    for page in await planned_pages(notifications, request):
        person = people[page.person].person
        text = f"{page.channel} to {person.name}, {page.urgency} urgency"
        steps.append(
            _said(at, page.at, "message", text, page.level, [people[page.person]], page.channel)
        )
    urgency = next((e.effect.urgency for e in done if isinstance(e.effect, Paged)), "high")
    order = ("state", "passed_over", "paged", "message", "not_paged")
    steps.sort(key=lambda step: (step.at, order.index(step.kind)))
    return _answer(at, route, policy, urgency, steps)


async def _route(body: SimulateAlert, incidents: ServiceClient) -> Route:
    """First that is set: the alert's own, then the catalogue's service, then the default."""
    if body.policy or body.team:
        what = f"policy {body.policy}" if body.policy else f"team {body.team}"
        return Route(body.team, body.policy, f"{what}, as the alert says")
    try:
        path = f"/api/v1/services/{body.service}"
        service = await incidents.get(path, CatalogService)
    except ApiError as error:
        if error.status != 404:
            raise Invalid.field("service", f"cannot be looked up: {error}") from None
        return Route(None, None, f"{body.service} is not in the catalogue: default team and policy")
    except httpx.HTTPError:
        return Route(None, None, "the catalogue cannot be asked: default team and policy")
    if service.policy:
        return Route(service.team, service.policy, f"the policy of the service {service.slug}")
    if service.team:
        return Route(service.team, None, f"{service.team}, the team of the service {service.slug}")
    return Route(None, None, f"{service.slug} has no owner: default team and policy")


def _run(
    body: SimulateAlert,
    policy: PolicyRow,
    levels: Sequence[PolicyLevel],
    directory: Directory,
    at: datetime,
    until: datetime,
) -> list[Done]:
    if body.urgency and body.urgency.type == "support_hours" and body.support_hours is None:
        raise Invalid.field("support_hours", "are needed for this urgency")
    rules = rules_of(None, body.urgency, body.support_hours)

    def urgency_at(moment: datetime) -> DomainUrgency:
        rule = body.urgency
        if rule is None:
            return "high" if body.severity in HIGH else "low"
        if rule.type == "constant" or rules.support is None:
            return rule.value
        return rule.during if rules.support.open_at(moment) else rule.outside

    def on_call_at(moment: datetime, level: int) -> list[list[str]]:
        targets = directory.on_level(levels[level - 1], moment)
        return [[str(entry.person.id) for entry in found] for found in targets]

    simulation = Simulation(
        domain_policy(list(levels), policy.repeat), Service(rules, urgency_at), on_call_at
    )
    return simulation.run([Event(at, "trigger", KEY)], until)


def _steps(
    entry: Done, levels: Sequence[PolicyLevel], people: Mapping[str, Reached], start: datetime
) -> list[ReasonedStep]:
    effect = entry.effect
    if isinstance(effect, Became):
        why = f": {effect.why}" if effect.why else ""
        return [_said(start, effect.at, "state", f"{effect.state}{why}")]
    if not isinstance(effect, Paged):
        return []
    passed = [
        _said(start, effect.at, "passed_over", nobody_by(levels[number - 1]), number)
        for number in effect.skipped
    ]
    found = [people[person] for person in effect.people]
    by = "; ".join(f"{reached.person.name} by {reached.by}" for reached in found)
    text = f"level {effect.level}, pass {effect.pass_no}: {by}"
    return [*passed, _said(start, effect.at, "paged", text, effect.level, found)]


async def _fallback(
    session: AsyncSession, policy: PolicyRow, route: Route, at: datetime, start: datetime
) -> list[ReasonedStep]:
    levels = [PolicyLevel.model_validate(level) for level in policy.levels]
    steps = [
        _said(start, at, "passed_over", nobody_by(level), number)
        for number, level in enumerate(levels, start=1)
    ]
    people = await fallback_for(session, policy.slug, policy.fallback, route.team, at)
    if not people:
        text = "the fallback reaches nobody, and there is no active administrator"
        return [*steps, _said(start, at, "not_paged", text)]
    by = "; ".join(f"{entry.person.name} by {entry.by}" for entry in people)
    return [*steps, _said(start, at, "paged", f"fallback: {by}", 0, people)]


def _said(
    start: datetime,
    at: datetime,
    kind: str,
    text: str,
    level: int | None = None,
    people: Sequence[Reached] = (),
    channel: str | None = None,
) -> ReasonedStep:
    return ReasonedStep.model_validate(
        {
            "at": at,
            "after_seconds": (at - start).total_seconds(),
            "kind": kind,
            "text": text,
            "level": level,
            "people": [shown_ref(entry.person) for entry in people],
            "channel": channel,
        }
    )


def _answer(
    at: datetime, route: Route, policy: PolicyRow, urgency: str, steps: list[ReasonedStep]
) -> SimulatedAlert:
    return SimulatedAlert(at=at, route=route.text, policy=policy.slug, urgency=urgency, steps=steps)
