"""Lists of incidents, what there is to choose from, and export."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.view import incident_view
from incident_management.lists import repository
from incident_management.lists.filters import Scope, conditions
from platform_contracts.base import CountedPage
from platform_contracts.incident_lists import (
    ExportQuery,
    FacetCount,
    IncidentFacets,
    IncidentFilter,
    IncidentListQuery,
)
from platform_contracts.incidents import Incident
from platform_kit.clock import now as read_clock
from platform_kit.database import Database
from platform_kit.pagination import decode_cursor, encode_cursor

EXPORT_PAGE: Final = 500
COLUMNS: Final = (
    *("number", "title", "service", "environment", "severity", "urgency", "status", "team"),
    *("assignee", "alert_count", "opened_at", "acknowledged_at", "resolved_at", "closed_at"),
    *("mtta_seconds", "mttr_seconds", "id"),
)
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


async def list_incidents(
    session: AsyncSession, query: IncidentListQuery, scope: Scope, now: datetime
) -> CountedPage[Incident]:
    """The newest first."""
    where = conditions(query, scope)
    before = decode_cursor(query.cursor, datetime, UUID) if query.cursor else None
    offset = 0 if query.cursor else query.offset
    rows = await repository.page(session, where, before, query.limit + 1, offset)
    total = await repository.count(session, where)
    last = rows[query.limit - 1] if len(rows) > query.limit else None
    return CountedPage(
        items=[incident_view(row, now) for row in rows[: query.limit]],
        next_cursor=encode_cursor(last.opened_at, last.id) if last else None,
        total=min(total, repository.COUNT_CAP),
        total_capped=total > repository.COUNT_CAP,
    )


async def facets(session: AsyncSession, filters: IncidentFilter, scope: Scope) -> IncidentFacets:
    """What there is to choose from; a name that is filtered by is counted without its filter."""
    chosen = [name for name in repository.FACETS if getattr(filters, name)]
    free = [name for name in repository.FACETS if name not in chosen]
    where = conditions(filters, scope)
    found = await repository.facets(session, where, free) if free else {}
    for name in chosen:
        found |= await repository.facets(session, conditions(filters, scope, name), [name])
    counted = {
        name: [FacetCount(value=value, count=number) for value, number in values]
        for name, values in found.items()
    }
    total = await repository.count(session, where)
    return IncidentFacets(**counted, capped=total > repository.COUNT_CAP)


async def export(database: Database, query: ExportQuery, scope: Scope) -> AsyncIterator[str]:
    """All matching incidents as lines of CSV or JSON, the newest first."""
    where = conditions(query, scope)
    if query.format == "csv":
        yield _csv(COLUMNS)
    before = None
    while True:
        async with database.transaction() as session:
            now = await read_clock(session)
            rows = await repository.page(session, where, before, EXPORT_PAGE)
        for row in rows:
            yield _line(incident_view(row, now), query.format)
        if len(rows) < EXPORT_PAGE:
            return
        before = [rows[-1].opened_at, rows[-1].id]


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _line(incident: Incident, form: str) -> str:
    values = incident.model_dump(mode="json")
    if form == "json":
        return json.dumps(values, ensure_ascii=False) + "\n"
    values["assignee"] = incident.assignee.name if incident.assignee else ""
    values["number"] = f"INC-{incident.number}"
    return _csv([safe_cell("" if values[n] is None else str(values[n])) for n in COLUMNS])


def _csv(cells: tuple[str, ...] | list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
