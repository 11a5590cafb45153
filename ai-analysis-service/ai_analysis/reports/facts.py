"""Gathers what a report is written from: the incident, its timeline, causes and similar ones."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import httpx
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.analyses import service as analyses
from ai_analysis.domain.report import Cause, Facts, Moment, Past
from ai_analysis.knowledge.translations import korean
from ai_analysis.past_incidents import repository as past_incidents
from ai_analysis.suggestions import service as suggestions
from platform_contracts.analysis import SimilarIncident, Suggestion
from platform_contracts.base import Instant, WireModel
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.incidents import Incident, TimelineEntry
from platform_contracts.people import Actor
from platform_kit.database import Database
from platform_kit.logging import get_logger
from platform_kit.problems import NotFound

_NOT_FOUND: Final = 404
_PAGES: Final = 3

log = get_logger()


class _Told(WireModel):
    """An entry of the timeline as the request told it."""

    at: Instant | None = None
    actor: Actor | None = None
    message: str = ""


_told: TypeAdapter[list[_Told]] = TypeAdapter(list[_Told])


async def read_incident(
    incidents: IncidentsClient, incident_id: UUID
) -> tuple[Incident | None, list[TimelineEntry], bool]:
    """(incident, timeline, whether incident-management answered). Raises no network error."""
    try:
        incident = await incidents.read(incident_id)
        entries: list[TimelineEntry] = []
        cursor: str | None = None
        for _ in range(_PAGES):
            page = await incidents.timeline(incident_id, cursor)
            entries.extend(page.items)
            cursor = page.next_cursor
            if cursor is None:
                break
    except ApiError as error:
        return None, [], error.status == _NOT_FOUND
    except (httpx.HTTPError, ValidationError) as error:
        log.info("incident_not_read", incident_id=str(incident_id), reason=repr(error))
        return None, [], False
    return incident, entries, True


async def gather(
    database: Database,
    incidents: IncidentsClient,
    incident_id: UUID,
    language: str,
    request: Mapping[str, Any],
) -> tuple[Facts, bool]:
    """The facts, and whether the incident itself could be read.

    Raises NotFound when neither incident-management nor the analysis knows the incident.
    """
    incident, entries, answered = await read_incident(incidents, incident_id)
    async with database.transaction() as session:
        facts = await _known_here(session, incident_id, language)
    title = str(request.get("title") or "")
    if incident is None and answered and not (facts.title or title):
        raise NotFound(f"there is no incident {incident_id}")
    timeline = _timeline(entries, request.get("timeline"))
    return _complete(facts, incident, title, timeline), incident is not None


async def _known_here(session: AsyncSession, incident_id: UUID, language: str) -> Facts:
    found = await analyses.of_incident(session, incident_id)
    title, _, service = await suggestions.text_of(session, incident_id)
    confirmed = await past_incidents.get(session, incident_id)
    similar = [past for one in found.suggestions for past in one.similar_incidents]
    return Facts(
        name="",
        title=title,
        service=service,
        environment="",
        severity="",
        alert_count=0,
        causes=tuple(_cause(one, language) for one in found.suggestions),
        confirmed_cause=confirmed.root_cause if confirmed else "",
        similar=tuple(_past(one) for one in similar),
        model_version=found.model_version or "",
    )


def _complete(
    facts: Facts, incident: Incident | None, title: str, timeline: tuple[Moment, ...]
) -> Facts:
    values: dict[str, Any] = dict(vars(facts))
    values |= {"timeline": timeline, "title": facts.title or title}
    if incident is not None:
        values |= {
            "name": f"INC-{incident.number}",
            "title": incident.title,
            "service": incident.service,
            "environment": incident.environment,
            "severity": incident.severity.value,
            "alert_count": incident.alert_count,
            "opened_at": incident.opened_at,
            "acknowledged_at": incident.acknowledged_at,
            "resolved_at": incident.resolved_at,
        }
    return Facts(**values)


def _cause(found: Suggestion, language: str) -> Cause:
    title, actions = found.title, tuple(found.actions)
    if language == "ko" and (found.knowledge_id or "").startswith("base/"):
        translated = korean()[found.category]
        title, actions = translated.title, translated.actions
    return Cause(found.category, title, found.confidence, tuple(found.evidence), actions)


def _past(found: SimilarIncident) -> Past:
    name = f"INC-{found.number}" if found.number is not None else "–"
    return Past(name, found.title, found.resolution or found.root_cause)


def _timeline(entries: Sequence[TimelineEntry], told: object) -> tuple[Moment, ...]:
    """The important entries as read now, else those that came with the request."""
    if entries:
        kept = [entry for entry in entries if entry.important]
        return tuple(Moment(entry.at, entry.actor.name, entry.message) for entry in kept)
    try:
        rows = _told.validate_python(told or [])
    except ValidationError:
        return ()
    return tuple(Moment(row.at, row.actor.name if row.actor else "", row.message) for row in rows)
