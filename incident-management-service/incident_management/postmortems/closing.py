"""What an incident still needs before it is closed."""

from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow
from incident_management.postmortems import repository
from incident_management.sla.service import rca_is_required
from platform_contracts.base import FieldError
from platform_contracts.messages import RcaConfirmed
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import Conflict

REQUIRED: Final = ("root_cause", "contributing_factors", "corrective_actions", "prevention")


class RcaMissing(Conflict):
    """The incident is closed only with its root cause; `missing` names the empty fields."""

    type = "rca-missing"
    title = "The root-cause analysis is not complete"


async def missing_fields(session: AsyncSession, row: IncidentRow) -> list[str]:
    """Fields that are empty and must not be, for this severity and policy."""
    if not await rca_is_required(session, row.sla_policy, row.severity):
        return []
    rca = await repository.get(session, row.id)
    return [name for name in REQUIRED if rca is None or not getattr(rca, name).strip()]


async def refuse_incomplete(session: AsyncSession, row: IncidentRow) -> None:
    """Raises RcaMissing while fields are empty."""
    missing = await missing_fields(session, row)
    if missing:
        raise RcaMissing(
            f"write down first: {', '.join(missing)}",
            errors=[FieldError(field=f"rca.{name}", reason="is empty") for name in missing],
            missing=missing,
        )


async def confirm(session: AsyncSession, row: IncidentRow) -> None:
    """A closed incident's root cause is what the next analysis learns from."""
    rca = await repository.get(session, row.id)
    if rca is None or not rca.root_cause.strip():
        return
    message = RcaConfirmed(
        incident_id=row.id,
        category=rca.category,
        root_cause=rca.root_cause,
        resolution=rca.corrective_actions,
        number=row.number,
        title=row.title,
        service=row.service,
    )
    await enqueue(session, message)
