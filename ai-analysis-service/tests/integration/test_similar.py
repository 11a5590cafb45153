"""Past incidents with a known cause are found again, with how they were fixed."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from analysis_builders import NOW, a_confirmed_cause, an_alert, deliver


async def a_closed_incident(
    responder: httpx.AsyncClient, ingestion: httpx.AsyncClient, message: str, **cause: Any
) -> UUID:
    """An incident that was analysed and whose cause was confirmed."""
    incident = uuid4()
    body = an_alert(message=message, labels={}, incident_id=str(incident))
    await responder.post("/api/v1/analyze", json=body)
    assert await deliver(ingestion, a_confirmed_cause(incident, **cause)) == ["done"]
    return incident


async def test_a_similar_incident_tells_how_it_was_fixed(
    responder: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    message = "Filesystem /exports of the billing host is 97% full"
    past = await a_closed_incident(responder, ingestion, message, title=message)
    await a_closed_incident(
        responder,
        ingestion,
        "Certificate of the login page expires",
        title="Certificate of the login page expires",
        category="certificate_expiry",
        service="login",
    )
    body = an_alert(message="Filesystem /exports of billing host is full", labels={})
    answer = (await responder.post("/api/v1/analyze", json=body)).json()
    found = answer["suggestions"][0]["similar_incidents"]
    assert [one["incident_id"] for one in found] == [str(past)]
    assert found[0]["number"] == 7
    assert found[0]["resolution"].startswith("Removed exports")
    assert 0.2 <= found[0]["score"] <= 1


async def test_a_similar_incident_stands_with_the_cause_that_it_had(
    responder: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    message = "Disk latency high and volume /exports nearly full on the billing host"
    await a_closed_incident(
        responder, ingestion, message, title=message, category="disk_io_latency"
    )
    body = an_alert(message=f"{message}, no space left", labels={})
    suggestions = (await responder.post("/api/v1/analyze", json=body)).json()["suggestions"]
    holders = [one["category"] for one in suggestions if one["similar_incidents"]]
    assert holders == ["disk_io_latency"]


async def test_an_incident_is_not_similar_to_itself(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    first = await a_closed_incident(responder, ingestion, "Exports fill the disk of the till")
    second = await a_closed_incident(responder, ingestion, "Exports fill the disk of the till")
    answer = await viewer.get("/api/v1/similar", params={"incident_id": str(second)})
    assert [one["incident_id"] for one in answer.json()["items"]] == [str(first)]


async def test_similar_incidents_are_found_by_words(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    title = "Exports fill the disk of the till"
    past = await a_closed_incident(responder, ingestion, title, title=title)
    answer = await viewer.get("/api/v1/similar", params={"q": "disk of the till filled by exports"})
    assert [one["incident_id"] for one in answer.json()["items"]] == [str(past)]
    nothing = await viewer.get("/api/v1/similar", params={"q": "quantum teapot"})
    assert nothing.json()["items"] == []


async def test_the_suggestions_of_an_incident_name_incidents_that_were_closed_later(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    incident = uuid4()
    title = "Exports fill the disk of the till"
    body = an_alert(message=title, labels={}, incident_id=str(incident))
    await responder.post("/api/v1/analyze", json=body)
    past = await a_closed_incident(responder, ingestion, title, title=title)
    shown = await viewer.get("/api/v1/suggestions", params={"incident_id": str(incident)})
    best = shown.json()["suggestions"][0]
    assert [one["incident_id"] for one in best["similar_incidents"]] == [str(past)]


@pytest.mark.parametrize("params", [{}, {"q": "  "}, {"incident_id": "INC-7"}])
async def test_a_search_for_nothing_is_refused(
    viewer: httpx.AsyncClient, params: dict[str, str]
) -> None:
    assert (await viewer.get("/api/v1/similar", params=params)).status_code == 422


async def test_strange_confirmed_causes_are_taken(ingestion: httpx.AsyncClient) -> None:
    outcomes = await deliver(
        ingestion,
        a_confirmed_cause(uuid4(), root_cause="", title="", service=""),
        a_confirmed_cause(uuid4(), root_cause="a\x00b", title="\x00", resolution="\x00"),
        a_confirmed_cause(uuid4(), category="gremlins", root_cause="디스크" * 50_000),
        a_confirmed_cause(uuid4(), occurred_at=NOW, service="x" * 10_000),
    )
    assert outcomes == ["done"] * 4
