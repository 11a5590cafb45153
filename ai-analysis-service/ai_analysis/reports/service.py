"""Writes reports: by a language model when there is one that answers, by rules otherwise.

A report is advice for people. Writing one changes nothing but the list of reports, whatever the
alert or the model says; one that was made without a click is sent to the chosen targets.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ai_analysis.domain.alert_text import storable
from ai_analysis.domain.report import Draft, Facts, incident_report, markdown, postmortem
from ai_analysis.domain.report_words import WORDS
from ai_analysis.domain.safe_text import plain
from ai_analysis.llm.client import LanguageModel, NotWritten
from ai_analysis.metrics import REPORTS
from ai_analysis.reports import repository
from ai_analysis.reports.facts import gather
from ai_analysis.reports.models import ReportRow
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import AnalyzeAlert, Announce, DraftPostmortem
from platform_contracts.reports import (
    Report,
    ReportOptions,
    Reports,
    ReportSection,
    ReportSettings,
    WriteReport,
)
from platform_kit.clock import now
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue
from platform_kit.problems import NotFound, Unavailable

MONITOR_SOURCE: Final = "monitor"
_MOST_SHOWN: Final = 50
_MOST_TIMELINE_KEPT: Final = 200
_STEP: Final = 600

log = get_logger()


@dataclass(frozen=True)
class Desk:
    """What is needed to write: the database, the incidents, and the language model."""

    database: Database
    incidents: IncidentsClient
    llm: LanguageModel


async def on_monitor_alert(session: AsyncSession, message: AnalyzeAlert) -> None:
    """An anomaly that a monitor saw becomes a report without anybody asking, when that is on."""
    if message.alert.source != MONITOR_SOURCE:
        return
    settings = await read_settings(session)
    if settings.automatic:
        alert = message.alert
        request = {"title": storable(alert.title), "service": alert.service, "automatic": True}
        await _ask(session, message.incident_id, "incident", settings.language, request)


async def on_draft_postmortem(session: AsyncSession, message: DraftPostmortem) -> None:
    """A resolved incident gets the first draft of its review."""
    settings = await read_settings(session)
    timeline = message.model_dump(mode="json")["timeline"][:_MOST_TIMELINE_KEPT]
    request = {"title": storable(message.title), "timeline": timeline}
    await _ask(session, message.incident_id, "postmortem", settings.language, request)


async def write_now(desk: Desk, body: WriteReport) -> Report:
    """Write a report and keep it. Raises NotFound for an incident that nobody knows."""
    async with desk.database.transaction() as session:
        language = body.language or (await read_settings(session)).language
    report = await _write(desk, new_id(), body.incident_id, body.kind, language, {})
    async with desk.database.transaction() as session:
        row = ReportRow(
            id=report.id,
            incident_id=report.incident_id,
            kind=report.kind,
            language=report.language,
            request={},
            report=report.model_dump(mode="json"),
            announced=False,
            attempts=1,
            due_at=None,
            created_at=report.created_at,
        )
        await repository.add(session, row)
    return report


async def write_next(desk: Desk) -> bool:
    """Write the report that waits longest; says whether there was one."""
    async with desk.database.transaction() as session:
        row = await repository.claim(session)
        if row is not None and row.attempts > repository.MOST_ATTEMPTS:
            await repository.give_up(session, row.id)
            log.error("report_given_up", report_id=str(row.id))
            return True
    if row is None:
        return False
    report = await _write(desk, row.id, row.incident_id, row.kind, row.language, row.request)
    async with desk.database.transaction() as session:
        settings = await read_settings(session)
        announce = bool(row.request.get("automatic")) and bool(settings.targets)
        stored = report.model_dump(mode="json")
        if await repository.written(session, row.id, stored, announced=announce) and announce:
            await enqueue(session, _announcement(report, settings, row.request))
    return True


async def of_incident(session: AsyncSession, incident_id: UUID, kind: str | None) -> Reports:
    """Reports about an incident, the newest first."""
    rows = await repository.of_incident(session, incident_id, kind, _MOST_SHOWN)
    return Reports(
        items=[Report.model_validate(row.report) for row in rows if row.report],
        pending=sum(row.report is None and row.due_at is not None for row in rows),
    )


async def get(session: AsyncSession, report_id: UUID) -> Report:
    """One. Raises NotFound, Unavailable while it is being written."""
    row = await repository.get(session, report_id)
    if row is None:
        raise NotFound(f"there is no report {report_id}")
    if row.report is None:
        raise Unavailable("the report is being written", retry_after=2)
    return Report.model_validate(row.report)


async def read_settings(session: AsyncSession) -> ReportSettings:
    """The settings, or their defaults."""
    return ReportSettings.model_validate(await repository.settings(session))


async def save_settings(session: AsyncSession, body: ReportSettings) -> ReportSettings:
    """Replace the settings."""
    await repository.save_settings(session, body.model_dump(mode="json"), await now(session))
    return body


async def options(session: AsyncSession, llm: LanguageModel) -> ReportOptions:
    """The settings with what can be had here."""
    settings = await read_settings(session)
    state = "off" if not llm.is_on else "on" if await llm.has_budget() else "used_up"
    return ReportOptions(
        **settings.model_dump(), llm=state, llm_model=llm.name if llm.is_on else None
    )


async def _ask(
    session: AsyncSession, incident_id: UUID, kind: str, language: str, request: dict[str, Any]
) -> None:
    at = await now(session)
    row = ReportRow(
        id=new_id(),
        incident_id=incident_id,
        kind=kind,
        language=language,
        request=request,
        report=None,
        announced=False,
        attempts=0,
        due_at=at,
        created_at=at,
    )
    await repository.add(session, row)


async def _write(
    desk: Desk,
    report_id: UUID,
    incident_id: UUID,
    kind: str,
    language: str,
    request: dict[str, Any],
) -> Report:
    facts, read = await gather(desk.database, desk.incidents, incident_id, language, request)
    draft = (incident_report if kind == "incident" else postmortem)(facts, language)
    notices = WORDS[language].notices
    notice = "" if read else notices["no_incident"]
    mode = "rules"
    if desk.llm.is_on:
        try:
            draft = await _by_model(desk.llm, draft, facts, language)
            mode = "llm"
        except NotWritten as reason:
            notice = " ".join(part for part in (notice, notices[reason.reason]) if part)
    async with desk.database.transaction() as session:
        at: datetime = await now(session)
    REPORTS.labels(kind=kind, mode=mode).inc()
    return Report.model_validate(
        {
            "id": report_id,
            "incident_id": incident_id,
            "kind": kind,
            "language": language,
            "mode": mode,
            "notice": notice,
            "title": draft.title,
            "cause": draft.cause,
            "impact": draft.impact,
            "action_plan": draft.action_plan,
            "sections": [
                ReportSection(heading=section.heading, text=section.text)
                for section in draft.sections
            ],
            "markdown": storable(markdown(draft, language, notice)),
            "sources": _sources(facts, read=read),
            "model_version": facts.model_version or None,
            "created_at": at,
        }
    )


async def _by_model(llm: LanguageModel, draft: Draft, facts: Facts, language: str) -> Draft:
    """The draft with the model's words for cause, impact and plan; the rest stays by rules."""
    written = await llm.write(
        {
            "title": plain(facts.title, 300),
            "service": facts.service,
            "environment": facts.environment,
            "severity": facts.severity,
            "alerts": facts.alert_count,
            "likely_causes": [
                {"title": cause.title, "confidence": cause.confidence, "evidence": cause.evidence}
                for cause in facts.causes[:3]
            ],
            "usual_actions": draft.action_plan,
            "similar_incidents": [
                {"title": plain(past.title, 200), "fixed_by": plain(past.resolution, 300)}
                for past in facts.similar[:3]
            ],
            "timeline": [plain(f"{one.at} {one.what}", 200) for one in facts.timeline[:30]],
        },
        language,
    )
    return replace(
        draft,
        cause=plain(written.cause, 4_000),
        impact=plain(written.impact, 4_000),
        action_plan=tuple(plain(step, _STEP) for step in written.action_plan),
    )


def _sources(facts: Facts, *, read: bool) -> list[str]:
    found = ["incident", "timeline"] if read else []
    found += ["analysis"] if facts.causes else []
    return found + [past.name for past in facts.similar]


def _announcement(report: Report, settings: ReportSettings, request: dict[str, Any]) -> Announce:
    return Announce(
        topic="report.incident",
        service=str(request["service"]) if request.get("service") else None,
        title=report.title,
        body=report.markdown,
        data={
            "incident_id": str(report.incident_id),
            "report_id": str(report.id),
            "targets": list(settings.targets),
            "email_recipients": settings.email_recipients,
            "language": report.language,
            "mode": report.mode,
            "cause": report.cause,
            "impact": report.impact,
            "action_plan": report.action_plan,
        },
    )
