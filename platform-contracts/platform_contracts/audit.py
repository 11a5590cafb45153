"""What services tell the auditor about themselves, and how it asks for a repair.

Lists are ordered by incident id. `complete` is false when a list was cut: then it says nothing of
incidents with a greater id than its last.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from platform_contracts.base import RequestModel, WireModel
from platform_contracts.vocabulary import EscalationState, IncidentStatus


class AwaitedPage(WireModel):
    """An open, unacknowledged incident that somebody must be paged for; `cycle` says which time."""

    incident_id: UUID
    number: int
    cycle: int


class IncidentsAudit(WireModel):
    """incident-management: who must be paged for, and active incidents by status."""

    awaited: list[AwaitedPage]
    complete: bool
    by_status: dict[IncidentStatus, int]


class LiveEscalation(WireModel):
    """An escalation that pages, waits to page, or has run through all of its levels."""

    incident_id: UUID
    cycle: int


class EscalationsAudit(WireModel):
    """oncall: live escalations, and escalations that are not stopped by state.

    `overdue`: escalations that were due more than 30 s ago and did not go on. `intact`: whether
    the newest entries of the audit log are as they were written.
    """

    live: list[LiveEscalation]
    complete: bool
    by_state: dict[EscalationState, int]
    overdue: int = 0
    intact: bool = True


class DeliveriesAudit(WireModel):
    """notification: for how many seconds the oldest page that is due has waited to be sent."""

    oldest_due_seconds: float


class RepairEscalations(RequestModel):
    """Incidents whose escalation is missing."""

    incident_ids: Annotated[list[UUID], Field(max_length=10_000)]


class EscalationsRepaired(WireModel):
    """Those that needed it. The others are answered meanwhile.

    requested: a new request to page is on its way. waiting: an earlier one still is.
    """

    requested: list[UUID]
    waiting: list[UUID]
