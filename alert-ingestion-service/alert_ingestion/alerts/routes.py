"""`GET /api/v1/alerts`; posting is in `ingest`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from alert_ingestion.alerts import service
from alert_ingestion.domain.suppression import Verdict
from platform_contracts.access import READ
from platform_contracts.alerts import AlertSummary
from platform_contracts.base import Page, Text
from platform_contracts.vocabulary import AlertStatus, Severity
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/alerts", route_class=TransactionalRoute, tags=["alerts"])
Reader = Annotated[Principal, Requires(READ)]


@router.get("", operation_id="list_alerts")
async def list_alerts(
    session: Session,
    _: Reader,
    incident_id: UUID | None = None,
    status: AlertStatus | None = None,
    severity: Severity | None = None,
    service_slug: Annotated[Text | None, Query(alias="service", max_length=255)] = None,
    environment: Annotated[Text | None, Query(max_length=255)] = None,
    source: Annotated[Text | None, Query(max_length=255)] = None,
    fingerprint: Annotated[Text | None, Query(max_length=512)] = None,
    verdict: Verdict | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AlertSummary]:
    """Alerts, the newest first."""
    filters = {
        "incident_id": incident_id,
        "status": status,
        "severity": severity,
        "service": service_slug,
        "environment": environment,
        "source": source,
        "fingerprint": fingerprint,
        "verdict": verdict,
    }
    return await service.list_alerts(session, filters, cursor, limit)


@router.get("/{alert_id}", operation_id="get_alert")
async def get_alert(session: Session, _: Reader, alert_id: UUID) -> AlertSummary:
    """One alert."""
    return await service.read(session, alert_id)
