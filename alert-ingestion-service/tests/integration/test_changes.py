"""Change events: stored once, listed by service and time."""

from typing import Any

import httpx
from fastapi import FastAPI

from alert_ingestion.changes import service
from alert_ingestion.domain.event import ChangeEvent, Sender
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

DEPLOY: dict[str, Any] = {"summary": "checkout 1.4.2", "service": "checkout", "revision": "9f3c1aa"}


async def test_a_change_is_stored_and_read_back(responder: httpx.AsyncClient) -> None:
    links = [{"href": "https://ci.example.com/1", "text": "Run"}]
    body = DEPLOY | {"links": links, "details": {"run": 1}, "author": "Avery"}
    answer = await responder.post("/api/v1/changes", json=body)
    assert answer.status_code == 201
    read = (await responder.get(f"/api/v1/changes/{answer.json()['id']}")).json()
    assert (read["kind"], read["environment"]) == ("deployment", "production")
    assert (read["links"], read["details"], read["author"]) == (links, {"run": 1}, "Avery")


async def test_the_same_key_again_is_the_same_change(responder: httpx.AsyncClient) -> None:
    first = await responder.post("/api/v1/changes", json=DEPLOY | {"key": "run-1"})
    again = await responder.post("/api/v1/changes", json=DEPLOY | {"key": "run-1"})
    other = await responder.post("/api/v1/changes", json=DEPLOY | {"key": "run-2"})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert again.json()["id"] == first.json()["id"] != other.json()["id"]


async def test_changes_are_filtered_by_service_environment_kind_and_time(
    responder: httpx.AsyncClient,
) -> None:
    for hour, service_name, more in (
        (10, "checkout", {}),
        (11, "search", {"kind": "flag"}),
        (12, "checkout", {"environment": "staging"}),
    ):
        body = DEPLOY | {"service": service_name, "at": f"2026-11-02T{hour}:00:00Z"} | more
        assert (await responder.post("/api/v1/changes", json=body)).status_code == 201

    async def found(**query: Any) -> list[str]:
        answer = await responder.get("/api/v1/changes", params=query)
        assert answer.status_code == 200
        return [f"{item['service']}@{item['at'][11:13]}" for item in answer.json()["items"]]

    assert await found() == ["checkout@12", "search@11", "checkout@10"]
    assert await found(service="checkout") == ["checkout@12", "checkout@10"]
    assert await found(service=["checkout", "search"], kind="flag") == ["search@11"]
    assert await found(environment="staging") == ["checkout@12"]
    assert await found(since="2026-11-02T11:00:00Z", until="2026-11-02T12:00:00Z") == ["search@11"]


async def test_changes_come_in_pages(responder: httpx.AsyncClient) -> None:
    for minute in range(5):
        body = DEPLOY | {"at": f"2026-11-02T10:0{minute}:00Z"}
        await responder.post("/api/v1/changes", json=body)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await responder.get("/api/v1/changes", params=query)).json()
        seen += [item["at"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(set(seen)) == 5


async def test_a_sender_that_delivers_twice_tells_one_change(app: FastAPI) -> None:
    database: Database = app.state.database
    sender = Sender(scope="ci", service="checkout", environment="staging")
    async with database.transaction() as session:
        row, _ = (
            await service.record(
                session, [ChangeEvent(source="github", scope="", summary="v2", service="x")], sender
            )
        )[0]
        told = ChangeEvent(source="github", scope="", summary="v1", service="x", at=row.received_at)
        twice = await service.record(session, [told, told], sender)
    assert (row.service, row.scope) == ("checkout", "ci")
    assert [is_new for _, is_new in twice] == [True, False]


async def test_bad_changes_are_refused_with_the_field(
    responder: httpx.AsyncClient, app: FastAPI, keyring: KeyRing
) -> None:
    for body, field in (
        ({}, "summary"),
        (DEPLOY | {"at": "2026-11-02T10:00:00"}, "at"),
        (DEPLOY | {"details": {"a": "b\x00"}}, "details"),
        (DEPLOY | {"links": [{"href": "javascript:alert(1)"}]}, "links"),
    ):
        answer = await responder.post("/api/v1/changes", json=body)
        assert answer.status_code == 422, body
        assert field in answer.text
    viewer = client_of(app, keyring.person("viewer"))
    assert (await viewer.post("/api/v1/changes", json=DEPLOY)).status_code == 403


async def test_old_changes_are_forgotten(responder: httpx.AsyncClient, app: FastAPI) -> None:
    await responder.post("/api/v1/changes", json=DEPLOY)
    database: Database = app.state.database
    async with database.transaction() as session:
        assert not await service.forget_old(session, 1)
    assert (await responder.get("/api/v1/changes")).json()["items"]
    async with database.transaction() as session:
        assert not await service.forget_old(session, -1)
    assert not (await responder.get("/api/v1/changes")).json()["items"]
