"""Pages that somebody asks for: the next level, or people by name. Oncall does it."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.incidents import announcements, changes
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.steps import take_step
from incident_management.timeline import service as timeline
from platform_contracts.messages import ChangeEscalation
from platform_contracts.people import Actor
from platform_contracts.vocabulary import EscalationState, IncidentStatus, TimelineKind, Urgency
from platform_kit.problems import Conflict


async def page_by_hand(
    session: AsyncSession,
    row: IncidentRow,
    change: ChangeEscalation,
    text: str,
    by: Actor,
    now: datetime,
) -> None:
    """An acknowledged incident is open again; one that somebody works on keeps its status.

    Raises Conflict where nobody may be paged.
    """
    why_not = refusal(row)
    if why_not:
        raise Conflict(why_not)
    row.snoozed_until = None
    if row.status == IncidentStatus.ACKNOWLEDGED:
        await take_step(session, row, IncidentStatus.OPEN, by, now, text, told=True)
    reassigned = change.action == "reassign"
    kind = TimelineKind.ASSIGNED if reassigned else TimelineKind.ESCALATED
    await timeline.record(session, row.id, kind, by, text, now, action=change.action)
    await changes.change_escalation(session, row, change)
    await announcements.announce(session, row, "incident.escalated", text)
    await changes.save(session, row, now, changed=True)


def refusal(row: IncidentRow) -> str:
    """Why nobody may be paged for it now; empty when somebody may."""
    if not lifecycle.is_active(IncidentStatus(row.status)):
        return f"the incident is {row.status}: nobody is paged for it"
    if row.escalation_state == EscalationState.SUPPRESSED:
        return "its service is in maintenance: end the window to page somebody"
    if row.urgency == Urgency.NONE:
        return "an incident of severity info pages nobody: raise its severity"
    return ""
