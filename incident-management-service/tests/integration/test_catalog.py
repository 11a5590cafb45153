"""The catalogue and the dependency graph."""

import json

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import an_incident, deliver
from sqlalchemy import text

from platform_kit.database import Database
from platform_kit.testing.plugin import data_folder


async def test_a_service_is_put_and_its_team_owns_the_incident(
    manager: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    body = {"team": "payments", "tier": 1, "depends_on": ["orders-db"], "policy": "pay"}
    put = await manager.put("/api/v1/services/payment-api", json=body)
    assert put.status_code == 200
    message = an_incident(service="payment-api")
    await deliver(ingestion, message)
    incident = (await manager.get(f"/api/v1/incidents/{message.incident_id}")).json()
    assert incident["team"] == "payments"


async def test_an_unknown_service_is_added_as_unowned(
    manager: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    await deliver(ingestion, an_incident(service="new-thing"))
    service = (await manager.get("/api/v1/services/new-thing")).json()
    assert service["team"] is None


async def test_a_whole_topology_is_loaded_at_once(manager: httpx.AsyncClient) -> None:
    folder = data_folder("EVAL_DIR", "../shared/eval")
    topology = json.loads((folder / "storm_dev_topology.json").read_text())
    answer = await manager.put("/api/v1/topology", json=topology)
    assert answer.status_code == 200, answer.text
    stored = (await manager.get("/api/v1/topology")).json()
    assert stored["depends_on"] == {
        slug: topology["depends_on"].get(slug, []) for slug in stored["depends_on"]
    }


async def test_the_graph_has_a_version_and_its_readers_are_told_of_a_change(
    manager: httpx.AsyncClient, app: FastAPI
) -> None:
    await manager.put("/api/v1/topology", json={"depends_on": {"web": ["api"]}})
    first = await manager.get("/api/v1/topology")
    known = {"if-none-match": first.headers["etag"]}
    assert (await manager.get("/api/v1/topology", headers=known)).status_code == 304
    await manager.put("/api/v1/services/web", json={"depends_on": ["api", "cache"]})
    again = await manager.get("/api/v1/topology", headers=known)
    assert again.status_code == 200
    assert again.json()["depends_on"]["web"] == ["api", "cache"]
    assert again.headers["etag"] != first.headers["etag"]
    database: Database = app.state.database
    async with database.transaction() as session:
        told = await session.scalars(text("SELECT type FROM incidents.outbox_messages"))
        assert list(told) == ["CatalogueChanged", "CatalogueChanged"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({"tier": 9}, "tier"), ({"color": "red"}, "color"), ({"runbook_url": "x"}, "runbook_url")],
)
async def test_a_bad_field_is_named(
    manager: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await manager.put("/api/v1/services/a", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
