"""The SQL of the audit."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from oncall.escalations.models import EscalationRow
from platform_contracts.vocabulary import EscalationState

# An acknowledged or snoozed escalation pages nobody: for an open incident it is as good as none.
LIVE = (
    EscalationState.TRIGGERED,
    EscalationState.SUPPRESSED,
    EscalationState.NOBODY_ON_CALL,
    EscalationState.EXHAUSTED,
)


async def live(session: AsyncSession, most: int) -> list[Any]:
    """Incident id and cycle of escalations that page, by incident."""
    query = (
        select(EscalationRow.incident_id, EscalationRow.cycle)
        .where(EscalationRow.state.in_([state.value for state in LIVE]))
        .order_by(EscalationRow.incident_id)
        .limit(most)
    )
    return list(await session.execute(query))
