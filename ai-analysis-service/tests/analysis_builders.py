"""Bodies and messages of ai-analysis with keyword defaults, and waiting for the model."""

from typing import Any
from uuid import UUID, uuid4

import httpx

NOW = "2026-03-01T10:00:00+00:00"


def an_alert(**changes: Any) -> dict[str, Any]:
    """The body of an analysis."""
    alert: dict[str, Any] = {
        "message": "Filesystem on /data has only 3% free disk space left",
        "service": "payment-api",
        "severity": "critical",
        "labels": {"alertname": "FilesystemAlmostFull"},
    }
    return alert | changes


def a_message(kind: str, **fields: Any) -> dict[str, Any]:
    """Any message."""
    return {"type": kind, "id": str(uuid4()), "occurred_at": NOW} | fields


def an_analyze_message(incident_id: UUID, **changes: Any) -> dict[str, Any]:
    """The message that asks for the analysis of an incident's first alert."""
    alert: dict[str, Any] = {
        "alert_id": str(uuid4()),
        "fingerprint": "f1",
        "source": "alertmanager",
        "title": "TLS certificate of the shop expires in 2 days",
        "service": "shop",
        "environment": "production",
        "severity": "high",
        "labels": {"alertname": "CertificateExpiry"},
        "annotations": {},
        "starts_at": NOW,
        "received_at": NOW,
    }
    return a_message("AnalyzeAlert", incident_id=str(incident_id), alert=alert | changes)


def a_confirmed_cause(incident_id: UUID, **changes: Any) -> dict[str, Any]:
    """The message that tells the cause of a closed incident."""
    cause: dict[str, Any] = {
        "root_cause": "The disk was full of old exports",
        "resolution": "Removed exports older than a week and put a limit on them",
        "category": "disk_space",
        "number": 7,
        "title": "Filesystem almost full",
        "service": "payment-api",
    }
    return a_message("RcaConfirmed", incident_id=str(incident_id), **(cause | changes))


async def deliver(ingestion: httpx.AsyncClient, *messages: dict[str, Any]) -> list[str]:
    """Hand messages over; returns their outcomes."""
    answer = await ingestion.post("/internal/v1/messages", json={"messages": list(messages)})
    assert answer.status_code == 200
    return [outcome["outcome"] for outcome in answer.json()["outcomes"]]
