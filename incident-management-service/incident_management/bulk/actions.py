"""What each action does with one incident."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.escalating import service as escalating
from incident_management.incidents import changes, severity, snoozing
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import answer
from incident_management.incidents.steps import take_step
from incident_management.merging import service as merging
from incident_management.notes import service as notes
from platform_contracts.incident_lists import BulkAction, BulkRequest
from platform_contracts.incident_work import MergeInto
from platform_contracts.incidents import AddComment
from platform_contracts.vocabulary import IncidentStatus
from platform_kit.auth.principal import Principal


async def act(
    session: AsyncSession, row: IncidentRow, request: BulkRequest, by: Principal, now: datetime
) -> None:
    """Do it with a locked incident that the caller may change. Raises Problem where refused."""
    match request.action:
        case BulkAction.ACKNOWLEDGE:
            await answer(session, row, by.actor, now, request.note)
        case BulkAction.RESOLVE:
            if lifecycle.is_active(IncidentStatus(row.status)):
                resolved = IncidentStatus.RESOLVED
                await take_step(session, row, resolved, by.actor, now, request.note)
        case BulkAction.NOTE:
            await notes.comment(session, row.id, AddComment(body=request.note), by, now)
        case BulkAction.MERGE if request.into:
            body = MergeInto(into=request.into, note=request.note)
            await merging.merge(session, row.id, body, by, now)
        case BulkAction.ASSIGN if request.assignee:
            people = [request.assignee]
            await escalating.reassign(session, row.id, people, by, now, request.note)
        case BulkAction.SEVERITY if request.severity:
            if request.severity != row.severity:
                wanted = request.severity
                await severity.change(session, row, wanted, by.actor, now, request.note)
                await changes.save(session, row, now, changed=True)
        case BulkAction.SNOOZE if request.until:
            snoozing.check(row, request.until, now)
            await snoozing.put_to_sleep(session, row, request.until, by.actor, now, request.note)
        case _:
            raise AssertionError(f"{request.action} without what it needs")
