"""The plan of an incident: hypotheses with evidence, steps that people execute or postpone."""

from typing import Any
from uuid import uuid4

import httpx
import pytest
from analysis_builders import an_alert
from fastapi import FastAPI
from sqlalchemy import select

from platform_kit.database import Database


@pytest.fixture
async def incident(responder: httpx.AsyncClient) -> str:
    """An incident that was analysed."""
    incident = str(uuid4())
    await responder.post("/api/v1/analyze", json=an_alert(incident_id=incident))
    return incident


async def plan_of(client: httpx.AsyncClient, incident: str) -> dict[str, Any]:
    answer = await client.get(f"/api/v1/suggestions/{incident}/plan")
    assert answer.status_code == 200
    return answer.json()


async def act(client: httpx.AsyncClient, incident: str, action: str, **body: Any) -> httpx.Response:
    return await client.post(f"/api/v1/suggestions/{incident}/plan/actions/{action}", json=body)


async def announcements(app: FastAPI) -> list[dict[str, Any]]:
    database: Database = app.state.database
    outbox = database.tables.outbox
    async with database.transaction() as session:
        rows = await session.scalars(select(outbox.c.body).where(outbox.c.type == "Announce"))
        return list(rows.all())


async def test_a_plan_has_hypotheses_with_evidence_and_steps_in_order(
    viewer: httpx.AsyncClient, incident: str
) -> None:
    plan = await plan_of(viewer, incident)
    best = plan["hypotheses"][0]
    assert best["category"] == "disk_space"
    assert any("disk space" in quote for quote in best["evidence"])
    assert best["look_at"]
    assert best["verdict"] == "open"
    assert [action["position"] for action in plan["actions"]] == list(
        range(1, len(plan["actions"]) + 1)
    )
    assert {action["state"] for action in plan["actions"]} == {"proposed"}


async def test_an_executed_step_keeps_its_outcome_and_is_told(
    app: FastAPI, responder: httpx.AsyncClient, viewer: httpx.AsyncClient, incident: str
) -> None:
    first, second = (await plan_of(viewer, incident))["actions"][:2]
    done = await act(
        *(responder, incident, first["id"]), state="executed", outcome="helped", note="9 GB freed"
    )
    assert done.status_code == 200
    later = "2099-01-01T00:00:00Z"
    await act(responder, incident, second["id"], state="postponed", until=later)

    shown = (await plan_of(viewer, incident))["actions"]
    assert [(one["state"], one["outcome"]) for one in shown[:3]] == [
        ("executed", "helped"),
        ("postponed", None),
        ("proposed", None),
    ]
    assert shown[0]["by"]["kind"] == "person"
    told = await announcements(app)
    assert [message["topic"] for message in told] == ["action.executed", "action.postponed"]
    assert told[0]["service"] == "payment-api"
    assert told[0]["data"]["outcome"] == "helped"
    assert "9 GB freed" in told[0]["body"]


async def test_a_step_somebody_worked_on_survives_another_analysis(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient, incident: str
) -> None:
    action = (await plan_of(viewer, incident))["actions"][0]
    await act(responder, incident, action["id"], state="executed", outcome="no_effect")
    body = an_alert(
        message="TLS certificate of the shop has expired", labels={}, incident_id=incident
    )
    await responder.post("/api/v1/analyze", json=body)
    plan = await plan_of(viewer, incident)
    assert plan["hypotheses"][0]["category"] == "certificate_expiry"
    kept = [one for one in plan["actions"] if one["id"] == action["id"]]
    assert [one["outcome"] for one in kept] == ["no_effect"]


async def test_feedback_is_the_verdict_on_a_hypothesis(
    responder: httpx.AsyncClient, viewer: httpx.AsyncClient, incident: str
) -> None:
    judgement = {"incident_id": incident, "suggestion_category": "disk_space", "helpful": False}
    await responder.post("/api/v1/feedback", json=judgement)
    assert (await plan_of(viewer, incident))["hypotheses"][0]["verdict"] == "rejected"
    await responder.post("/api/v1/feedback", json=judgement | {"helpful": True})
    assert (await plan_of(viewer, incident))["hypotheses"][0]["verdict"] == "confirmed"


async def test_an_incident_that_was_never_analysed_has_an_empty_plan(
    viewer: httpx.AsyncClient,
) -> None:
    plan = await plan_of(viewer, str(uuid4()))
    assert plan["hypotheses"] == plan["actions"] == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"state": "proposed"}, "state"),
        ({"state": "postponed", "outcome": "helped"}, "outcome"),
        ({"state": "executed", "until": "2099-01-01T00:00:00Z"}, "until"),
        ({"state": "postponed", "until": "2001-01-01T00:00:00Z"}, "until"),
    ],
)
async def test_a_wrong_report_of_a_step_is_refused(
    responder: httpx.AsyncClient, incident: str, body: dict[str, Any], field: str
) -> None:
    action = (await plan_of(responder, incident))["actions"][0]["id"]
    answer = await act(responder, incident, action, **body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


async def test_a_step_of_another_incident_is_not_found(
    responder: httpx.AsyncClient, incident: str
) -> None:
    action = (await plan_of(responder, incident))["actions"][0]["id"]
    answer = await act(responder, str(uuid4()), action, state="executed")
    assert answer.status_code == 404


async def test_a_viewer_executes_nothing(viewer: httpx.AsyncClient, incident: str) -> None:
    action = (await plan_of(viewer, incident))["actions"][0]["id"]
    assert (await act(viewer, incident, action, state="executed")).status_code == 403
