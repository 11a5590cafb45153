"""Storing a batch of events, stage by stage, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion import metrics
from alert_ingestion.alerts import repository as alerts
from alert_ingestion.alerts.service import alert_of
from alert_ingestion.correlation.service import CorrelationKnowledge
from alert_ingestion.domain import state as alert_states
from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation import topology
from alert_ingestion.domain.correlation.keys import group_key
from alert_ingestion.domain.event import Due, GroupResolved, Payload
from alert_ingestion.domain.grouping import Group, Groups
from alert_ingestion.domain.plan import Intake, Outcome, Plan
from alert_ingestion.domain.planner import Known, plan_batch
from alert_ingestion.domain.state import AlertState, Identity
from alert_ingestion.groups import repository as groups
from alert_ingestion.groups.models import CLOSED, OPEN
from alert_ingestion.groups.summaries import Summaries, of_row
from alert_ingestion.ingest import rows
from alert_ingestion.ingest.messages import ends_taken_back, tell_of_ends, told_at_once
from alert_ingestion.inhibitions import repository as inhibitions
from alert_ingestion.noise.service import RulesCache, inhibitor_rows, inhibitors_of
from alert_ingestion.payloads import repository as payloads
from platform_kit.database import (
    DATABASE_ERRORS,
    Database,
    after_commit,
    is_retryable,
    retry_pause,
)
from platform_kit.ids import new_id
from platform_kit.outbox.enqueue import outbox_part
from platform_kit.problems import Unavailable
from platform_kit.statements import write

ATTEMPTS = 5
MOST_CANDIDATES = 200


@dataclass
class Pipeline:
    """What every batch of one replica uses."""

    database: Database
    window: timedelta
    hold: timedelta = timedelta()
    knowledge: CorrelationKnowledge = field(default_factory=CorrelationKnowledge)
    rules: RulesCache = field(default_factory=RulesCache)
    summaries: Summaries = field(default_factory=Summaries)

    async def store(self, intakes: Sequence[Intake]) -> list[Outcome]:
        """Store the batch and commit it. Raises Unavailable when it is refused five times."""
        for attempt in range(ATTEMPTS):
            try:
                async with self.database.transaction() as session:
                    return await self._run(session, intakes)
            except DATABASE_ERRORS as error:
                if not is_retryable(error):
                    raise
            await retry_pause(attempt)
        raise Unavailable("the database is busy with the same alerts")

    async def _run(self, session: AsyncSession, intakes: Sequence[Intake]) -> list[Outcome]:
        """The stages: lock → read → judge and correlate → write → tell."""
        members = await _group_members(session, intakes)
        identities = _identities(intakes, members)
        keys = _group_keys(intakes, self.window)
        environments = _environments(intakes)
        begun = await alerts.begin(
            session,
            [
                *("|".join(("alert", *identity)) for identity in identities),
                *keys,
                *(f"environment|{name}" for name in environments),
            ],
        )
        rules = await self.rules.at(session, begun.noise_version, begun.now)
        states = [rows.state_of(row) for row in await alerts.states(session, identities)]
        open_groups = Groups(self.window, await self.knowledge.current(session), new_id)
        open_groups.add(await _open_groups(session, states, keys, resolves=_may_resolve(intakes)))
        open_groups.add(await _candidates(session, states, environments, self.summaries))
        known = Known(
            states={state.identity: state for state in states},
            members=members,
            inhibitors=await inhibitors_of(session, rules, _alerts(intakes)),
            resolving=await _resolving(session, states, intakes, self.window),
        )
        plan = plan_batch(intakes, known, open_groups, rules, now=begun.now, new_id=new_id)
        await _write(session, plan, intakes, self.hold)
        await self.knowledge.remember(session)
        _count(session, intakes, plan)
        return plan.outcomes


def _may_resolve(intakes: Sequence[Intake]) -> bool:
    """Whether an alert may end in this batch."""
    return any(
        not isinstance(intake.event, NormalizedAlert)
        or not intake.event.is_firing
        or intake.event.expires_at is not None
        for intake in intakes
    )


def _alerts(intakes: Sequence[Intake]) -> list[NormalizedAlert]:
    """The alerts that may be judged in this batch."""
    events = [
        intake.event.alert if isinstance(intake.event, Due) else intake.event for intake in intakes
    ]
    return [event for event in events if isinstance(event, NormalizedAlert)]


async def _group_members(
    session: AsyncSession, intakes: Sequence[Intake]
) -> dict[Identity, NormalizedAlert]:
    """The firing alerts of sender's groups that are to be resolved as a whole."""
    wanted = {
        (intake.event.scope, intake.event.source_group)
        for intake in intakes
        if isinstance(intake.event, GroupResolved)
    }
    if not wanted:
        return {}
    found = [alert_of(row) for row in await alerts.in_source_groups(session, list(wanted))]
    return {alert.identity: alert for alert in found}


def _identities(
    intakes: Sequence[Intake], members: dict[Identity, NormalizedAlert]
) -> list[Identity]:
    named = [
        intake.event.alert.identity if isinstance(intake.event, Due) else intake.event.identity
        for intake in intakes
        if not isinstance(intake.event, GroupResolved)
    ]
    return list(dict.fromkeys([*named, *members]))


def _group_keys(intakes: Sequence[Intake], window: timedelta) -> list[str]:
    """The keys of the groups that the batch may join, for strategies that have keys."""
    return list(
        dict.fromkeys(
            group_key(alert, intake.strategy, window).value
            for intake in intakes
            if intake.strategy != topology.STRATEGY
            for alert in _alerts([intake])
        )
    )


