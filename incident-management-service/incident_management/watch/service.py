"""Promises that come due, and incidents that everybody has left alone."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management import metrics
from incident_management.domain.sla import Happening
from incident_management.incidents import announcements, changes
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.steps import take_step
from incident_management.sla import clock
from incident_management.timeline import service as timeline
from incident_management.watch import repository
from platform_contracts.vocabulary import IncidentStatus, TimelineKind
from platform_kit.clock import now as read_clock
from platform_kit.database import after_commit

_WORDS: Final[dict[Happening, str]] = {
    "acknowledge_soon": "Nobody has acknowledged: the promise breaks at {due}",
    "acknowledge_breached": "Promise broken: not acknowledged by {due}",
    "resolve_soon": "Not resolved: the promise breaks at {due}",
    "resolve_breached": "Promise broken: not resolved by {due}",
}


async def tell_promises(session: AsyncSession, limit: int) -> int:
    """Say which promises break soon, or have just been broken; returns how many rows had one."""
    now = await read_clock(session)
    rows = await repository.promises_due(session, limit)
    for row in rows:
        for happening in clock.say(row, now):
            await _tell(session, row, happening)
        await changes.save(session, row, now)
    return len(rows)


async def _tell(session: AsyncSession, row: IncidentRow, happening: Happening) -> None:
    now = await read_clock(session)
    promise, _, what = happening.partition("_")
    due = row.ack_due_at if promise == "acknowledge" else row.resolve_due_at
    text = _WORDS[happening].format(due=f"{due:%Y-%m-%d %H:%M} UTC" if due else "")
    await timeline.record(
        session,
        row.id,
        TimelineKind.SLA,
        changes.SELF,
        text,
        now,
        promise=promise,
        breached=what == "breached",
    )
    await announcements.announce(session, row, f"sla.{what}", text, to_owner=True, promise=promise)
    if what == "breached":
        severity = row.severity
        after_commit(
            session, lambda: metrics.BREACHES.labels(promise=promise, severity=severity).inc()
        )


async def end_forgotten(session: AsyncSession, limit: int) -> int:
    """Resolve what nothing happened to for as long as its service waits; returns how many."""
    now = await read_clock(session)
    rows = await repository.left_alone(session, limit)
    for row in rows:
        note = "nothing happened for as long as the service waits"
        await take_step(session, row, IncidentStatus.RESOLVED, changes.SELF, now, note)
    return len(rows)
