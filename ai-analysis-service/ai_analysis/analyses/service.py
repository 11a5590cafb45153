"""Explains alerts with the model in use; stores and announces what belongs to an incident."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final, Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.alert_text import compose
from ai_analysis.domain.ranking import UNKNOWN, RankedCause, classify, rank
from ai_analysis.domain.text import terms_of
from ai_analysis.knowledge.model import Model, ServingModel
from ai_analysis.metrics import ANALYSES, ANALYSIS_SECONDS
from ai_analysis.past_incidents import service as past_incidents
from ai_analysis.suggestions import service as suggestions
from platform_contracts.analysis import (
    Analysis,
    AnalyzeRequest,
    Classified,
    ClassifyAnswer,
    ClassifyItem,
    IncidentSuggestions,
    SimilarIncident,
    Suggestion,
)
from platform_contracts.messages import AlertFacts, AnalyzeAlert, SuggestionsFound
from platform_kit.clock import now
from platform_kit.outbox.enqueue import enqueue

_MODE: Final[Literal["rules"]] = "rules"


async def analyze(
    session: AsyncSession, model: Model, request: AnalyzeRequest, *, store: bool
) -> Analysis:
    """Explain one alert. With `store` the answer becomes the one shown for its incident."""
    text = compose(request.message, request.labels, request.annotations, request.generator_url)
    analysis = explain(model, text, request.incident_id)
    if store and request.incident_id is not None:
        await suggestions.keep(
            session,
            request.incident_id,
            analysis,
            text=text,
            title=request.message,
            service=request.service,
        )
    similar = await past_incidents.similar(
        session, title=request.message, text=text, service=request.service, but=request.incident_id
    )
    found = _with_similar(analysis.suggestions, similar)
    return analysis.model_copy(update={"suggestions": found})


async def on_analyze_alert(
    serving: ServingModel, session: AsyncSession, message: AnalyzeAlert
) -> None:
    """Explain the alert that opened an incident, store the answer, tell the incident a cause."""
    alert = message.alert
    text = _text_of(alert)
    analysis = explain(serving.current, text, message.incident_id)
    await suggestions.keep(
        session,
        message.incident_id,
        analysis,
        text=text,
        title=alert.title,
        service=alert.service,
        alert_id=alert.alert_id,
    )
    best = analysis.suggestions[0]
    if best.category == UNKNOWN:
        return
    await enqueue(
        session,
        SuggestionsFound(
            incident_id=message.incident_id,
            category=best.category,
            title=best.title,
            confidence=best.confidence,
            mode=analysis.mode,
            at=await now(session),
        ),
    )


async def of_incident(session: AsyncSession, incident_id: UUID) -> IncidentSuggestions:
    """What the newest analysis found, with the past incidents that are like it now."""
    stored = await suggestions.of_incident(session, incident_id)
    if not stored.suggestions:
        return stored
    title, text, service = await suggestions.text_of(session, incident_id)
    similar = await past_incidents.similar(
        session, title=title, text=text, service=service, but=incident_id
    )
    found = _with_similar(stored.suggestions, similar)
    return stored.model_copy(update={"suggestions": found})


async def classify_batch(model: Model, items: Sequence[ClassifyItem]) -> ClassifyAnswer:
    """Name the category of each alert, in the order asked.

    A thousand alerts take half a second of CPU, so the work is done in a thread.
    """
    return await asyncio.to_thread(_classify_all, model, items)


def explain(model: Model, text: str, incident_id: UUID | None = None) -> Analysis:
    """Rank the causes of one composed text; a millisecond or so, bounded by the text's cap."""
    started = time.perf_counter()
    causes = rank(model.classifier, text)
    words = frozenset(term.term for term in terms_of(text)) if model.added else frozenset[str]()
    found = [_suggestion(model, cause, words) for cause in causes]
    ANALYSIS_SECONDS.labels(mode=_MODE).observe(time.perf_counter() - started)
    ANALYSES.labels(mode=_MODE, sure=str(causes[0].category != UNKNOWN).lower()).inc()
    return Analysis(
        suggestions=found, mode=_MODE, model_version=model.version, incident_id=incident_id
    )


def _suggestion(model: Model, cause: RankedCause, words: frozenset[str]) -> Suggestion:
    shown = model.explanation(cause.category, words)
    return Suggestion(
        category=cause.category,
        title=shown.title,
        confidence=round(cause.confidence, 4),
        evidence=list(cause.evidence),
        actions=list(shown.actions),
        knowledge_id=shown.id,
    )


def _with_similar(
    found: Sequence[Suggestion], similar: Sequence[SimilarIncident]
) -> list[Suggestion]:
    """Each past incident goes to the cause that it had, else to the likeliest one."""
    named = [one.category for one in found if one.category != UNKNOWN]
    if not similar or not named:
        return list(found)
    of_category: dict[str, list[SimilarIncident]] = {}
    for past in similar:
        category = past.category if past.category in named else named[0]
        of_category.setdefault(category or named[0], []).append(past)
    return [
        one.model_copy(update={"similar_incidents": of_category.get(one.category, [])})
        for one in found
    ]


def _classify_all(model: Model, items: Sequence[ClassifyItem]) -> ClassifyAnswer:
    answers: list[Classified] = []
    for item in items:
        text = compose(item.message, item.labels, item.annotations)
        category, confidence = classify(model.classifier, text)
        answers.append(Classified(id=item.id, category=category, confidence=round(confidence, 4)))
    return ClassifyAnswer(items=answers, model_version=model.version)


def _text_of(alert: AlertFacts) -> str:
    annotations = {"description": alert.description, **alert.annotations}
    return compose(alert.title, alert.labels, annotations, alert.generator_url)
