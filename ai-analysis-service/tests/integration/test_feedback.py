"""POST /api/v1/feedback."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from ai_analysis.feedback.models import StoredFeedback
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of


def a_judgement(**changes: Any) -> dict[str, Any]:
    judgement: dict[str, Any] = {
        "incident_id": str(uuid4()),
        "suggestion_category": "disk_space",
        "helpful": False,
        "category": "quota_limit",
        "note": "it was the project's quota",
    }
    return judgement | changes


async def test_a_responder_says_what_the_cause_really_was(responder: httpx.AsyncClient) -> None:
    judgement = a_judgement()
    answer = await responder.post("/api/v1/feedback", json=judgement)
    assert answer.status_code == 201
    assert answer.json()["incident_id"] == judgement["incident_id"]
    assert answer.json()["data"]["category"] == "quota_limit"


async def test_a_second_judgement_of_the_same_person_replaces_the_first(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    judgement = a_judgement()
    first = await responder.post("/api/v1/feedback", json=judgement)
    second = await responder.post("/api/v1/feedback", json=judgement | {"helpful": True})
    assert first.json()["id"] == second.json()["id"]
    async with app.state.database.transaction() as session:
        rows = (await session.scalars(select(StoredFeedback))).all()
    assert [row.helpful for row in rows] == [True]


async def test_two_people_may_disagree(app: FastAPI, keyring: KeyRing) -> None:
    judgement = a_judgement()
    for name in ("Jordan", "Avery"):
        client = client_of(app, keyring.person("responder", name=name))
        assert (await client.post("/api/v1/feedback", json=judgement)).status_code == 201
    async with app.state.database.transaction() as session:
        rows = (await session.scalars(select(StoredFeedback))).all()
    assert sorted(row.actor_name for row in rows) == ["Avery", "Jordan"]


@pytest.mark.parametrize("field", ["suggestion_category", "category"])
async def test_an_unknown_category_is_refused(responder: httpx.AsyncClient, field: str) -> None:
    answer = await responder.post("/api/v1/feedback", json=a_judgement(**{field: "gremlins"}))
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_viewer_may_not_judge(viewer: httpx.AsyncClient) -> None:
    assert (await viewer.post("/api/v1/feedback", json=a_judgement())).status_code == 403
