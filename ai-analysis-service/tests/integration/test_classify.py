"""POST /internal/v1/classify: categories for correlation."""

import asyncio
import threading
from dataclasses import replace
from typing import Any

import httpx
from fastapi import FastAPI

from ai_analysis.domain.similarity import Classifier, Floats, Match
from ai_analysis.knowledge.model import Model


def _items(count: int) -> dict[str, list[dict[str, str]]]:
    items = [{"id": str(number), "message": "disk almost full"} for number in range(count)]
    return {"items": items}


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
    answer = await ingestion.post("/internal/v1/classify", json=_items(1001))
    assert answer.status_code == 422


async def test_people_may_not_classify(responder: httpx.AsyncClient) -> None:
    answer = await responder.post("/internal/v1/classify", json={"items": []})
    assert answer.status_code == 401


class HeldUp:
    """A classifier that goes on only when the event loop lets it."""

    def __init__(self, real: Classifier) -> None:
        self.categories = real.categories
        self.started, self.go_on = threading.Event(), threading.Event()
        self._real = real

    def match(self, text: str) -> Match:
        self.started.set()
        assert self.go_on.wait(30)
        return self._real.match(text)

    def scores(self, match: Match) -> Floats:
        return self._real.scores(match)


async def test_the_event_loop_is_free_while_a_batch_is_classified(
    app: FastAPI, ingestion: httpx.AsyncClient, model: Model
) -> None:
    held: Any = HeldUp(model.classifier)
    app.state.model.swap(replace(model, classifier=held))
    request = asyncio.create_task(ingestion.post("/internal/v1/classify", json=_items(3)))
    while not held.started.is_set():
        assert not request.done()
        await asyncio.sleep(0.01)
    assert (await ingestion.get("/health")).status_code == 200
    held.go_on.set()
    assert (await request).status_code == 200
