"""POST /api/v1/analyze and the suggestions of an incident."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from analysis_builders import an_alert
from fastapi import FastAPI

from platform_kit.testing.plugin import client_of


async def test_an_alert_is_answered_with_ranked_explained_causes(viewer: httpx.AsyncClient) -> None:
    answer = await viewer.post("/api/v1/analyze", json=an_alert())
    assert answer.status_code == 200
    body = answer.json()
    assert body["mode"] == "rules"
    assert body["model_version"].startswith("kb-")
    best = body["suggestions"][0]
    assert best["category"] == "disk_space"
    assert best["confidence"] > 0.5
    assert any("disk space" in quote for quote in best["evidence"])
    assert len(best["actions"]) >= 4
    assert best["knowledge_id"] == "base/disk_space"


async def test_nonsense_is_unknown_first_with_the_nearest_guesses_after_it(
    viewer: httpx.AsyncClient,
) -> None:
    answer = await viewer.post("/api/v1/analyze", json=an_alert(message="asdf", labels={}))
    categories = [found["category"] for found in answer.json()["suggestions"]]
    assert categories[0] == "unknown"
    assert len(categories) == 5


async def test_the_query_in_the_generator_url_is_understood(viewer: httpx.AsyncClient) -> None:
    link = "http://prom/graph?g0.expr=rate(container_cpu_cfs_throttled_periods_total[5m])+%3E+0.5"
    body = an_alert(message="rule 17 fired", labels={}, generator_url=link)
    answer = await viewer.post("/api/v1/analyze", json=body)
    assert answer.json()["suggestions"][0]["category"] == "cpu_saturation"


@pytest.mark.parametrize(
    "message",
    [
        " ",
        "\t\n",
        "a" * 1_000_000,
        "Disk full " * 90_000,
        "디스크 공간이 부족합니다",
        "データベースに接続できません",
        "💥🔥" * 5_000,
        "\u202e\ufeff\u0007",
        "<script>alert(1)</script>",
        "(((((" * 10_000,
        "Aa1_" * 100_000,
    ],
    ids=lambda text: repr(text[:12]),
)
async def test_strange_text_gets_an_answer(viewer: httpx.AsyncClient, message: str) -> None:
    answer = await viewer.post("/api/v1/analyze", json=an_alert(message=message))
    assert answer.status_code in (200, 413, 422)
    if answer.status_code == 200:
        assert answer.json()["suggestions"]
    else:
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"service": "a"}, "message"),
        (an_alert(message=""), "message"),
        (an_alert(message="a\x00b"), "message"),
        (an_alert(message=7), "message"),
        (an_alert(labels={"a": ["b"]}), "labels.a"),
        (an_alert(mesage="typo"), "mesage"),
        (an_alert(incident_id="INC-1"), "incident_id"),
    ],
)
async def test_a_wrong_field_is_named(
    viewer: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    answer = await viewer.post("/api/v1/analyze", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_binary_is_refused_clearly(viewer: httpx.AsyncClient) -> None:
    answer = await viewer.post("/api/v1/analyze", content=bytes(range(256)) * 100)
    assert answer.status_code in (400, 422)


async def test_nobody_may_analyze_without_a_token_unless_access_is_open(app: FastAPI) -> None:
    answer = await client_of(app).post("/api/v1/analyze", json=an_alert())
    assert answer.status_code == 401


async def test_a_responders_analysis_is_kept_for_its_incident(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient
) -> None:
    incident = str(uuid4())
    await responder.post("/api/v1/analyze", json=an_alert(incident_id=incident))
    answer = await viewer.get("/api/v1/suggestions", params={"incident_id": incident})
    body = answer.json()
    assert body["suggestions"][0]["category"] == "disk_space"
    assert body["analyzed_at"]
    assert body["model_version"]


async def test_a_viewers_analysis_changes_nothing(viewer: httpx.AsyncClient) -> None:
    incident = str(uuid4())
    await viewer.post("/api/v1/analyze", json=an_alert(incident_id=incident))
    answer = await viewer.get("/api/v1/suggestions", params={"incident_id": incident})
    assert answer.json()["suggestions"] == []


async def test_an_incident_that_was_never_analyzed_has_no_suggestions(
    viewer: httpx.AsyncClient,
) -> None:
    answer = await viewer.get("/api/v1/suggestions", params={"incident_id": str(uuid4())})
    assert answer.status_code == 200
    assert answer.json()["suggestions"] == []
    assert answer.json()["analyzed_at"] is None
