"""Remembers confirmed causes and finds incidents that look like the one at hand."""

from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.alert_text import storable
from ai_analysis.domain.likeness import incident_terms, likeness, worth_looking_up
from ai_analysis.domain.ranking import UNKNOWN, classify
from ai_analysis.knowledge.model import Model, ServingModel
from ai_analysis.knowledge.service import is_category
from ai_analysis.past_incidents import repository
from ai_analysis.past_incidents.models import ConfirmedCause
from ai_analysis.suggestions import repository as suggestions
from ai_analysis.training import repository as training
from platform_contracts.analysis import SimilarIncident
from platform_contracts.messages import RcaConfirmed

_SURE_OF_CAUSE: Final = 0.7
"""A root cause that people wrote without a category gets the one it surely speaks of."""
_ROWS_LOOKED_AT: Final = 600.0
_COMPARED: Final = 200
_TELLING: Final = 4
"""Incidents that share so many of the rarest known words are compared however old they are."""
_LEAST_ALIKE: Final = 0.2


async def on_rca_confirmed(
    serving: ServingModel, session: AsyncSession, message: RcaConfirmed
) -> None:
    """Remember the cause of a closed incident: found by later ones, and learnt by the model."""
    analysis = await suggestions.newest(session, message.incident_id)
    title = storable(message.title) or (analysis.title if analysis else "")
    service = storable(message.service) or (analysis.service if analysis else "")
    text = analysis.text if analysis else ""
    counts = await repository.put_confirmed(
        session,
        {
            "incident_id": message.incident_id,
            "number": message.number,
            "title": title,
            "service": service,
            "category": _category_of(serving, message),
            "root_cause": storable(message.root_cause),
            "resolution": storable(message.resolution),
            "terms": incident_terms(title, text or message.root_cause, service),
            "confirmed_at": message.occurred_at,
        },
    )
    if counts:
        await training.want(session)


async def similar(
    session: AsyncSession,
    *,
    title: str,
    text: str,
    service: str,
    but: UUID | None = None,
    limit: int = 5,
) -> list[SimilarIncident]:
    """Incidents with a known cause that share the rare words of this one, the likest first."""
    terms = incident_terms(title, text, service)
    frequencies, rows = await repository.term_statistics(session)
    looked_up = worth_looking_up(terms, frequencies, rows, _ROWS_LOOKED_AT)
    if not looked_up:
        return []
    listed = sorted((term for term in terms if term in frequencies), key=frequencies.__getitem__)
    candidates = await repository.candidates(session, looked_up, listed[:_TELLING], but, _COMPARED)
    scored = sorted(
        ((likeness(terms, other, frequencies), incident) for incident, other in candidates),
        key=lambda found: (-found[0], found[1]),
    )
    best = {incident: score for score, incident in scored[:limit] if score >= _LEAST_ALIKE}
    found = await repository.by_ids(session, list(best))
    found_by_likeness = sorted(found, key=lambda one: (-best[one.incident_id], one.incident_id))
    return [_view(one, best[one.incident_id]) for one in found_by_likeness]


def _category_of(serving: ServingModel, message: RcaConfirmed) -> str | None:
    if message.category is not None and is_category(message.category):
        return message.category
    return _read_from(serving.current, f"{message.root_cause}\n{message.resolution}")


def _read_from(model: Model, cause: str) -> str | None:
    category, confidence = classify(model.classifier, cause[:4_000])
    return category if category != UNKNOWN and confidence >= _SURE_OF_CAUSE else None


def _view(row: ConfirmedCause, score: float) -> SimilarIncident:
    return SimilarIncident(
        incident_id=row.incident_id,
        number=row.number,
        title=row.title or row.root_cause[:200],
        score=round(score, 4),
        service=row.service,
        category=row.category,
        root_cause=row.root_cause,
        resolution=row.resolution,
        confirmed_at=row.confirmed_at,
    )
