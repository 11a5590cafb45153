"""The checks: what services say of themselves in, what is wrong out. No I/O."""

from enum import StrEnum
from typing import Final
from uuid import UUID

from platform_contracts.audit import (
    AwaitedPage,
    DeliveriesAudit,
    EscalationsAudit,
    IncidentsAudit,
)

OVERDUE_SECONDS: Final = 60.0


class Check(StrEnum):
    """What is checked; the label of the metrics."""

    SERVICES_ANSWER = "services_answer"
    LISTS_ARE_COMPLETE = "lists_are_complete"
    OPEN_INCIDENTS_ARE_PAGED = "open_incidents_are_paged"
    ESCALATIONS_ARE_ON_TIME = "escalations_are_on_time"
    AUDIT_LOG_IS_INTACT = "audit_log_is_intact"
    PAGES_GO_OUT = "pages_go_out"


def unpaged(incidents: IncidentsAudit, escalations: EscalationsAudit) -> list[AwaitedPage]:
    """Open, unacknowledged incidents without a live escalation of their present cycle.

    Of a list that was cut, nothing is concluded for incidents beyond its end.
    """
    cycles = {entry.incident_id: entry.cycle for entry in escalations.live}
    end = None if escalations.complete else max(cycles, default=UUID(int=0))
    return [
        page
        for page in incidents.awaited
        if cycles.get(page.incident_id, 0) < page.cycle and (end is None or page.incident_id <= end)
    ]


def outage(deliveries: DeliveriesAudit | None) -> str | None:
    """Why pages do not go out; None when they do."""
    if deliveries is None:
        return "notification does not answer"
    if deliveries.oldest_due_seconds > OVERDUE_SECONDS:
        return f"a page has waited for {deliveries.oldest_due_seconds:.0f} s to be sent"
    return None


def incomplete(incidents: IncidentsAudit, escalations: EscalationsAudit) -> int:
    """How many of the lists were cut."""
    return [incidents.complete, escalations.complete].count(False)
