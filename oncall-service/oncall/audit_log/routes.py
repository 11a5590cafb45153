"""`/api/v1/audit-log`: for administrators."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from oncall.audit_log import service
from platform_contracts.access import OPS
from platform_contracts.base import Page, Text
from platform_contracts.oncall import AuditCheck, AuditEntry
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/audit-log", route_class=TransactionalRoute, tags=["audit log"])
Operator = Annotated[Principal, Requires(OPS)]


@router.get("", operation_id="read_audit_log")
async def read_audit_log(
    session: Session,
    _: Operator,
    target: Annotated[Text | None, Query(max_length=255)] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AuditEntry]:
    """Who changed what, the newest first."""
    return await service.read(session, target, cursor, limit)


@router.get("/verify", operation_id="verify_audit_log")
async def verify_audit_log(session: Session, _: Operator) -> AuditCheck:
    """Whether every entry is as it was written."""
    return await service.verify(session)


@router.get("/export", operation_id="export_audit_log", response_class=Response)
async def export_audit_log(session: Session, _: Operator) -> Response:
    """The whole log as lines of JSON, the oldest first."""
    lines = [line async for line in service.export(session)]
    return Response("".join(lines), media_type="application/x-ndjson")
