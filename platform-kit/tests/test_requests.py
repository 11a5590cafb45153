"""One request is one transaction, committed before its answer leaves."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from toy.service import Settings, create_app

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of


@pytest.fixture
async def app(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    async with service_app(Settings, create_app) as app:
        yield app


@pytest.fixture
def client(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("responder"))


async def test_a_write_is_visible_to_the_next_request(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/notes", json={"text": "one"})).status_code == 201
    assert (await client.get("/api/v1/notes/count")).json() == 1


async def test_a_problem_rolls_back_what_was_written(client: httpx.AsyncClient) -> None:
    body = {"text": "lost", "fail_after_writing": True}
    answer = await client.post("/api/v1/notes", json=body)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Conflict"
    assert answer.json()["trace_id"] == answer.headers["x-trace-id"]
    assert (await client.get("/api/v1/notes/count")).json() == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text": "a\x00b"}, "text"),
        ({"text": "x", "typo": 1}, "typo"),
        ({}, "text"),
    ],
)
async def test_a_bad_field_is_named_with_its_reason(
    client: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await client.post("/api/v1/notes", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_lone_surrogate_is_refused_and_not_a_fault(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/notes", content=b'{"text": "\\ud800"}')
    assert answer.status_code == 422


async def test_deep_nesting_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/notes", content=b"[" * 200_000)
    assert 400 <= answer.status_code < 500


async def test_a_body_over_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.post("/api/v1/notes", content=b"x" * 2_000_000)
    assert answer.status_code == 413


async def test_a_streamed_body_over_the_limit_is_refused(client: httpx.AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(32):
            yield b"x" * 65_536

    answer = await client.post("/api/v1/notes", content=chunks())
    assert answer.status_code == 413


async def test_an_unknown_path_is_a_problem(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_retried_post_with_the_same_key_returns_the_first_answer(
    client: httpx.AsyncClient,
) -> None:
    headers = {"Idempotency-Key": "k1"}
    first = await client.post("/api/v1/notes", json={"text": "once"}, headers=headers)
    again = await client.post("/api/v1/notes", json={"text": "once"}, headers=headers)
    other = await client.post("/api/v1/notes", json={"text": "other"}, headers=headers)
    assert first.json() == again.json()
    assert again.status_code == 201
    assert again.headers["idempotency-replayed"] == "true"
    assert other.status_code == 422
    assert (await client.get("/api/v1/notes/count")).json() == 1


@pytest.mark.committed
async def test_the_same_key_at_the_same_time_works_once(client: httpx.AsyncClient) -> None:
    headers = {"Idempotency-Key": "race"}
    answers = await asyncio.gather(
        *(client.post("/api/v1/notes", json={"text": "race"}, headers=headers) for _ in range(6))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1


@pytest.mark.committed
async def test_a_failing_commit_is_never_answered_with_success(
    client: httpx.AsyncClient, app: FastAPI
) -> None:
    await client.post("/api/v1/notes", json={"text": "twice"})
    answer = await client.post("/api/v1/notes", json={"text": "twice"})
    assert answer.status_code >= 400


async def test_scopes_decide_who_may_write(app: FastAPI, keyring: KeyRing) -> None:
    nobody = await client_of(app).post("/api/v1/notes", json={"text": "a"})
    viewer = await client_of(app, keyring.person("viewer")).post(
        "/api/v1/notes", json={"text": "a"}
    )
    assert (nobody.status_code, viewer.status_code) == (401, 403)
    assert viewer.json()["required_scope"] == "incidents:write"


async def test_the_description_is_served_without_a_third_party(client: httpx.AsyncClient) -> None:
    page = (await client.get("/docs")).text
    assert "/api/v1/notes" in page
    assert "https://" not in page
