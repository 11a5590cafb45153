"""Tickets in Jira and GitHub, against both behind real sockets."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import opened
from sqlalchemy import text
from tracker_stub import REFUSED, TOKEN, TrackerStub, running

from incident_management.tickets import service as tickets
from incident_management.tickets.routes import Desk
from platform_kit.http import outside_client
from platform_kit.ids import new_id
from platform_kit.secrets import Vault, new_key
from platform_kit.testing.plugin import World


@pytest.fixture
async def stub(app: FastAPI, tmp_path: Path) -> AsyncIterator[TrackerStub]:
    """The trackers; this machine's own addresses are allowed for once."""
    keys = tmp_path / "secrets.keys"
    keys.write_text(new_key())
    app.state.vault = Vault(keys)
    app.state.outside = outside_client(["127.0.0.0/8"])
    async with running() as stub:
        yield stub


def jira(stub: TrackerStub, **changes: Any) -> dict[str, Any]:
    return {"base_url": stub.url, "project": "OPS", "token": TOKEN} | changes


def github(stub: TrackerStub, **changes: Any) -> dict[str, Any]:
    return {"base_url": stub.url, "repository": "acme/shop", "token": TOKEN} | changes


async def test_jira_is_tested_with_the_real_call_and_saved_without_showing_the_token(
    app: FastAPI, stub: TrackerStub, manager: httpx.AsyncClient
) -> None:
    tested = await manager.post("/api/v1/jira/test", json=jira(stub))
    assert (tested.json()["name"], tested.json()["key"]) == ("Operations", "OPS")
    cloud = jira(stub, email="jordan@example.com")
    assert (await manager.post("/api/v1/jira/test", json=cloud)).status_code == 200
    saved = await manager.post("/api/v1/jira/save", json=cloud)
    assert (saved.json()["configured"], saved.json()["has_token"]) == (True, True)
    again = await manager.post("/api/v1/jira/save", json=jira(stub, token=None, issue_type="Bug"))
    assert again.json()["issue_type"] == "Bug"
    stored = await manager.post("/api/v1/jira/test", json=jira(stub, token=None))
    assert stored.status_code == 200
    elsewhere = jira(stub, token=None, base_url="http://127.0.0.1:9/")
    refused = await manager.post("/api/v1/jira/test", json=elsewhere)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "token")
    async with app.state.database.transaction() as session:
        row = (await session.execute(text("SELECT * FROM incidents.tracker_settings"))).one()
    assert TOKEN not in str(row)
    assert TOKEN not in saved.text + again.text + (await manager.get("/api/v1/jira")).text


async def test_a_wrong_token_is_told_in_the_trackers_own_words_beside_the_field(
    stub: TrackerStub, manager: httpx.AsyncClient
) -> None:
    answer = await manager.post("/api/v1/jira/test", json=jira(stub, token="wrong"))
    assert (answer.status_code, answer.json()["type"]) == (424, "integration-failed")
    told = "Client must be authenticated to access this resource."
    assert answer.json()["detail"] == f"Jira: {told}"
    assert answer.json()["errors"] == [{"field": "token", "reason": told}]
    answer = await manager.post("/api/v1/github/test", json=github(stub, token="wrong"))
    assert answer.json()["errors"] == [{"field": "token", "reason": "Bad credentials"}]


async def test_an_address_inside_is_not_called(
    app: FastAPI, stub: TrackerStub, manager: httpx.AsyncClient
) -> None:
    app.state.outside = outside_client()
    answer = await manager.post("/api/v1/jira/test", json=jira(stub))
    assert answer.status_code == 424
    assert "internal address" in answer.json()["detail"]
    assert stub.created == 0


@pytest.mark.parametrize(("tracker", "key"), [("jira", "OPS-1"), ("github", "1")])
async def test_a_ticket_is_made_once_linked_and_its_state_comes_back(
    app: FastAPI,
    stub: TrackerStub,
    manager: httpx.AsyncClient,
    ingestion: httpx.AsyncClient,
    world: World,
    tracker: str,
    key: str,
) -> None:
    settings = jira(stub) if tracker == "jira" else github(stub)
    assert (await manager.post(f"/api/v1/{tracker}/save", json=settings)).status_code == 200
    incident = await opened(ingestion)
    path = f"/api/v1/incidents/{incident}"
    for _ in range(2):
        made = await manager.post(f"{path}/tickets", json={"tracker": tracker})
        assert (made.status_code, made.json()["key"]) == (201, key)
    assert stub.created == 1
    item = str(new_id())
    await manager.put(f"{path}/action-items/{item}", json={"title": "Rotate logs"})
    body = {"tracker": tracker, "action_item_id": item}
    second = (await manager.post(f"{path}/tickets", json=body)).json()
    assert (stub.created, second["done"]) == (2, False)
    done = {"name": "Done", "statusCategory": {"key": "done"}}
    issue = stub.issues[second["key"]]
    issue["state"] = "closed"
    issue.setdefault("fields", {})["status"] = done
    await world.fast_forward(minutes=6)
    desk = Desk(app.state.database, app.state.outside, app.state.vault)
    while await tickets.check_next(desk):
        pass
    listed = (await manager.get(f"{path}/tickets")).json()
    assert [ticket["done"] for ticket in listed] == [False, True]
    (closed,) = (await manager.get(f"{path}/action-items")).json()
    assert closed["done_at"] is not None
    known = {"tracker": tracker, "key": key}
    other = f"/api/v1/incidents/{await opened(ingestion)}/tickets/link"
    assert (await manager.post(other, json=known)).status_code == 201
    assert "ticket" in (await manager.get(f"{path}/timeline")).text


async def test_a_ticket_whose_answer_was_lost_is_found_again_by_its_mark(
    stub: TrackerStub, manager: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    await manager.post("/api/v1/jira/save", json=jira(stub))
    path = f"/api/v1/incidents/{await opened(ingestion)}/tickets"
    stub.lose_answers = True
    assert (await manager.post(path, json={"tracker": "jira"})).status_code == 424
    made = await manager.post(path, json={"tracker": "jira"})
    assert (made.status_code, stub.created) == (201, 1)


async def test_what_jira_refuses_is_told_by_field(
    stub: TrackerStub, manager: httpx.AsyncClient, ingestion: httpx.AsyncClient
) -> None:
    await manager.post("/api/v1/jira/save", json=jira(stub))
    path = f"/api/v1/incidents/{await opened(ingestion)}/tickets"
    stub.fail = [(200, {"issues": []}), (400, REFUSED)]
    answer = await manager.post(path, json={"tracker": "jira"})
    assert answer.status_code == 424
    assert answer.json()["errors"][0]["field"] == "summary"
    unset = await manager.post(path, json={"tracker": "github"})
    assert unset.status_code == 409
