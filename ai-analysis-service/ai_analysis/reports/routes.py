"""`/api/v1/reports`: written reports about incidents, and where automatic ones go."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response, status

from ai_analysis.reports import service
from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.reports import (
    Report,
    ReportKind,
    ReportOptions,
    Reports,
    ReportSettings,
    WriteReport,
)
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(prefix="/api/v1/reports", route_class=TransactionalRoute, tags=["reports"])
writing = APIRouter(prefix="/api/v1/reports", tags=["reports"])
"""Writing asks other systems, so it is no transaction of its own: none waits for them."""
Reader = Annotated[Principal, Requires(READ)]
Writer = Annotated[Principal, Requires(INCIDENTS_WRITE)]


@writing.post("", operation_id="write_report", status_code=status.HTTP_201_CREATED)
async def write_report(request: Request, body: WriteReport, _: Writer) -> Report:
    """Write a report about an incident now, in English or Korean."""
    desk: service.Desk = request.app.state.desk
    return await service.write_now(desk, body)


@router.get("", operation_id="list_reports")
async def list_reports(
    session: Session, _: Reader, incident_id: UUID, kind: ReportKind | None = None
) -> Reports:
    """Reports about an incident, the newest first."""
    return await service.of_incident(session, incident_id, kind)


@router.get("/settings", operation_id="get_report_settings")
async def get_report_settings(request: Request, session: Session, _: Reader) -> ReportOptions:
    """Where automatic reports go, and whether a language model writes them."""
    desk: service.Desk = request.app.state.desk
    return await service.options(session, desk.llm)


@router.put("/settings", operation_id="put_report_settings")
async def put_report_settings(session: Session, _: Writer, body: ReportSettings) -> ReportSettings:
    """Choose the targets of automatic reports."""
    return await service.save_settings(session, body)


@router.get("/{report_id}", operation_id="get_report")
async def get_report(session: Session, _: Reader, report_id: UUID) -> Report:
    """One report."""
    return await service.get(session, report_id)


@router.get("/{report_id}/markdown", operation_id="get_report_markdown")
async def get_report_markdown(session: Session, _: Reader, report_id: UUID) -> Response:
    """One report as Markdown; texts of others are escaped."""
    report = await service.get(session, report_id)
    return Response(report.markdown, media_type="text/markdown; charset=utf-8")
