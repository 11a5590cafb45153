"""Classified texts in memory, and asking ai-analysis for those that nobody has classified."""

import asyncio
from datetime import datetime
from typing import Any, Final

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.categories import repository
from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation.text_key import text_key
from platform_contracts.analysis import ClassifyItem, ClassifyRequest
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.base import ApiError
from platform_kit.database import Database, after_commit
from platform_kit.logging import get_logger

LANE: Final = "categories"
MOST_MISSING: Final = 1_000
TEXTS_A_TURN: Final = 200
AGAIN_SECONDS: Final = 30.0
ANSWER_SECONDS: Final = 3.0
"""A turn of the worker stays short, whoever hangs."""
FRESH_DAYS: Final = 7
LEAST_CONFIDENCE: Final = 0.3
UNKNOWN: Final = "unknown"
_LONGEST_TEXT: Final = 4_096

log = get_logger()


class Categories:
    """What is known of texts, for look-ups without waiting; one instance in a process."""

    def __init__(self) -> None:
        self._known: dict[str, str | None] = {}
        self._missing: dict[str, dict[str, Any]] = {}
        self._asked: set[str] = set()
        self._since: datetime | None = None

    @property
    def are_awaited(self) -> bool:
        """Whether an answer for a text seen here is outstanding."""
        return bool(self._asked)

    def of(self, alert: NormalizedAlert) -> str | None:
        """The category of an alert's text, None while unknown; then its text is noted."""
        key = text_key(alert)
        if key in self._known:
            return self._known[key]
        if key not in self._asked and len(self._missing) < MOST_MISSING:
            self._missing[key] = _sample(alert)
        return None

    async def catch_up(self, session: AsyncSession) -> bool:
        """Take over what was classified since the last call; says whether that was anything."""
        rows = await repository.classified_since(session, self._since)
        fresh = {key: category for key, category, _ in rows if self._known.get(key, "") != category}
        if rows:
            self._since = rows[0][2]
        if len(self._known) + len(fresh) > 2 * repository.MOST_KEPT:
            self._known.clear()
        self._known.update(fresh)
        self._asked -= fresh.keys()
        return bool(fresh)

    async def remember(self, session: AsyncSession) -> None:
        """Store the texts that were noted, to be classified at once; usually there are none."""
        if not self._missing:
            return
        samples, self._missing = self._missing, {}
        await repository.add(session, samples)
        database: Database = session.info["database"]

        def asked() -> None:
            if len(self._asked) > MOST_MISSING:
                self._asked.clear()
            self._asked.update(samples)
            database.wakeups.wake(LANE)

        after_commit(session, asked)


async def classify_due(database: Database, analysis: AnalysisClient) -> bool:
    """Have texts classified that are due; says whether there may be more."""
    async with database.transaction() as session:
        due = await repository.claim(session, TEXTS_A_TURN, AGAIN_SECONDS)
    if not due:
        return False
    items = [ClassifyItem(id=key, **sample) for key, sample in due]
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = await analysis.classify(ClassifyRequest(items=items))
    except (ApiError, httpx.HTTPError, TimeoutError) as error:
        log.info("texts_not_classified", texts=len(due), reason=repr(error))
        return False
    rows = [
        {
            "text_key": item.id,
            "confidence": item.confidence,
            "category": None
            if item.category == UNKNOWN or item.confidence < LEAST_CONFIDENCE
            else item.category,
        }
        for item in answer.items
    ]
    async with database.transaction() as session:
        await repository.classify(session, rows, answer.model_version, FRESH_DAYS)
    return len(due) == TEXTS_A_TURN


async def forget(session: AsyncSession) -> None:
    """Keep the texts that were seen last."""
    await repository.forget(session)


def _sample(alert: NormalizedAlert) -> dict[str, Any]:
    return {
        "message": alert.title,
        "service": alert.service,
        "labels": _cut(alert.labels),
        "annotations": _cut(alert.annotations),
    }


def _cut(texts: dict[str, str]) -> dict[str, str]:
    return {name: value[:_LONGEST_TEXT] for name, value in list(texts.items())[:64]}
