"""An incident as the API and the stream show it."""

from datetime import datetime
from typing import Any

from incident_management.domain import lifecycle
from incident_management.domain.timers import seconds_between
from incident_management.incidents.models import IncidentRow
from incident_management.sla import clock
from platform_contracts.incidents import Incident
from platform_contracts.vocabulary import IncidentStatus

_COLUMNS = [name for name in Incident.model_fields if name in IncidentRow.__mapper__.columns]


def incident_view(row: IncidentRow, now: datetime) -> Incident:
    """The wire model, with the fields that are computed from the row."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS}
    return Incident(
        **values,
        mtta_seconds=seconds_between(row.opened_at, row.acknowledged_at),
        mttr_seconds=seconds_between(row.opened_at, row.resolved_at),
        sla=clock.view(row, now),
        allowed_statuses=lifecycle.allowed_steps(IncidentStatus(row.status), row.closed_at, now),
    )