def _environments(intakes: Sequence[Intake]) -> list[str]:
    """The environments whose open groups the batch may join, under the strategy topology."""
    return list(
        dict.fromkeys(
            alert.environment
            for intake in intakes
            if intake.strategy == topology.STRATEGY
            for alert in _alerts([intake])
        )
    )


async def _resolving(
    session: AsyncSession,
    states: list[AlertState],
    intakes: Sequence[Intake],
    window: timedelta,
) -> frozenset[str]:
    """The senders that resolve their alerts; asked for only where a firing began anew."""
    known = {state.identity: state for state in states}
    asked = {
        alert.scope
        for alert in _alerts(intakes)
        if alert.is_firing
        and (state := known.get(alert.identity)) is not None
        and alert_states.began_anew(alert, state, window)
    }
    return frozenset(await alerts.scopes_that_resolve(session, sorted(asked)) if asked else ())


async def _open_groups(
    session: AsyncSession,
    states: list[AlertState],
    keys: list[str],
    *,
    resolves: bool,
) -> list[Group]:
    """The open groups the batch may join. Where alerts end their groups are locked: one of
    several batches that end the last alerts of an incident has to see that none is left.
    """
    ids = {state.group_id for state in states if state.group_id and state.firing}
    found: list[Any] = []
    if keys or (ids and resolves):
        rows = await groups.read(session, ids if resolves else (), keys, lock=resolves)
        closed = {row["id"] for row in rows if row["state"] == CLOSED}
        for state in states:
            state.group_closed = state.group_closed or state.group_id in closed
        wanted = set(keys)
        found = [row for row in rows if row["state"] == OPEN and row["rule_key"] in wanted]
    return [_group(row, None) for row in found]


async def _candidates(
    session: AsyncSession,
    states: list[AlertState],
    environments: list[str],
    summaries: Summaries,
) -> list[Group]:
    """The open groups that are found by what is in them."""
    if not environments:
        return []
    homes = {state.group_id for state in states if state.group_id and not state.firing}
    known = summaries.known()
    versions = [version for version, _ in known.values()]
    found = await groups.open_in(
        session, environments, homes, (list(known), versions), MOST_CANDIDATES
    )
    return [_group(row, of_row(row, known)) for row in found]


def _group(row: Any, members: topology.Candidate | None) -> Group:
    return Group(
        id=row["id"],
        incident_id=row["incident_id"],
        strategy=row["strategy"] if row["rule_key"] else topology.STRATEGY,
        environment=row["environment"],
        key=row["rule_key"],
        last_event_at=row["last_event_at"],
        members=members,
    )


async def _write(
    session: AsyncSession, plan: Plan, intakes: Sequence[Intake], hold: timedelta
) -> None:
    """One statement for all rows; only a key that is given up goes before its new group."""
    touched = sorted(plan.groups.touched.values(), key=lambda group: group.id)
    given_up = [group for group in touched if not group.is_new and group.state != OPEN]
    kept = [group for group in touched if not group.is_new and group.state == OPEN]
    await write(session, (groups.TOUCH, [rows.group_row(group, plan.now) for group in given_up]))
    changes = list(plan.changes.values())
    known = [c for c in changes if not c.is_new and not c.only_counted]
    outbox = await outbox_part(session, told_at_once(plan))
    await write(
        session,
        (groups.TOUCH, [rows.group_row(group, plan.now) for group in kept]),
        (groups.INSERT, [rows.group_row(g, plan.now) for g in touched if g.is_new]),
        (alerts.INSERT, [rows.alert_row(c, plan.now) for c in changes if c.is_new]),
        (alerts.UPDATE, [rows.update_row(c, plan.now) for c in known]),
        (alerts.WRITE_STATES, [rows.state_row(state) for state in plan.states.values()]),
        (payloads.INSERT, _payload_rows(intakes, plan)),
        ends_taken_back(session, plan),
        outbox,
    )
    await tell_of_ends(session, plan, hold, _returning(intakes))
    await inhibitions.remove_sources(session, plan.inhibitors_off)
    still = [(key, who) for key, who in plan.inhibitors_on if plan.states[who].firing]
    await inhibitions.add_sources(session, inhibitor_rows(still))


def _returning(intakes: Sequence[Intake]) -> set[Identity]:
    """The alerts whose sender does not group them itself: they may come and go."""
    return {
        alert.identity
        for intake in intakes
        if intake.strategy != "source"
        for alert in _alerts([intake])
    }


def _payload_rows(intakes: Sequence[Intake], plan: Plan) -> list[dict[str, Any]]:
    kept: dict[UUID, Payload] = {}
    about: dict[UUID, list[UUID]] = {}
    for intake, outcome in zip(intakes, plan.outcomes, strict=True):
        if intake.payload:
            kept[intake.payload.id] = intake.payload
            if outcome.alert_id:
                about.setdefault(intake.payload.id, []).append(outcome.alert_id)
    return [
        payloads.row_of(payload, plan.now, about.get(payload.id, ())) for payload in kept.values()
    ]


def _count(session: AsyncSession, intakes: Sequence[Intake], plan: Plan) -> None:
    def count() -> None:
        for intake, outcome in zip(intakes, plan.outcomes, strict=True):
            if isinstance(intake.event, NormalizedAlert):
                service = metrics.service_label(intake.event.service)
                metrics.RECEIVED.labels(severity=intake.event.severity, service=service).inc()
                metrics.CORRELATED.labels(result=outcome.correlation).inc()

    after_commit(session, count)
