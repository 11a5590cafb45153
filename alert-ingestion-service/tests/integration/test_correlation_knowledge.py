"""What correlation knows: the catalogue's graph, categories of texts, edges that were learnt."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from alert_ingestion.catalogue import service as catalogue
from alert_ingestion.categories import service as categories
from alert_ingestion.correlation import feedback
from alert_ingestion.correlation.service import CorrelationKnowledge
from alert_ingestion.main import create_app
from alert_ingestion.settings import Settings
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import CatalogueChanged, MoveAlerts
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

GRAPH: dict[str, Any] = {
    "nodes": ["cart", "cart-db", "search"],
    "depends_on": {"cart": ["cart-db"], "cart-db": [], "search": []},
    "runs_on": {"cart-db": ["node-1"], "search": "node-2"},
    "zone": {"node-1": "a"},
    "kind": {"cart": "service"},
}


class Peer:
    """Another service at the socket: answers, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[httpx.Request] = []
        self.away = False
        self.graph = GRAPH
        self.category = "backup_failure"

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.away:
            raise httpx.ConnectError("nobody there", request=request)
        if request.url.path == "/api/v1/topology":
            version = f'"{len(self.graph["depends_on"])}"'
            if request.headers.get("if-none-match") == version:
                return httpx.Response(304, headers={"etag": version})
            return httpx.Response(200, json=self.graph, headers={"etag": version})
        items = [
            {"id": item["id"], "category": self.category, "confidence": 0.9}
            for item in httpx.Response(200, content=request.content).json()["items"]
        ]
        return httpx.Response(200, json={"items": items, "model_version": "m1"})

    @property
    def http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self.answer))


@pytest.fixture
def peer() -> Peer:
    return Peer()


