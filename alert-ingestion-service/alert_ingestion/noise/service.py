"""The noise rules, compiled: read again only when their version has changed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.matchers import Matcher
from alert_ingestion.domain.plan import InhibitorKey
from alert_ingestion.domain.state import Identity
from alert_ingestion.domain.suppression import (
    Inhibition,
    NoiseRules,
    Pause,
    Silence,
    matched_labels,
)
from alert_ingestion.inhibitions import repository as inhibitions
from alert_ingestion.inhibitions.models import InhibitionRow
from alert_ingestion.pauses import repository as pauses
from alert_ingestion.pauses.models import PauseRow
from alert_ingestion.silences import repository as silences
from alert_ingestion.silences.models import SilenceRow

MOST_SOURCES: Final = 1000
"""Sources read for one inhibition: a batch is smaller, so it cannot end them all unseen."""


class RulesCache:
    """The rules of one replica."""

    def __init__(self) -> None:
        self._rules = NoiseRules()

    async def at(self, session: AsyncSession, version: int, now: datetime) -> NoiseRules:
        """The rules of that version; those read before while it is the same."""
        if self._rules.version != version:
            self._rules = NoiseRules(
                silences=[silence_of(row) for row in await silences.not_over(session, now)],
                inhibitions=[
                    inhibition_of(row) for row in await inhibitions.rules(session) if row.enabled
                ],
                pauses=[pause_of(row) for row in await pauses.rules(session) if row.enabled],
                version=version,
            )
        return self._rules


async def inhibitors_of(
    session: AsyncSession, rules: NoiseRules, alerts: Iterable[NormalizedAlert]
) -> dict[InhibitorKey, set[Identity]]:
    """Which firing alerts may hold back one of these."""
    if not rules.inhibitions:
        return {}
    keys = {key for alert in alerts for key in rules.targets_of(matched_labels(alert))}
    found: dict[InhibitorKey, set[Identity]] = {}
    if keys:
        for row in await inhibitions.sources(session, list(keys), MOST_SOURCES):
            found.setdefault((row.rule_id, row.equal_key), set()).add((row.scope, row.fingerprint))
    return found


def matchers_of(data: Sequence[dict[str, Any]]) -> tuple[Matcher, ...]:
    """Matchers as they are stored. Raises MatcherError."""
    return tuple(
        Matcher(one["name"], one["value"], one["is_regex"], one["is_equal"]) for one in data
    )


def silence_of(row: SilenceRow) -> Silence:
    """A stored silence, compiled."""
    return Silence(
        id=row.id,
        matchers=matchers_of(row.matchers),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        created_by=row.created_by,
        comment=row.comment,
        recurrence=row.recurrence,
        time_zone=row.time_zone or "UTC",
        window=timedelta(seconds=row.window_seconds) if row.window_seconds else None,
    )


def inhibition_of(row: InhibitionRow) -> Inhibition:
    """A stored inhibition rule, compiled."""
    return Inhibition(
        id=row.id,
        name=row.name,
        source=matchers_of(row.source_matchers),
        target=matchers_of(row.target_matchers),
        equal=tuple(row.equal_labels),
    )


def pause_of(row: PauseRow) -> Pause:
    """A stored pause rule, compiled."""
    return Pause(row.id, row.name, matchers_of(row.matchers), timedelta(seconds=row.seconds))


def inhibitor_rows(pairs: Iterable[tuple[tuple[UUID, str], Identity]]) -> list[dict[str, Any]]:
    """Sources of rules as rows."""
    return [
        {"rule_id": rule, "equal_key": key, "scope": scope, "fingerprint": fingerprint}
        for (rule, key), (scope, fingerprint) in dict.fromkeys(pairs)
    ]
