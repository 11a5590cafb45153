"""The clock of an incident: kept in its row, moved by the rules of the domain."""

from datetime import datetime
from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.catalog import repository as catalog
from incident_management.domain import sla
from incident_management.incidents.models import IncidentRow
from incident_management.sla.service import policy_for
from platform_contracts.incidents import Sla, SlaClock
from platform_contracts.vocabulary import IncidentStatus, Severity


async def start(session: AsyncSession, row: IncidentRow) -> None:
    """What is promised for a new incident."""
    service = await catalog.get(session, row.service)
    policy = await policy_for(session, service.sla_policy if service else None)
    row.sla_policy = policy.slug
    _write(row, sla.start(policy, Severity(row.severity), row.opened_at))


async def follow(session: AsyncSession, row: IncidentRow, now: datetime) -> None:
    """Stop or go, as the status and the snooze want it; what is over stands for ever."""
    policy = await policy_for(session, row.sla_policy)
    status = IncidentStatus(row.status)
    over = status in (IncidentStatus.RESOLVED, IncidentStatus.CLOSED)
    snoozed = row.snoozed_until is not None
    why = str(status) if over else sla.pause_reason(policy, status, snoozed=snoozed)
    clock = read(row)
    if clock.paused_at is None or clock.pause_reason != why:
        clock = sla.resume(clock, policy, now)
        clock = sla.pause(clock, now, why) if why else clock
    _write(row, clock)


async def retarget(session: AsyncSession, row: IncidentRow, now: datetime) -> None:
    """The promises of the severity that the incident has now."""
    policy = await policy_for(session, row.sla_policy)
    severity = Severity(row.severity)
    _write(row, sla.retarget(read(row), policy, severity, row.opened_at, now))


def say(row: IncidentRow, now: datetime) -> list[sla.Happening]:
    """What is to be said now, and remembers that it was."""
    clock = read(row)
    said = sla.happened(clock, met(row), now)
    _write(row, sla.tell(clock, said))
    return said


def met(row: IncidentRow) -> dict[sla.Promise, datetime | None]:
    """When each promise was kept."""
    return {"acknowledge": row.acknowledged_at, "resolve": row.resolved_at}


def read(row: IncidentRow) -> sla.Clock:
    """The row's clock."""
    return sla.Clock(
        acknowledge_due=row.ack_due_at,
        resolve_due=row.resolve_due_at,
        acknowledge_soon=row.ack_soon_at,
        resolve_soon=row.resolve_soon_at,
        paused_at=row.sla_paused_at,
        pause_reason=row.sla_pause_reason,
        paused_seconds=row.sla_paused_seconds,
        told=frozenset(cast("list[sla.Happening]", row.sla_told)),
    )


def view(row: IncidentRow, now: datetime) -> Sla | None:
    """The clock as people see it at `now`."""
    if row.sla_policy is None:
        return None
    clock = read(row)
    over = row.status in (IncidentStatus.RESOLVED, IncidentStatus.CLOSED)
    return Sla(
        policy=row.sla_policy,
        acknowledge=_shown(clock, "acknowledge", row.acknowledged_at, now),
        resolve=_shown(clock, "resolve", row.resolved_at, now),
        paused=clock.paused_at is not None and not over,
        pause_reason="" if over else clock.pause_reason,
    )


def _shown(
    clock: sla.Clock, promise: sla.Promise, met_at: datetime | None, now: datetime
) -> SlaClock | None:
    due = clock.due(promise)
    if due is None:
        return None
    open_still = met_at is None
    return SlaClock(
        due_at=due if clock.paused_at is None or not open_still else None,
        met_at=met_at,
        breached=sla.is_breached(clock, promise, met_at, now),
        remaining_seconds=(due - (clock.paused_at or now)).total_seconds() if open_still else None,
    )


def _write(row: IncidentRow, clock: sla.Clock) -> None:
    row.ack_due_at, row.ack_soon_at = clock.acknowledge_due, clock.acknowledge_soon
    row.resolve_due_at, row.resolve_soon_at = clock.resolve_due, clock.resolve_soon
    row.sla_paused_at, row.sla_pause_reason = clock.paused_at, clock.pause_reason
    row.sla_paused_seconds = clock.paused_seconds
    row.sla_told = sorted(clock.told)
    row.sla_next_at = sla.next_at(clock, met(row))
