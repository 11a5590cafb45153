"""/api/v1/runbook-search: an alert finds its runbook among those incident-management told."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from analysis_builders import a_message, an_alert, deliver

PAGES = {
    "Disk nearly full": "The filesystem of a host has little space left.\n\nDelete old logs first.",
    "Certificate renewal": "A TLS certificate expires soon.\n\nAsk the authority for a new one.",
    "Consumer lag": "A consumer group falls behind its topic.\n\nAdd consumers.",
}


@pytest.fixture
def incidents(ingestion: httpx.AsyncClient) -> httpx.AsyncClient:
    return ingestion


async def tell(incidents: httpx.AsyncClient, **changes: Any) -> UUID:
    """One runbook, told as incident-management does it; returns its id."""
    runbook = changes.pop("runbook_id", None) or uuid4()
    fields: dict[str, Any] = {"runbook_id": str(runbook), "title": "Disk nearly full"}
    assert await deliver(incidents, a_message("RunbookChanged", **(fields | changes))) == ["done"]
    return runbook


async def found(viewer: httpx.AsyncClient, **params: Any) -> list[str]:
    answer = await viewer.get("/api/v1/runbook-search", params=params)
    assert answer.status_code == 200
    return [one["title"] for one in answer.json()["items"]]


async def test_an_alert_finds_its_runbook(
    incidents: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    for title, text in PAGES.items():
        await tell(incidents, title=title, text=text)
    assert (await found(viewer, q="HostOutOfDiskSpace on /data"))[0] == "Disk nearly full"
    assert (await found(viewer, q="kafka consumer group lags"))[0] == "Consumer lag"
    answer = await viewer.get("/api/v1/runbook-search", params={"q": "ssl cert expiry"})
    best = answer.json()["items"][0]
    assert best["title"] == "Certificate renewal"
    assert "TLS certificate" in best["excerpt"]
    assert 0 < best["score"] <= 1


async def test_an_incident_finds_its_runbook(
    incidents: httpx.AsyncClient, responder: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    for title, text in PAGES.items():
        await tell(incidents, title=title, text=text)
    incident = str(uuid4())
    await responder.post("/api/v1/analyze", json=an_alert(incident_id=incident))
    assert (await found(viewer, incident_id=incident))[0] == "Disk nearly full"


async def test_the_services_own_runbook_is_preferred(
    incidents: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    await tell(incidents, title="Disk full", text="Clean the disk", service="shop")
    mine = await tell(incidents, title="Disk full", text="Clean the disk", service="till")
    answer = await viewer.get(
        "/api/v1/runbook-search", params={"q": "disk full", "service": "till"}
    )
    assert answer.json()["items"][0]["runbook_id"] == str(mine)


async def test_a_changed_runbook_is_found_by_its_new_text_only(
    incidents: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    runbook = await tell(incidents, title="Zorblat jams")
    assert await found(viewer, q="zorblat jams") == ["Zorblat jams"]
    later = "2026-04-01T10:00:00+00:00"
    await tell(incidents, runbook_id=runbook, title="Grumpf leaks", occurred_at=later)
    assert await found(viewer, q="zorblat jams") == []
    assert await found(viewer, q="grumpf leaks") == ["Grumpf leaks"]


async def test_a_deleted_runbook_stays_deleted_when_an_older_message_comes_late(
    incidents: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    later = "2026-04-01T10:00:00+00:00"
    runbook = await tell(incidents, title="Zorblat jams", deleted=True, occurred_at=later)
    await tell(incidents, runbook_id=runbook, title="Zorblat jams")
    assert await found(viewer, q="zorblat jams") == []


async def test_without_runbooks_nothing_is_found(viewer: httpx.AsyncClient) -> None:
    assert await found(viewer, q="disk full") == []


async def test_a_search_for_nothing_is_refused(viewer: httpx.AsyncClient) -> None:
    assert (await viewer.get("/api/v1/runbook-search")).status_code == 422


async def test_strange_runbooks_are_taken(
    incidents: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    await tell(incidents, title="", text="")
    await tell(incidents, title="a\x00b", text="\x00" * 10)
    await tell(incidents, title="디스크 용량 부족", text="💥" * 50_000)
    assert "디스크 용량 부족" in await found(viewer, q="disk space low")
