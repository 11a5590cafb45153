"""What notification asks incident-management right before a page leaves."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from platform_contracts.base import RequestModel, WireModel
from platform_contracts.vocabulary import EscalationState, IncidentStatus


class PagingQuestion(RequestModel):
    """Which incidents somebody is about to be paged for."""

    incident_ids: Annotated[list[UUID], Field(max_length=1000)]


class PagingState(WireModel):
    """Whether an incident still wants pages: `cycle` is the one it is in."""

    id: UUID
    status: IncidentStatus
    cycle: int
    escalation_state: EscalationState | None = None


class PagingStates(WireModel):
    """One entry for each incident that is known."""

    items: list[PagingState]
