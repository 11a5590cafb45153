"""`/api/v1/monitors`, and the console's short form `/prometheus/*`."""

from typing import Annotated
from uuid import UUID

import httpx
from fastapi import APIRouter, Depends, Request, Response

from alert_ingestion.monitors import service
from platform_contracts.access import INTEGRATIONS_WRITE, READ
from platform_contracts.base import Page
from platform_contracts.monitors import Monitor, MonitorTested, PrometheusSettings, PutMonitor
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.pagination import Cursor, Limit

router = APIRouter(prefix="/api/v1/monitors", route_class=TransactionalRoute, tags=["monitors"])
console = APIRouter(prefix="/prometheus", route_class=TransactionalRoute, tags=["console"])
Reader = Annotated[Principal, Requires(READ)]
Manager = Annotated[Principal, Requires(INTEGRATIONS_WRITE)]


def _outside(request: Request) -> httpx.AsyncClient:
    return request.app.state.monitor_client


Outside = Annotated[httpx.AsyncClient, Depends(_outside)]


@router.post("", operation_id="save_monitor", status_code=201)
async def save_monitor(session: Session, _: Manager, body: PutMonitor) -> Monitor:
    """Save a monitor; one of the same name is replaced."""
    return await service.save(session, body)


@router.post("/test", operation_id="test_monitor")
async def try_monitor(http: Outside, _: Manager, body: PutMonitor) -> MonitorTested:
    """Run a monitor's queries once, without saving it."""
    return await service.try_out(http, body)


@router.get("", operation_id="list_monitors")
async def list_monitors(
    session: Session, _: Reader, cursor: Cursor = None, limit: Limit = 50
) -> Page[Monitor]:
    """Monitors by name, with their newest five samples."""
    return await service.list_monitors(session, cursor, limit)


@router.get("/{monitor_id}", operation_id="get_monitor")
async def get_monitor(session: Session, _: Reader, monitor_id: UUID) -> Monitor:
    """One monitor."""
    return await service.get_monitor(session, monitor_id)


@router.put("/{monitor_id}", operation_id="put_monitor")
async def put_monitor(session: Session, _: Manager, monitor_id: UUID, body: PutMonitor) -> Monitor:
    """Change one."""
    return await service.replace(session, monitor_id, body)


@router.delete("/{monitor_id}", operation_id="delete_monitor", status_code=204)
async def delete_monitor(
    request: Request, session: Session, _: Manager, monitor_id: UUID
) -> Response:
    """Remove one; an alert that it raised ends."""
    await service.delete(session, monitor_id, request.app.state.intake.inlet)
    return Response(status_code=204)


@console.post("/test", operation_id="test_prometheus")
async def try_prometheus(
    http: Outside, _: Manager, body: PrometheusSettings | None = None
) -> MonitorTested:
    """Run the console's HTTP and CPU queries once; 424 when Prometheus does not answer."""
    return await service.try_console(http, body or PrometheusSettings())


@console.post("/save", operation_id="save_prometheus")
async def save_prometheus(
    session: Session, _: Manager, body: PrometheusSettings | None = None
) -> Monitor:
    """Save the console's queries; they are sampled from now on."""
    return await service.save_console(session, body or PrometheusSettings())
