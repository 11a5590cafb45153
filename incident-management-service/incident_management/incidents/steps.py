"""One step in the life of an incident, whoever takes it: checked, recorded, told."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.incidents import announcements, changes
from incident_management.incidents.models import IncidentRow
from incident_management.maintenance import service as maintenance
from incident_management.postmortems import closing
from incident_management.sla import clock
from incident_management.timeline import service as timeline
from platform_contracts.messages import ChangeEscalation
from platform_contracts.people import Actor
from platform_contracts.vocabulary import IncidentStatus, TimelineKind
from platform_kit.problems import Conflict


class InvalidTransition(Conflict):
    """The incident cannot take this step; the problem names those it can."""

    type = "invalid-transition"
    title = "The incident cannot take this step"


async def take_step(
    session: AsyncSession,
    row: IncidentRow,
    target: IncidentStatus,
    by: Actor,
    now: datetime,
    note: str = "",
    *,
    told: bool = False,
) -> None:
    """Change the status, record it, and tell whoever has to act on it. Raises InvalidTransition.

    `told`: oncall knows already, because the step was its own.
    """
    current = IncidentStatus(row.status)
    before = lifecycle.Moments(row.acknowledged_at, row.resolved_at, row.closed_at)
    after = _checked(row, current, target, before, now)
    if target is IncidentStatus.CLOSED:
        await closing.refuse_incomplete(session, row)
    row.status = target
    row.acknowledged_at, row.resolved_at = after.acknowledged_at, after.resolved_at
    row.closed_at = after.closed_at
    _note_who(row, current, target, by, now)
    if target is IncidentStatus.OPEN or not lifecycle.is_active(target):
        row.snoozed_until = None
    message = f"{current} → {target}" + (f": {note}" if note else "")
    await timeline.record(
        session,
        row.id,
        TimelineKind.STATUS_CHANGED,
        by,
        message,
        now,
        status=str(target),
        note=note,
    )
    await clock.follow(session, row, now)
    if not told:
        await _tell(session, row, current, target, by, now)
    await announcements.step_taken(session, row, current, by, note)
    changes.count_step(
        session,
        row,
        first_ack=before.acknowledged_at is None and after.acknowledged_at is not None,
        first_resolve=before.resolved_at is None and after.resolved_at is not None,
    )
    await changes.save(session, row, now, changed=True)


def _checked(
    row: IncidentRow,
    current: IncidentStatus,
    target: IncidentStatus,
    before: lifecycle.Moments,
    now: datetime,
) -> lifecycle.Moments:
    if row.merged_into is not None:
        raise Conflict("a merged incident stays closed: work on the one it was merged into")
    try:
        return lifecycle.step(current, target, before, now)
    except lifecycle.IllegalStepError as error:
        raise InvalidTransition(
            str(error), current=current, allowed=[str(name) for name in error.allowed]
        ) from None


def _note_who(
    row: IncidentRow, current: IncidentStatus, target: IncidentStatus, by: Actor, now: datetime
) -> None:
    """Who answered and who ended it; a person who answers owns it."""
    who = by.model_dump(mode="json")
    if current is IncidentStatus.OPEN:
        row.last_acknowledged_at = now
        row.acknowledged_by = who
        if by.kind == "person":
            row.assignee = {"id": by.id, "name": by.name}
    if target is IncidentStatus.OPEN:
        row.resolved_by = None
    elif lifecycle.is_active(current) and not lifecycle.is_active(target):
        row.resolved_by = who


async def _tell(
    session: AsyncSession,
    row: IncidentRow,
    current: IncidentStatus,
    target: IncidentStatus,
    by: Actor,
    now: datetime,
) -> None:
    if target is IncidentStatus.OPEN:
        row.cycle += 1
        if not lifecycle.is_active(current):
            row.suppressed_until = await maintenance.suppression(
                session, row.service, row.environment, now
            )
        if current is IncidentStatus.ACKNOWLEDGED and row.escalation_state == "acknowledged":
            change = ChangeEscalation(
                incident_id=row.id, action="unacknowledge", cycle=row.cycle, by=by
            )
            await changes.change_escalation(session, row, change)
        else:
            await changes.start_escalation(session, row, now)
        return
    ended = lifecycle.is_active(current) and not lifecycle.is_active(target)
    if current is IncidentStatus.OPEN or ended or changes.is_paging(row):
        await changes.stop_paging(session, row, by)
    if ended:
        await changes.after_resolve(session, row)
    if target is IncidentStatus.CLOSED:
        await closing.confirm(session, row)
