"""The example vectors of schedules and escalations, through the endpoints that render them."""

from datetime import datetime
from typing import Any

import httpx
from fastapi import FastAPI
from vectors import cases

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of


def moments(shifts: list[dict[str, Any]]) -> list[tuple[datetime, datetime, list[str]]]:
    parse = datetime.fromisoformat
    return [(parse(s["start"]), parse(s["end"]), s["users"]) for s in shifts]


async def render(viewer: httpx.AsyncClient, case: dict[str, Any]) -> dict[str, Any]:
    """As the case stands, and with bare instants: both say the same."""
    whole = await viewer.post("/api/v1/schedules/render", json=case)
    assert whole.status_code == 200, (case["id"], whole.text)
    body = {
        "schedule": case["schedule"],
        "at": [entry["at"] for entry in case["at"]],
        "ranges": [{"since": r["since"], "until": r["until"]} for r in case["ranges"]],
    }
    bare = await viewer.post("/api/v1/schedules/render", json=body)
    assert bare.json() == whole.json()
    return whole.json()


async def test_every_schedule_vector_is_rendered_as_expected(
    app: FastAPI, keyring: KeyRing
) -> None:
    viewer = client_of(app, keyring.person("viewer"))
    for case in cases("oncall"):
        rendered = await render(viewer, case)
        assert [e["users"] for e in rendered["at"]] == [e["expect"] for e in case["at"]], case["id"]
        assert [moments(r["shifts"]) for r in rendered["ranges"]] == [
            moments(r["shifts"]) for r in case["ranges"]
        ], case["id"]


async def test_every_escalation_vector_is_simulated_as_expected(
    app: FastAPI, keyring: KeyRing, with_notification: FastAPI
) -> None:
    viewer = client_of(app, keyring.person("viewer"))
    for case in cases("escalation"):
        answer = await viewer.post("/api/v1/escalation/simulate", json=case)
        assert answer.status_code == 200, (case["id"], answer.text)
        assert answer.json() == case["expect"], case["id"]
