"""Keeps what an analysis found and gives it back for an incident."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.alert_text import storable
from ai_analysis.suggestions import repository
from ai_analysis.suggestions.models import StoredAnalysis
from platform_contracts.analysis import Analysis, IncidentSuggestions, Suggestion
from platform_kit.clock import now
from platform_kit.ids import new_id

_KEPT: Final = timedelta(days=90)
_BATCH: Final = 1000
_LONGEST_TITLE: Final = 300


async def keep(
    session: AsyncSession,
    incident_id: UUID,
    analysis: Analysis,
    *,
    text: str,
    title: str = "",
    service: str = "",
    alert_id: UUID | None = None,
) -> None:
    """Store an analysis for its incident; it is the one shown from now on."""
    stored = StoredAnalysis(
        id=new_id(),
        incident_id=incident_id,
        alert_id=alert_id,
        text=text,
        title=storable(title[:_LONGEST_TITLE]),
        service=storable(service),
        mode=analysis.mode,
        model_version=analysis.model_version,
        analyzed_at=await now(session),
    )
    rows = [found.model_dump(exclude={"similar_incidents"}) for found in analysis.suggestions]
    await repository.add(session, stored, rows)


async def of_incident(session: AsyncSession, incident_id: UUID) -> IncidentSuggestions:
    """What the newest analysis found; empty while there is none."""
    analysis = await repository.newest(session, incident_id)
    if analysis is None:
        return IncidentSuggestions(incident_id=incident_id, suggestions=[])
    rows = await repository.ranked(session, analysis.id)
    return IncidentSuggestions(
        incident_id=incident_id,
        suggestions=[Suggestion.model_validate(row) for row in rows],
        mode="llm" if analysis.mode == "llm" else "rules",
        model_version=analysis.model_version,
        analyzed_at=analysis.analyzed_at,
    )


async def text_of(session: AsyncSession, incident_id: UUID | None) -> tuple[str, str, str]:
    """(title, text, service) of what was analysed last for an incident; empty when nothing was."""
    analysis = await repository.newest(session, incident_id) if incident_id else None
    return (analysis.title, analysis.text, analysis.service) if analysis else ("", "", "")


async def forget_superseded(session: AsyncSession) -> bool:
    """Delete old analyses that no page shows any more; says whether there may be more."""
    return await repository.forget_superseded(session, _KEPT, _BATCH) == _BATCH
