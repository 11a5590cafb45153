"""The correlation context of this process, brought up to date between batches."""

import time
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from alert_ingestion.catalogue import repository as catalogue_rows
from alert_ingestion.catalogue import service as catalogue
from alert_ingestion.categories.service import Categories
from alert_ingestion.domain.correlation.context import CorrelationContext
from alert_ingestion.domain.correlation.graph import Graph
from alert_ingestion.domain.correlation.topology import Options

LOOK_SECONDS: Final = 1.0
LOOK_AGAIN_SECONDS: Final = 0.1


class CorrelationKnowledge:
    """Graph and categories in memory; a batch asks for `current` and ends with `remember`.

    Whether the stored graph or the classified texts are newer is looked up at most once a second
    (ten times while a new text waits for its category), in the batch's own transaction. Nothing
    here waits for another service.
    """

    def __init__(self, options: Options | None = None) -> None:
        self._categories = Categories()
        self._options = options or Options()
        self._context = self._with(Graph())
        self._versions: tuple[str, int] | None = None
        self._look_at = float("-inf")

    async def current(self, session: AsyncSession) -> CorrelationContext:
        """What this batch decides with."""
        moment = time.monotonic()
        if moment < self._look_at:
            return self._context
        awaited = self._categories.are_awaited
        self._look_at = moment + (LOOK_AGAIN_SECONDS if awaited else LOOK_SECONDS)
        await self._categories.catch_up(session)
        versions = await catalogue_rows.versions(session)
        if versions != self._versions:
            self._context = self._with(await catalogue.load(session))
            self._versions = versions
        return self._context

    async def remember(self, session: AsyncSession) -> None:
        """Note new texts for classification; usually there are none and this does nothing."""
        await self._categories.remember(session)

    def _with(self, graph: Graph) -> CorrelationContext:
        return CorrelationContext(
            graph=graph, options=self._options, category_of=self._categories.of
        )
