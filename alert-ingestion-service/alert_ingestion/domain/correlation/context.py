"""What the topology strategy knows beside the alerts: compiled, in memory, replaced as a whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation.graph import Graph
from alert_ingestion.domain.correlation.profile import Profile, profile_of
from alert_ingestion.domain.correlation.topology import Options


def unclassified(_: NormalizedAlert) -> None:
    """No category is known: correlation decides without it."""


@dataclass(frozen=True)
class CorrelationContext:
    """The graph, the options and the cached classification, as one batch uses them."""

    graph: Graph = field(default_factory=Graph)
    options: Options = field(default_factory=Options)
    category_of: Callable[[NormalizedAlert], str | None] = unclassified

    def profile(self, alert: NormalizedAlert, event_at: datetime) -> Profile:
        """What correlation looks at in this alert."""
        return profile_of(alert, self.category_of(alert), event_at)
