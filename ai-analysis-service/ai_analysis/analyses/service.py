"""Explains alerts with the model in use; stores and announces what belongs to an incident."""

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.alert_text import compose
from ai_analysis.domain.ranking import UNKNOWN, RankedCause, classify, rank
from ai_analysis.knowledge.model import Model, ServingModel
from ai_analysis.metrics import ANALYSES, ANALYSIS_SECONDS
from ai_analysis.suggestions import service as suggestions
from platform_contracts.analysis import (
    Analysis,
    AnalyzeRequest,
    Classified,
    ClassifyAnswer,
    ClassifyItem,
    Suggestion,
)
from platform_contracts.messages import AlertFacts, AnalyzeAlert, DraftPostmortem, SuggestionsFound
from platform_kit.clock import now
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue

log = get_logger()

_MODE = "rules"


async def analyze(
    session: AsyncSession, model: Model, request: AnalyzeRequest, *, store: bool
) -> Analysis:
    """Explain one alert. With `store` the answer becomes the one shown for its incident."""
    text = compose(request.message, request.labels, request.annotations, request.generator_url)
    analysis = explain(model, text, request.incident_id)
    if store and request.incident_id is not None:
        await suggestions.keep(session, request.incident_id, analysis, text=text)
    return analysis


async def on_analyze_alert(
    serving: ServingModel, session: AsyncSession, message: AnalyzeAlert
) -> None:
    """Explain the alert that opened an incident, store the answer, tell the incident a cause."""
    text = _text_of(message.alert)
    analysis = explain(serving.current, text, message.incident_id)
    await suggestions.keep(
        session, message.incident_id, analysis, text=text, alert_id=message.alert.alert_id
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


async def on_draft_postmortem(_session: AsyncSession, message: DraftPostmortem) -> None:
    """Take the request without writing a draft: that is not offered yet.

    Left unanswered it would be tried for an hour and hold up what follows it for its incident.
    """
    log.info("postmortem_draft_not_offered", incident_id=str(message.incident_id))


async def classify_batch(model: Model, items: Sequence[ClassifyItem]) -> ClassifyAnswer:
    """Name the category of each alert, in the order asked.

    A thousand alerts take half a second of CPU, so the work is done in a thread.
    """
    return await asyncio.to_thread(_classify_all, model, items)


def explain(model: Model, text: str, incident_id: UUID | None = None) -> Analysis:
    """Rank the causes of one composed text; a millisecond or so, bounded by the text's cap."""
    started = time.perf_counter()
    causes = rank(model.classifier, text)
    ANALYSIS_SECONDS.labels(mode=_MODE).observe(time.perf_counter() - started)
    ANALYSES.labels(mode=_MODE, sure=str(causes[0].category != UNKNOWN).lower()).inc()
    return Analysis(
        suggestions=[_suggestion(model, cause) for cause in causes],
        mode=_MODE,
        model_version=model.version,
        incident_id=incident_id,
    )


def _suggestion(model: Model, cause: RankedCause) -> Suggestion:
    entry = model.entries[cause.category]
    return Suggestion(
        category=cause.category,
        title=entry.title,
        confidence=round(cause.confidence, 4),
        evidence=list(cause.evidence),
        actions=list(entry.actions),
        knowledge_id=f"base/{cause.category}",
    )


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
