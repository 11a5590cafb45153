"""What incident-management tells: an escalation begins, stops, or is changed by people."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from oncall.audit_log import service as audit_log
from oncall.domain.escalation import Escalation, Machine, Roster
from oncall.escalation_policies.service import policy_for
from oncall.escalations import repository
from oncall.escalations.advance import Deck, say_who_is_missing
from oncall.escalations.models import EscalationRow
from oncall.escalations.outcome import Outcome
from oncall.escalations.rules import rules_of
from oncall.escalations.state import (
    columns_of,
    domain_policy,
    read_rules,
    read_state,
    snapshot,
    stored_rules,
    urgency_of,
)
from oncall.people.service import must_be_active
from platform_contracts.access import INCIDENTS_WRITE
from platform_contracts.messages import ChangeEscalation, StartEscalation, StopEscalation
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import EscalationState
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.problems import Conflict, Forbidden, NotFound

LANE = "escalations"
_ANSWERED = (EscalationState.ACKNOWLEDGED, EscalationState.SNOOZED)


async def start(session: AsyncSession, message: StartEscalation) -> None:
    """Begin paging. A repeated or older cycle, or one that was stopped before, is ignored."""
    now = await read_clock(session)
    row = await repository.find(session, message.incident_id, lock=True)
    if row is not None and row.policy["slug"] and row.state != EscalationState.STOPPED:
        await _again(session, row, message, now)
        return
    if row is None:
        row = await _add(session, message.incident_id, message.cycle, now)
    elif message.cycle <= row.told_cycle:
        return
    policy = await policy_for(session, message.policy, message.team)
    row.policy, row.rules = snapshot(policy), stored_rules(message)
    row.incident = message.model_dump(mode="json")
    row.told_cycle, row.started_at, row.people = message.cycle, now, []
    cycle = max(message.cycle, row.cycle + 1)
    machine = _blind_machine(row)
    urgency = urgency_of(message, machine.rules, now)
    started = machine.start(now, urgency, message.suppressed_until, cycle)
    await _keep(session, row, started, machine, now)


async def stop(session: AsyncSession, message: StopEscalation) -> None:
    """Page nobody further. One that comes before its start is remembered by its cycle."""
    now = await read_clock(session)
    row = await repository.find(session, message.incident_id, lock=True)
    if row is None:
        row = await _add(session, message.incident_id, message.cycle, now)
        row.told_cycle = message.cycle
        row.state = EscalationState.STOPPED if message.final else EscalationState.ACKNOWLEDGED
        await session.flush()
        return
    if message.cycle < row.told_cycle or row.state == EscalationState.STOPPED:
        return
    row.told_cycle = message.cycle
    before = read_state(row)
    machine = _blind_machine(row)
    if message.final:
        after = machine.resolve(before, now)
    elif message.reason == "snoozed":
        # Without `until` incident-management itself says when it is over.
        after = machine.snooze(before, now, message.until)
    elif before.state == "suppressed":
        # Refused by the rules; incident-management has it acknowledged, so nobody is to be paged.
        after = machine.acknowledge(machine.start(now, before.urgency, None, before.cycle), now)
    else:
        after = machine.acknowledge(before, now)
    await _keep(session, row, after, machine, now)


async def change(session: AsyncSession, message: ChangeEscalation) -> None:
    """Un-acknowledge, escalate, reassign, or another end of the maintenance window."""
    now = await read_clock(session)
    row = await repository.find(session, message.incident_id, lock=True)
    if row is None or message.cycle < row.told_cycle or row.state == EscalationState.STOPPED:
        return
    if message.action == "suppress":
        await _suppress(session, row, message.suppressed_until, now)
        return
    if message.cycle == row.told_cycle:
        return  # repeated
    row.told_cycle = message.cycle
    row.cycle = max(row.cycle, message.cycle - 1)
    await _act(session, row, message.action, message.people, now)


async def escalate(
    session: AsyncSession, incident_id: UUID, caller: Principal, now: datetime
) -> EscalationRow:
    """The next level at once, asked for by a person here. Raises NotFound, Conflict."""
    row = await repository.find(session, incident_id, lock=True)
    if row is None:
        raise NotFound(f"nobody was paged for the incident {incident_id}")
    team = row.incident.get("team")
    if not caller.may(INCIDENTS_WRITE, team):
        raise Forbidden(f"this needs {INCIDENTS_WRITE} for the team {team}")
    if row.state in (EscalationState.STOPPED, EscalationState.SUPPRESSED):
        raise Conflict(f"the escalation is {row.state}: nobody is to be paged")
    if row.state in _ANSWERED:
        # Only incident-management can make it open again, and it asks for the page by doing so.
        raise Conflict(f"the incident is {row.state}: open it again to page the next level")
    await _act(session, row, "escalate", [], now)
    await audit_log.record(session, caller, "incident.escalated", f"incident:{incident_id}")
    return row


async def _act(
    session: AsyncSession,
    row: EscalationRow,
    action: str,
    people: list[PersonRef],
    now: datetime,
) -> None:
    """An action of people that pages: who is on call is looked up for it."""
    named = [person.id for person in people]
    deck = await Deck.of(session, [row], now, named)
    machine, met = deck.machine(row, now)
    before = read_state(row)
    if action == "reassign":
        names = await must_be_active(session, named)
        machine.roster.reachable(names)
        after = machine.reassign(before, now, names)
    elif action == "escalate":
        after = machine.escalate(before, now)
    elif action == "wake":
        after = machine.wake(before, now)
    else:
        after = machine.unacknowledge(before, now)
    deck.outcome.take(row, after, machine.effects, met)
    await say_who_is_missing(session, deck.outcome, row, machine.effects, before)
    await deck.finish(session)


async def _again(
    session: AsyncSession, row: EscalationRow, message: StartEscalation, now: datetime
) -> None:
    """Told again of a live escalation: it is louder, open again, or its window has changed."""
    if message.cycle < row.told_cycle:
        return
    open_again = message.cycle > row.told_cycle and row.state in _ANSWERED
    action = "wake" if row.state == EscalationState.SNOOZED else "unacknowledge"
    row.told_cycle = message.cycle
    row.cycle = max(row.cycle, message.cycle - 1)
    if open_again:
        row.urgency = urgency_of(message, read_rules(row), now)
        await _act(session, row, action, [], now)
        return
    await _suppress(session, row, message.suppressed_until, now)
    await _retrigger(session, row, message, now)


async def _retrigger(
    session: AsyncSession, row: EscalationRow, message: StartEscalation, now: datetime
) -> None:
    deck = await Deck.of(session, [row], now)
    machine, met = deck.machine(row, now)
    before = read_state(row)
    after = machine.retrigger(before, now, urgency_of(message, machine.rules, now))
    if after != before:
        row.incident = row.incident | {"severity": str(message.severity)}
    deck.outcome.take(row, after, machine.effects, met)
    await say_who_is_missing(session, deck.outcome, row, machine.effects, before)
    await deck.finish(session)


async def _suppress(
    session: AsyncSession, row: EscalationRow, until: datetime | None, now: datetime
) -> None:
    """A changed window; an early end pages now. One that is triggered already is not touched."""
    if row.state != EscalationState.SUPPRESSED:
        return
    row.timer_at = row.due_at = until if until is not None and until > now else now
    await session.flush()
    session.info.setdefault("lanes", set()).add(LANE)


async def _add(
    session: AsyncSession, incident_id: UUID, cycle: int, now: datetime
) -> EscalationRow:
    """The row of an incident that was unknown, stopped; locked."""
    empty: dict[str, Any] = {"slug": "", "version": 0, "levels": [], "repeat": 0}
    values: dict[str, Any] = columns_of(Escalation("stopped", cycle=cycle - 1)) | {
        "incident_id": incident_id,
        "told_cycle": cycle - 1,
        "policy": empty,
        "rules": {},
        "incident": {},
        "people": list[Any](),
        "started_at": now,
        "updated_at": now,
    }
    await repository.add(session, values)
    row = await repository.find(session, incident_id, lock=True)
    if row is None:
        raise NotFound(f"the escalation of {incident_id} went away")
    return row


def _blind_machine(row: EscalationRow) -> Machine:
    """The state machine for changes that look nobody up."""
    policy = domain_policy([], row.policy["repeat"])
    return Machine(
        policy, read_rules(row) if row.rules else rules_of(None, None, None), Roster(_none)
    )


def _none(_: int) -> list[list[str]]:
    return []


async def _keep(
    session: AsyncSession, row: EscalationRow, after: Escalation, machine: Machine, now: datetime
) -> None:
    outcome = Outcome(now)
    outcome.take(row, after, machine.effects, {})
    await outcome.write(session)
    session.info.setdefault("lanes", set()).add(LANE)
