"""What matchers would match: the live preview of silences, inhibition and pauses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.alerts import repository as alerts
from alert_ingestion.alerts.models import AlertRow
from alert_ingestion.alerts.service import alert_of, summary_of
from alert_ingestion.domain.matchers import Matcher, MatcherError, matches_all, matches_empty
from alert_ingestion.domain.suppression import matched_labels
from platform_contracts.noise import LabelMatcher, MatchPreview
from platform_kit.clock import now as read_clock
from platform_kit.ids import floor_of
from platform_kit.problems import Invalid

SHOWN: Final = 50
LOOKED_AT: Final = 10_000
LOOK_BACK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Matched:
    """Stored alerts that match: firing ones, those of the last seven days."""

    firing: list[AlertRow]
    recent: list[AlertRow]
    capped: bool

    def preview(self) -> MatchPreview:
        """For people."""
        return MatchPreview(
            firing_total=len(self.firing),
            firing=[summary_of(row) for row in self.firing[:SHOWN]],
            seen_in_7_days=len(self.recent),
            capped=self.capped,
        )


async def find(session: AsyncSession, matchers: Sequence[Matcher]) -> Matched:
    """What the matchers match among the newest 10,000 firing and recent alerts."""
    floor = floor_of(await read_clock(session) - LOOK_BACK)
    firing = await alerts.firing(session, LOOKED_AT)
    recent = await alerts.since(session, floor, LOOKED_AT)
    return Matched(
        firing=[row for row in firing if _matches(matchers, row)],
        recent=[row for row in recent if _matches(matchers, row)],
        capped=LOOKED_AT in (len(firing), len(recent)),
    )


def _matches(matchers: Sequence[Matcher], row: AlertRow) -> bool:
    return matches_all(matchers, matched_labels(alert_of(row)))


def compiled(
    matchers: Sequence[LabelMatcher], field: str = "matchers", *, narrow: bool = True
) -> tuple[Matcher, ...]:
    """The matchers of a request. Raises Invalid, naming the one that cannot be used.

    `narrow`: matchers that hold for an alert without any label, and so for nearly every alert,
    are refused.
    """
    result: list[Matcher] = []
    for index, one in enumerate(matchers):
        try:
            result.append(Matcher(one.name, one.value, one.is_regex, one.is_equal))
        except MatcherError as error:
            raise Invalid.field(f"{field}.{index}.value", str(error)) from None
    if narrow and matches_empty(result):
        raise Invalid.field(field, "would match every alert: at least one must need a label")
    return tuple(result)
