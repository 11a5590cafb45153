"""Decides what a batch of events changes: pure, in order of arrival, one method for each case.

Input: the events, what is known of their identities, the groups that are open, the rules in
force. Output: the plan, which is then written as it is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from alert_ingestion.domain import state as states
from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation import topology
from alert_ingestion.domain.event import Due, GroupResolved, Reply
from alert_ingestion.domain.grouping import Groups
from alert_ingestion.domain.plan import Change, InhibitorKey, Intake, Outcome, Plan
from alert_ingestion.domain.state import AlertState, Identity
from alert_ingestion.domain.suppression import (
    DELIVERED,
    Judgement,
    NoiseRules,
    Verdict,
    matched_labels,
)
from platform_contracts.vocabulary import Correlation


@dataclass(frozen=True)
class Known:
    """What is stored of the batch's identities.

    `members`: firing alerts of the sender's groups that the batch resolves as a whole.
    `inhibitors`: which identities hold back which targets at present.
    `resolving`: senders (scopes) that say when their alerts are over.
    """

    states: Mapping[Identity, AlertState]
    members: Mapping[Identity, NormalizedAlert]
    inhibitors: Mapping[InhibitorKey, set[Identity]]
    resolving: frozenset[str] = frozenset()


def plan_batch(
    intakes: Sequence[Intake],
    known: Known,
    groups: Groups,
    rules: NoiseRules,
    *,
    now: datetime,
    new_id: Callable[[], UUID],
) -> Plan:
    """Decide for every event, in order of arrival."""
    planner = _Planner(
        known=dict(known.states),
        members=known.members,
        plan=Plan(now, groups),
        rules=rules,
        inhibitors={key: set(sources) for key, sources in known.inhibitors.items()},
        resolving=known.resolving,
        new_id=new_id,
    )
    for intake in intakes:
        planner.plan.outcomes.append(planner.take(intake))
    return planner.plan


@dataclass
class _Planner:
    known: dict[Identity, AlertState]
    members: Mapping[Identity, NormalizedAlert]
    plan: Plan
    rules: NoiseRules
    inhibitors: dict[InhibitorKey, set[Identity]]
    resolving: frozenset[str]
    new_id: Callable[[], UUID]

    def take(self, intake: Intake) -> Outcome:
        event = intake.event
        if isinstance(event, Reply):
            return self._reply(event)
        if isinstance(event, GroupResolved):
            return self._resolve_group(event)
        if isinstance(event, Due):
            return self._due(event.alert, intake)
        over = event.expires_at is not None and event.expires_at <= self.plan.now
        if event.is_firing and not over:
            return self._firing(event, intake)
        return self._resolved(event, intake)

    # a sender says that it fires

    def _firing(self, alert: NormalizedAlert, intake: Intake) -> Outcome:
        state = self.known.get(alert.identity)
        if state is None:
            return self._fire(alert, self._fresh(alert), intake)
        if not state.firing:
            if states.is_late_firing(alert, state, self.plan.now):
                return self._outcome(state, Correlation.NONE, "older than its own resolve")
            return self._fire(alert, self._again(alert, state), intake)
        if self._began_anew(alert, state, intake):
            why = "began anew; its sender never says when it is over"
            self._resolve(self._change(state, alert), alert.starts_at, why)
            return self._fire(alert, self._fresh(alert), intake)
        self._note_repeat(alert, state, intake)
        if state.group_closed and state.verdict is Verdict.DELIVER:
            return self._move_on(alert, state, intake)
        return self._repeat(alert, state)

    def _began_anew(self, alert: NormalizedAlert, state: AlertState, intake: Intake) -> bool:
        return (
            intake.strategy == topology.STRATEGY
            and alert.scope not in self.resolving
            and states.began_anew(alert, state, self.plan.groups.window)
        )

    def _fresh(self, alert: NormalizedAlert) -> AlertState:
        return AlertState(
            identity=alert.identity,
            alert_id=self.new_id(),
            firing=True,
            severity=alert.severity,
            received_at=self.plan.now,
            last_received_at=self.plan.now,
        )

    def _again(self, alert: NormalizedAlert, old: AlertState) -> AlertState:
        """A new alert of an identity that had fired before; it may go back to its group."""
        state = self._fresh(alert)
        state.fired_at = old.fired_at
        if old.returns(alert.starts_at or self.plan.now):
            state.group_id = old.group_id
        return state

    def _fire(self, alert: NormalizedAlert, state: AlertState, intake: Intake) -> Outcome:
        now = self.plan.now
        home, state.group_id = state.group_id, None
        state.starts_at = alert.starts_at
        state.source_group = alert.group_of_others
        state.content = content_of(alert)
        state.payload_id = intake.payload.id if intake.payload else None
        state.note_firing(alert.starts_at or now)
        state.hear(alert.starts_at or now)
        self._keep_alive(alert, state, intake)
        self.known[alert.identity] = state
        change = Change(state, alert, is_new=True)
        self.plan.changes[state.alert_id] = change
        self._write(state)
        judgement = self._judge(alert, state)
        self._inhibit(alert)
        if judgement.verdict is Verdict.DELIVER:
            return self._deliver(change, intake, home)
        change.verdict_reason = judgement.reason
        self._remember(change, judgement.verdict, judgement.reason)
        return self._outcome(state, Correlation.NONE, judgement.reason)

    def _judge(self, alert: NormalizedAlert, state: AlertState) -> Judgement:
        if not (self.rules.silences or self.rules.inhibitions or self.rules.pauses):
            judgement = DELIVERED
        else:
            judgement = self.rules.judge(
                matched_labels(alert),
                now=self.plan.now,
                firing_since=state.received_at,
                is_inhibited=lambda rule, key: bool(
                    self.inhibitors.get((rule, key), set()) - {alert.identity}
                ),
            )
        state.hold(judgement)
        return judgement

    def _inhibit(self, alert: NormalizedAlert) -> None:
        """From now on this alert holds back others, as the inhibition rules say."""
        if not self.rules.inhibitions:
            return
        for key in self.rules.sources_of(matched_labels(alert)):
            self.inhibitors.setdefault(key, set()).add(alert.identity)
            self.plan.inhibitors_on.append((key, alert.identity))

    def _deliver(self, change: Change, intake: Intake, home: UUID | None) -> Outcome:
        """Put the alert into a group: an incident opens, or takes it."""
        state, alert = change.state, change.alert
        event_at = alert.starts_at or self.plan.now
        placed = self.plan.groups.place(alert, intake.strategy, event_at, home)
        state.group_id, state.incident_id = placed.group.id, placed.group.incident_id
        state.group_closed = False
        change.reason = placed.reason
        target = self.plan.opened if placed.group.is_new else self.plan.attached
        target.setdefault(placed.group.incident_id, []).append(change)
        correlation = Correlation.EXISTING if placed.joined else Correlation.NEW
        return self._outcome(state, correlation, placed.reason)

    def _move_on(self, alert: NormalizedAlert, state: AlertState, intake: Intake) -> Outcome:
        """It still fires, but its incident is over: it goes to another one."""
        change = self._change(state, alert)
        change.previous_incident = state.incident_id
        return self._deliver(change, intake, None)

    # it fires already

    def _note_repeat(self, alert: NormalizedAlert, state: AlertState, intake: Intake) -> None:
        state.count += 1
        state.last_received_at = self.plan.now
        state.hear(alert.starts_at or self.plan.now)
        state.payload_id = intake.payload.id if intake.payload else state.payload_id
        self._keep_alive(alert, state, intake)
        self._write(state)

    def _repeat(self, alert: NormalizedAlert, state: AlertState) -> Outcome:
        content = content_of(alert)
        if content != state.content:
            worse = alert.severity.rank < state.severity.rank
            state.content, state.severity = content, alert.severity
            change = self._change(state, alert)
            change.rewritten = True
            told = state.incident_id in self.plan.opened
            if worse and state.incident_id and not told:
                self.plan.attached.setdefault(state.incident_id, []).append(change)
        why = f"repeat {state.count} of a firing alert"
        if state.verdict is not Verdict.DELIVER:
            return self._outcome(state, Correlation.NONE, f"{why}, {state.verdict}")
        return self._outcome(state, Correlation.EXISTING, why)

    def _keep_alive(self, alert: NormalizedAlert, state: AlertState, intake: Intake) -> None:
        now = self.plan.now
        end = alert.expires_at
        if end is None and intake.resolve_after is not None:
            end = now + intake.resolve_after
        state.expires_at = end
        state.expires_because = "its sender has been silent since" if end else ""

    # a sender says that it is over

    def _resolved(self, alert: NormalizedAlert, intake: Intake) -> Outcome:
        state = self.known.get(alert.identity)
        if state is None:
            return self._resolve_unknown(alert, intake)
        if not state.firing:
            return self._outcome(state, Correlation.NONE, "already resolved")
        if states.is_late_resolve(alert, state):
            return self._outcome(state, Correlation.NONE, "resolves an earlier firing")
        if states.is_flapping(state, alert.ends_at or self.plan.now):
            return self._hold_resolve(state)
        state.hear(self._end_of(alert, state))
        return self._resolve(self._change(state, alert), alert.ends_at, "resolved by its sender")

    def _end_of(self, alert: NormalizedAlert, state: AlertState) -> datetime:
        """When it ended, by source time where the sender tells it in one way or another."""
        if alert.ends_at is not None:
            return alert.ends_at
        if alert.starts_at and state.starts_at and alert.starts_at > state.starts_at:
            return alert.starts_at
        return self.plan.now

    def _resolve_unknown(self, alert: NormalizedAlert, intake: Intake) -> Outcome:
        """Kept as a tombstone: its firing may still be on the way."""
        why = "resolved, but no such alert was firing"
        state = self._fresh(alert)
        state.firing, state.ended_at = False, alert.ends_at
        state.payload_id = intake.payload.id if intake.payload else None
        self.known[alert.identity] = state
        change = Change(state, alert, is_new=True, reason=why, resolved=True)
        self.plan.changes[state.alert_id] = change
        self._write(state)
        return self._outcome(state, Correlation.NONE, why)

    def _hold_resolve(self, state: AlertState) -> Outcome:
        """It comes and goes: it is over once it has been quiet for a while."""
        state.expires_at = self.plan.now + states.FLAPPING_HOLD
        state.expires_because = "flapping, quiet since"
        state.last_received_at = self.plan.now
        self._write(state)
        why = f"flapping: resolves when it is quiet until {state.expires_at:%H:%M:%S} UTC"
        return self._outcome(state, Correlation.NONE, why)

    def _resolve(self, change: Change, ended_at: datetime | None, why: str) -> Outcome:
        state = change.state
        state.firing, state.ended_at = False, ended_at
        state.last_received_at = self.plan.now
        state.expires_at = state.recheck_at = None
        change.resolved = True
        self._write(state)
        self._uninhibit(state.identity)
        if state.verdict is not Verdict.DELIVER:
            self._remember(change, "ended", f"ended while {state.verdict}")
        elif state.incident_id and not state.group_closed:
            self.plan.resolved.setdefault(state.incident_id, []).append(change)
        return self._outcome(state, Correlation.NONE, why)

    def _uninhibit(self, identity: Identity) -> None:
        if not self.rules.inhibitions:
            return
        for sources in self.inhibitors.values():
            sources.discard(identity)
        self.plan.inhibitors_off.append(identity)

    def _resolve_group(self, event: GroupResolved) -> Outcome:
        members = [
            state
            for state in self.known.values()
            if state.firing
            and state.identity[0] == event.scope
            and state.source_group == event.source_group
        ]
        for state in members:
            self._resolve(self._change(state, None), None, "resolved with its whole group")
        why = f"{len(members)} more alerts of the sender's group resolved"
        return Outcome(None, "", Correlation.NONE, why)

    # replies, and alerts whose time has come

    def _reply(self, reply: Reply) -> Outcome:
        state = self.known.get(reply.identity)
        if state is None or not state.firing or state.incident_id is None:
            why = "no such alert fires with an incident: nothing was done"
            return Outcome(None, reply.fingerprint, Correlation.NONE, why)
        self.plan.replies.append((state.incident_id, reply))
        return self._outcome(state, Correlation.NONE, f"{reply.action} passed on to its incident")

    def _due(self, alert: NormalizedAlert, intake: Intake) -> Outcome:
        now = self.plan.now
        state = self.known.get(alert.identity)
        if state is None or not state.firing:
            return Outcome(None, alert.fingerprint, Correlation.NONE, "it does not fire any more")
        if state.expires_at is not None and state.expires_at <= now:
            change = self._change(state, alert)
            why = f"{state.expires_because} {state.last_received_at:%H:%M:%S} UTC"
            self._remember(change, "expired", why)
            return self._resolve(change, state.expires_at, why)
        if state.verdict is Verdict.DELIVER or state.recheck_at is None or state.recheck_at > now:
            return self._outcome(state, Correlation.NONE, "nothing is due")
        return self._judge_again(alert, state, intake)

    def _judge_again(self, alert: NormalizedAlert, state: AlertState, intake: Intake) -> Outcome:
        before = state.verdict
        judgement = self._judge(alert, state)
        self._write(state)
        if judgement.verdict is not Verdict.DELIVER:
            if judgement.verdict is not before:
                change = self._change(state, alert)
                change.verdict_reason = judgement.reason
                self._remember(change, judgement.verdict, judgement.reason)
            return self._outcome(state, Correlation.NONE, judgement.reason)
        change = self._change(state, alert)
        change.verdict_reason = f"was {before}, still fires"
        self._remember(change, "delivered", change.verdict_reason)
        return self._deliver(change, intake, None)

    # bookkeeping

    def _change(self, state: AlertState, alert: NormalizedAlert | None) -> Change:
        """The one change of the alert in this batch: later events add to it."""
        change = self.plan.changes.get(state.alert_id)
        if change is None:
            change = Change(state, alert or self.members[state.identity], is_new=False)
            self.plan.changes[state.alert_id] = change
        elif alert is not None:
            change.alert = alert
        return change

    def _remember(self, change: Change, what: str, why: str) -> None:
        change.history.append({"at": self.plan.now.isoformat(), "what": str(what), "why": why})

    def _write(self, state: AlertState) -> None:
        self.plan.states[state.identity] = state

    def _outcome(self, state: AlertState, correlation: Correlation, why: str) -> Outcome:
        return Outcome(
            alert_id=state.alert_id,
            fingerprint=state.identity[1],
            correlation=correlation,
            reason=why,
            count=state.count,
            incident_id=state.incident_id,
        )


def content_of(alert: NormalizedAlert) -> int:
    """A 63-bit digest of what a repeat may change: title, text, severity, annotations."""
    parts = [part + "\xff" for part in (alert.title, alert.description, alert.severity)]
    parts += [f"{name}\xfe{text}\xff" for name, text in sorted(alert.annotations.items())]
    digest = blake2b("".join(parts).encode(), digest_size=8)
    return int.from_bytes(digest.digest(), "big") >> 1
