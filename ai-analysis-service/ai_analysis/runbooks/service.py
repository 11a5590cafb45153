"""Keeps copies of the runbooks and searches them."""

import asyncio
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.alert_text import storable
from ai_analysis.domain.retrieval import Page, RunbookIndex
from ai_analysis.runbooks import repository
from platform_contracts.analysis import FoundRunbook, FoundRunbooks
from platform_contracts.messages import RunbookChanged

_MOST: Final = 2_000
_OF_THE_SERVICE: Final = 1.15
_OF_ANOTHER_SERVICE: Final = 0.9
"""A runbook that belongs to the service at hand is preferred, one of another service is not."""


@dataclass(frozen=True)
class _Searchable:
    mark: str
    index: RunbookIndex
    facts: dict[str, tuple[str | None, str | None]]
    """Page id to (service, url)."""


class Library:
    """The index in memory, made again when a copy has changed; one instance in a process."""

    def __init__(self) -> None:
        self._searchable: _Searchable | None = None
        self._making = asyncio.Lock()

    async def search(
        self, session: AsyncSession, query: str, service: str, limit: int
    ) -> FoundRunbooks:
        """The runbooks that fit, best first."""
        searchable = await self._current(session)
        hits = await asyncio.to_thread(searchable.index.search, query, 4 * limit)
        found: list[FoundRunbook] = []
        for hit in hits:
            owner, url = searchable.facts[hit.page.id]
            found.append(
                FoundRunbook(
                    runbook_id=UUID(hit.page.id),
                    title=hit.page.title,
                    score=round(min(hit.score * _preference(owner, service), 1.0), 4),
                    service=owner,
                    url=url,
                    excerpt=hit.excerpt,
                )
            )
        found.sort(key=lambda one: -one.score)
        return FoundRunbooks(items=found[:limit])

    async def _current(self, session: AsyncSession) -> _Searchable:
        async with self._making:
            mark = await repository.mark(session)
            if self._searchable is None or self._searchable.mark != mark:
                rows = await repository.newest(session, _MOST)
                pages = [Page(str(row.id), row.title, row.text) for row in rows]
                index = await asyncio.to_thread(RunbookIndex, pages)
                facts = {str(row.id): (row.service, row.url) for row in rows}
                self._searchable = _Searchable(mark, index, facts)
            return self._searchable


async def on_runbook_changed(session: AsyncSession, message: RunbookChanged) -> None:
    """Take over a runbook as it is now."""
    await repository.put(
        session,
        {
            "id": message.runbook_id,
            "title": storable(message.title),
            "text": storable(message.text),
            "service": message.service,
            "url": message.url,
            "deleted": message.deleted,
            "changed_at": message.occurred_at,
        },
    )


def _preference(owner: str | None, service: str) -> float:
    if owner is None or not service:
        return 1.0
    return _OF_THE_SERVICE if owner == service else _OF_ANOTHER_SERVICE
