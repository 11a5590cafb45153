"""POST /internal/v1/classify: categories for correlation."""

import asyncio
import time

import httpx


def _items(count: int, message: str = "disk almost full on /data") -> list[dict[str, str]]:
    return [{"id": str(number), "message": message} for number in range(count)]


async def test_a_batch_is_classified_in_the_order_asked(ingestion: httpx.AsyncClient) -> None:
    items = [
        {"id": "b", "message": "pod restarts again and again, CrashLoopBackOff"},
        {"id": "a", "message": "free disk space low on /var"},
        {"id": "c", "message": "lorem ipsum"},
    ]
    answer = await ingestion.post("/internal/v1/classify", json={"items": items})
    found = answer.json()["items"]
    assert [item["id"] for item in found] == ["b", "a", "c"]
    assert [item["category"] for item in found] == ["crash_loop", "disk_space", "unknown"]
    assert all(0 <= item["confidence"] <= 1 for item in found)


async def test_an_empty_batch_is_answered_empty(ingestion: httpx.AsyncClient) -> None:
    answer = await ingestion.post("/internal/v1/classify", json={"items": []})
    assert answer.json()["items"] == []


async def test_a_batch_of_more_than_a_thousand_is_refused(ingestion: httpx.AsyncClient) -> None:
    answer = await ingestion.post("/internal/v1/classify", json={"items": _items(1001)})
    assert answer.status_code == 422


async def test_people_may_not_classify(responder: httpx.AsyncClient) -> None:
    answer = await responder.post("/internal/v1/classify", json={"items": []})
    assert answer.status_code == 401


async def test_a_large_batch_leaves_the_event_loop_free(ingestion: httpx.AsyncClient) -> None:
    """Other requests go on meanwhile: the loop turns many times before the answer is there."""
    body = {"items": _items(1000, "replica lag and slow queries on the orders database " * 12)}
    request = asyncio.create_task(ingestion.post("/internal/v1/classify", json=body))
    turns = 0
    started = time.monotonic()
    while not request.done() and time.monotonic() - started < 30:
        turns += 1
        await asyncio.sleep(0.001)
    assert (await request).status_code == 200
    assert turns > 10