@pytest.fixture
async def by_topology(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    async with service_app(
        Settings, create_app, service_role="api", correlation_strategy="topology"
    ) as app:
        yield app


def alert(service: str, message: str, minute: int = 0, **more: Any) -> dict[str, Any]:
    moment = f"2026-11-02T10:{minute:02}:00Z"
    return {
        "service": service,
        "message": message,
        "severity": "high",
        "starts_at": moment,
    } | more


async def refreshed(app: FastAPI, peer: Peer) -> None:
    database: Database = app.state.database
    async with database.transaction() as session:
        await catalogue.on_catalogue_changed(session, CatalogueChanged())
    await catalogue.refresh(database, IncidentsClient(peer.http, "http://incidents"))
    app.state.pipeline.knowledge = CorrelationKnowledge()


@pytest.mark.committed
async def test_the_copied_graph_brings_relatives_together_and_survives_an_outage(
    by_topology: FastAPI, peer: Peer, keyring: KeyRing
) -> None:
    await refreshed(by_topology, peer)
    peer.away = True
    await refreshed(by_topology, peer)
    client = client_of(by_topology, keyring.person("responder"))
    first = (await client.post("/api/v1/alerts", json=alert("cart-db", "disk is full"))).json()
    assert first["correlation"] == "new"
    above = await client.post("/api/v1/alerts", json=alert("cart", "p99 latency is high", 1))
    assert above.json()["incident_id"] == first["incident_id"]
    assert "a direct dependency" in above.json()["reason"]
    other = await client.post("/api/v1/alerts", json=alert("search", "p99 latency is high", 1))
    assert other.json()["incident_id"] != first["incident_id"]


@pytest.mark.committed
async def test_the_catalogue_is_asked_only_when_it_is_time_and_sends_only_what_is_new(
    by_topology: FastAPI, peer: Peer
) -> None:
    database: Database = by_topology.state.database
    client = IncidentsClient(peer.http, "http://incidents")
    await catalogue.refresh(database, client)
    await catalogue.refresh(database, client)
    assert len(peer.asked) == 1
    async with database.transaction() as session:
        await catalogue.on_catalogue_changed(session, CatalogueChanged())
    await catalogue.refresh(database, client)
    assert peer.asked[1].headers["if-none-match"] == '"3"'
    async with database.transaction() as session:
        graph = await catalogue.load(session)
    assert graph.knows("cart")
    peer.graph = GRAPH | {"depends_on": {"cart": ["search"]}}
    async with database.transaction() as session:
        await catalogue.on_catalogue_changed(session, CatalogueChanged())
    await catalogue.refresh(database, client)
    async with database.transaction() as session:
        graph = await catalogue.load(session)
    assert "search" in graph.reach("cart")
    assert "cart-db" not in graph.reach("cart")


@pytest.mark.committed
async def test_a_new_text_is_classified_once_and_its_kind_stands_alone_from_then_on(
    by_topology: FastAPI, peer: Peer, keyring: KeyRing
) -> None:
    await refreshed(by_topology, peer)
    peer.asked.clear()
    database: Database = by_topology.state.database
    analysis = AnalysisClient(peer.http, "http://analysis")
    client = client_of(by_topology, keyring.person("responder"))

    async def post(service: str, message: str, minute: int) -> dict[str, Any]:
        return (await client.post("/api/v1/alerts", json=alert(service, message, minute))).json()

    await post("cart-db", "disk is full", 0)
    first = await post("cart", "copy 17 of cart is 26 h old", 1)
    assert first["correlation"] == "existing"
    await categories.classify_due(database, analysis)
    await categories.classify_due(database, analysis)
    assert len(peer.asked) == 1
    by_topology.state.pipeline.knowledge = CorrelationKnowledge()
    again = await post("cart-db", "copy 3 of cart-db is 27 h old", 2)
    assert again["correlation"] == "new"
    assert again["reason"] == "topology: backup_failure stands alone, whatever else happens"


@pytest.mark.committed
async def test_without_ai_analysis_alerts_are_taken_all_the_same_and_asked_for_later(
    by_topology: FastAPI, peer: Peer, keyring: KeyRing
) -> None:
    database: Database = by_topology.state.database
    client = client_of(by_topology, keyring.person("responder"))
    answer = await client.post("/api/v1/alerts", json=alert("cart", "something odd"))
    assert answer.status_code == 201
    peer.away = True
    analysis = AnalysisClient(peer.http, "http://analysis")
    assert not await categories.classify_due(database, analysis)
    peer.away = False
    async with database.transaction() as session:
        await session.execute(text("UPDATE alerts.categories SET due_at = now()"))
    await categories.classify_due(database, analysis)
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT category, model_version FROM alerts.categories"))
        assert rows.all() == [("backup_failure", "m1")]


@pytest.mark.committed
async def test_what_people_merge_is_learnt_and_what_they_split_is_forgotten(
    by_topology: FastAPI, keyring: KeyRing
) -> None:
    client = client_of(by_topology, keyring.person("responder"))
    first = (await client.post("/api/v1/alerts", json=alert("billing", "slow"))).json()
    other = (await client.post("/api/v1/alerts", json=alert("ledger", "slow", 30))).json()
    database: Database = by_topology.state.database

    async def move(alert_id: str, source: str, target: str) -> bool:
        message = MoveAlerts(
            incident_id=UUID(source), alert_ids=[UUID(alert_id)], target_incident_id=UUID(target)
        )
        async with database.transaction() as session:
            await feedback.on_move_alerts(session, message)
        async with database.transaction() as session:
            graph = await catalogue.load(session)
        return "ledger" in graph.reach("billing")

    assert await move(other["alert_id"], other["incident_id"], first["incident_id"])
    assert not await move(other["alert_id"], first["incident_id"], str(new_id()))


@pytest.mark.committed
async def test_components_that_share_incidents_become_neighbours(
    by_topology: FastAPI, keyring: KeyRing
) -> None:
    client = client_of(by_topology, keyring.person("responder"))
    for number in range(3):
        cluster = {"labels": {"cluster": f"c{number}"}}
        for service in ("billing", "ledger"):
            body = alert(service, "it is slow", 1, dedup_key=f"{service}-{number}") | cluster
            await client.post("/api/v1/alerts", json=body)
    database: Database = by_topology.state.database
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE alerts.alert_groups SET touched_at = now() - interval '1 hour'")
        )
    async with database.transaction() as session:
        assert not await catalogue.learn(session)
        assert not await catalogue.learn(session)
        graph = await catalogue.load(session)
    assert graph.reach("billing")["ledger"] == "often in one incident"
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT low, high, together FROM alerts.learnt_edges ORDER BY low, high")
        )
        assert rows.all() == [
            ("billing", "billing", 3),
            ("billing", "ledger", 3),
            ("ledger", "ledger", 3),
        ]
