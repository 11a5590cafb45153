"""What Opsgenie's clients read: one alert, lists and counts, notes, logs, and request results."""

import asyncio
import re
from typing import Any, Final
from uuid import UUID

import httpx
from starlette.requests import Request
from starlette.responses import Response

from alert_ingestion.alerts.models import AlertRow
from alert_ingestion.domain.severity import parse_severity
from alert_ingestion.integrations.senders import Known
from alert_ingestion.sources.opsgenie import PRIORITIES
from alert_ingestion.wires import repository
from alert_ingestion.wires.opsgenie import Target, result_of, target_of, told
from platform_contracts.base import iso
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.vocabulary import IncidentStatus, Service
from platform_kit.database import Database
from platform_kit.problems import Invalid, NotFound

MOST_ROWS: Final = 100
ASKED_SECONDS: Final = 2.0
MOST_OFFSET: Final = 20_000
_PRIORITY_OF: Final = {severity: priority for priority, severity in PRIORITIES.items()}
_TERM: Final = re.compile(r"\b(status|alias)\s*[:=]\s*(\"[^\"]*\"|\S+)")
_STATUS: Final = {"open": "firing", "closed": "resolved"}


async def read(request: Request, known: Known, parts: list[str]) -> Response:
    """Every GET below `/v2/alerts`. Raises NotFound."""
    if not parts:
        return await _list(request, known)
    if parts == ["count"]:
        return await _count(request, known)
    if parts[0] == "requests" and len(parts) == 2:
        return await _result(request, known, parts[1])
    if parts[0] == "saved-searches":
        return told({"data": []})
    row = await find(request, known, target_of(request, parts[0]))
    if len(parts) == 1:
        return told({"data": {**_whole(row, known), **await _answered(request, row)}})
    if len(parts) == 2 and parts[1] == "recipients":
        return told({"data": []})
    if len(parts) == 2 and parts[1] in ("logs", "notes", "attachments"):
        entries = _logs(row) if parts[1] == "logs" else []
        return told({"data": entries, "paging": {}})
    raise NotFound("there is no such address")


async def find(request: Request, known: Known, target: Target) -> AlertRow:
    """The alert that is meant. Raises NotFound."""
    scope = known.sender.scope
    database: Database = request.app.state.database
    async with database.transaction() as session:
        if target.kind == "alias":
            row = await repository.by_key(session, scope, target.key)
        elif target.kind == "tiny":
            row = await repository.by_tiny(session, scope, target.identifier)
        else:
            row = await repository.by_id(session, scope, _uuid(target.identifier))
    if row is None:
        raise NotFound("Alert does not exist with the given identifier.")
    return row


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("Alert does not exist with the given identifier.") from None


def _filters(request: Request) -> dict[str, str]:
    """The terms of `query` that can be answered from columns: status and alias."""
    found = {name: value.strip('"') for name, value in _TERM.findall(_query(request))}
    filters: dict[str, str] = {}
    if found.get("status", "").lower() in _STATUS:
        filters["status"] = _STATUS[found["status"].lower()]
    if "alias" in found:
        filters["fingerprint"] = found["alias"]
    return filters


def _query(request: Request) -> str:
    text = request.query_params.get("query", "")[:1000]
    if "\x00" in text:
        raise Invalid.field("query", "must not contain the NUL character")
    return text


def _number(request: Request, name: str, default: int, most: int) -> int:
    text = request.query_params.get(name, str(default))
    if not text.isascii() or not text.isdigit() or int(text[:9]) > most:
        raise Invalid.field(name, f"must be a number from 0 to {most}")
    return int(text)


async def _list(request: Request, known: Known) -> Response:
    limit = _number(request, "limit", 20, MOST_ROWS)
    offset = _number(request, "offset", 0, MOST_OFFSET)
    filters, newest = _filters(request), request.query_params.get("order", "desc") != "asc"
    database: Database = request.app.state.database
    async with database.transaction() as session:
        rows = await repository.of_scope(
            session, known.sender.scope, filters, limit, offset, newest_first=newest
        )
    return told({"data": [_short(row, known) for row in rows], "paging": {}})


async def _count(request: Request, known: Known) -> Response:
    database: Database = request.app.state.database
    async with database.transaction() as session:
        found = await repository.count(session, known.sender.scope, _filters(request), MOST_OFFSET)
    return told({"data": {"count": found}})


async def _result(request: Request, known: Known, request_id: str) -> Response:
    result = result_of(request_id)
    row = None
    if result.alert_id is not None:
        row = await find(request, known, Target(str(result.alert_id), "id"))
    name = result.action.replace("-", " ")
    data = {
        "success": row is not None,
        "isSuccess": row is not None,
        "action": name.capitalize(),
        "status": f"{name.capitalize()} was processed" if row else "Alert does not exist",
        "alertId": row.id if row else "",
        "alias": row.fingerprint if row else "",
        "processedAt": iso(row.last_received_at) if row else None,
        "integrationId": known.id,
    }
    return told({"data": data})


async def _answered(request: Request, row: AlertRow) -> dict[str, Any]:
    """Whether somebody is on it, which incident-management knows; nothing while it is away."""
    client: IncidentsClient = request.app.state.peers[Service.INCIDENTS]
    if row.incident_id is None or row.status != "firing":
        return {}
    try:
        async with asyncio.timeout(ASKED_SECONDS):
            incident = await client.read(row.incident_id)
    except (ApiError, httpx.HTTPError, TimeoutError):
        return {}
    until = incident.snoozed_until
    return {
        "acknowledged": incident.status is not IncidentStatus.OPEN,
        "snoozed": until is not None,
        **({"snoozedUntil": iso(until)} if until else {}),
    }


def _short(row: AlertRow, known: Known) -> dict[str, Any]:
    severity = parse_severity(row.severity)
    return {
        "id": row.id,
        "tinyId": str(row.id)[-repository.TINY_LENGTH :],
        "alias": row.fingerprint,
        "message": row.title,
        "status": "open" if row.status == "firing" else "closed",
        "acknowledged": False,
        "isSeen": False,
        "snoozed": False,
        "tags": list(row.tags),
        "count": row.count,
        "priority": _PRIORITY_OF[severity] if severity else "P3",
        "source": str(row.details.get("source") or row.source),
        "owner": "",
        "responders": [{"id": r.get("id") or r.get("name"), **r} for r in row.responders],
        "createdAt": iso(row.received_at),
        "updatedAt": iso(row.last_received_at),
        "lastOccurredAt": iso(row.last_received_at),
        "integration": {"id": known.id, "type": "API", "name": known.source},
    }


def _whole(row: AlertRow, known: Known) -> dict[str, Any]:
    details = {name: str(value) for name, value in row.details.items()}
    entity = row.labels.get("entity", "")
    return {
        **_short(row, known),
        "actions": list[str](),
        "entity": entity,
        "description": row.description,
        "details": details,
    }


def _logs(row: AlertRow) -> list[dict[str, Any]]:
    return [
        {
            "log": str(entry.get("what") or entry.get("reason") or entry),
            "type": "system",
            "owner": "System",
            "createdAt": entry.get("at"),
            "offset": str(index),
        }
        for index, entry in enumerate(row.history)
    ]
