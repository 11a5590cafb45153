"""The report of an incident: `report.md` and `report.pdf`."""

import asyncio

from fastapi import APIRouter, Response

from incident_management.incidents.keys import Key, Reader
from incident_management.reports import content, markdown, pdf
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute

router = APIRouter(
    prefix="/api/v1/incidents/{incident}", route_class=TransactionalRoute, tags=["post-incident"]
)


@router.get(
    "/report.md",
    operation_id="report_markdown",
    response_class=Response,
    responses={200: {"content": {"text/markdown": {}}}},
)
async def report_markdown(session: Session, now: Now, caller: Reader, key: Key) -> Response:
    """Timeline, metrics, root cause and actions as Markdown."""
    document = await content.write(session, key, caller, now)
    return Response(markdown.render(document), media_type="text/markdown; charset=utf-8")


@router.get(
    "/report.pdf",
    operation_id="report_pdf",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
async def report_pdf(session: Session, now: Now, caller: Reader, key: Key) -> Response:
    """The same report as PDF."""
    document = await content.write(session, key, caller, now)
    return Response(await asyncio.to_thread(pdf.render, document), media_type="application/pdf")
