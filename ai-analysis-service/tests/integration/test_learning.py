"""The model learns in the background; replicas end on the same one, a kill changes nothing."""

import os
import signal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from analysis_builders import a_confirmed_cause, an_alert, deliver
from fastapi import FastAPI

from ai_analysis.learning import service as learning
from ai_analysis.main import create_app
from ai_analysis.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import AppFactory, client_of

STRANGE = "The zorblat of the till says grumpf"


async def first_category(client: httpx.AsyncClient, message: str) -> tuple[str, str]:
    """(category, model version) of an answer."""
    answer = await client.post("/api/v1/analyze", json=an_alert(message=message, labels={}))
    body = answer.json()
    return body["suggestions"][0]["category"], body["model_version"]


async def is_current(client: httpx.AsyncClient) -> Any:
    index = (await client.get("/api/v1/knowledge/index")).json()
    matches = index["state"] == "current" and index["model_version"] == index["stored_version"]
    return index if matches else None


@pytest.mark.committed
async def test_feedback_is_learnt_by_every_replica(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with (
        service_app(Settings, create_app) as first,
        service_app(Settings, create_app, service_role="api") as second,
    ):
        responder = client_of(first, keyring.person("responder"))
        other = client_of(second, keyring.person("viewer"))
        assert (await first_category(other, STRANGE))[0] == "unknown"
        for number in range(3):
            incident = str(uuid4())
            body = an_alert(message=f"{STRANGE} in shop {number}", labels={}, incident_id=incident)
            await responder.post("/api/v1/analyze", json=body)
            judgement = {
                "incident_id": incident,
                "suggestion_category": "service_down",
                "helpful": False,
                "category": "hardware_failure",
            }
            answer = await responder.post("/api/v1/feedback", json=judgement)
            assert answer.status_code == 201

        async def both_learnt() -> bool:
            answers = [await first_category(client, STRANGE) for client in (responder, other)]
            return len(set(answers)) == 1 and answers[0][0] == "hardware_failure"

        await eventually(both_learnt, "both replicas give the learnt answer")
        index = await eventually(lambda: is_current(other), "the index is current")
        assert index["confirmed_samples"] == 3
        assert (await first_category(other, "no space left on device"))[0] == "disk_space"


@pytest.mark.committed
async def test_an_added_entry_is_learnt_and_shown(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(Settings, create_app) as app:
        responder = client_of(app, keyring.person("responder"))
        entry = {
            "category": "quota_limit",
            "title": "The card processor limits us",
            "symptoms": ["zorblat limiter kicked in", "zorblat refuses bookings"],
            "actions": ["Call the processor's hotline"],
        }
        added = (await responder.post("/api/v1/knowledge", json=entry)).json()
        await eventually(lambda: is_current(responder), "the index is current")
        body = an_alert(message="zorblat limiter kicked in again", labels={})
        best = (await responder.post("/api/v1/analyze", json=body)).json()["suggestions"][0]
        assert best["category"] == "quota_limit"
        assert best["knowledge_id"] == added["id"]
        assert best["actions"] == ["Call the processor's hotline"]

        await responder.delete(f"/api/v1/knowledge/{added['id']}")

        async def forgotten() -> bool:
            return (await first_category(responder, "zorblat limiter kicked in"))[
                0
            ] != "quota_limit"

        await eventually(forgotten, "the deleted entry is forgotten")


@pytest.mark.committed
async def test_the_cause_of_a_closed_incident_is_learnt_even_without_a_category(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(Settings, create_app) as app:
        responder = client_of(app, keyring.person("responder"))
        incidents = client_of(app, keyring.service("incident-management", "ai-analysis"))
        incident = uuid4()
        body = an_alert(message=STRANGE, labels={}, incident_id=str(incident))
        await responder.post("/api/v1/analyze", json=body)
        cause = "The TLS certificate had expired and was not renewed"
        message = a_confirmed_cause(incident, category=None, root_cause=cause, resolution="")
        assert await deliver(incidents, message) == ["done"]

        async def learnt() -> bool:
            return (await first_category(responder, STRANGE))[0] == "certificate_expiry"

        await eventually(learnt, "the closed incident is learnt")


def _trainer_of(parent: int) -> int | None:
    """The process id of a training that this process runs."""
    for folder in Path("/proc").iterdir():
        try:
            stat = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            command = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if int(stat[1]) == parent and b"ai_analysis.knowledge.trainer" in command:
            return int(folder.name)
    return None


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the training in /proc")
@pytest.mark.committed
async def test_a_killed_training_leaves_the_old_model_serving_and_is_done_again(
    service_app: AppFactory, keyring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "_PAUSE_AFTER_FAILURE", learning._PAUSE)  # pyright: ignore[reportPrivateUsage]
    async with service_app(Settings, create_app) as app:
        responder = client_of(app, keyring.person("responder"))
        before = await eventually(lambda: is_current(responder), "the first index is current")
        entry = {"category": "quota_limit", "title": "Zorblat", "symptoms": ["zorblat limiter"]}
        await responder.post("/api/v1/knowledge", json=entry)

        async def training() -> int | None:
            return _trainer_of(os.getpid())

        os.kill(await eventually(training, "a training runs"), signal.SIGKILL)

        async def failed() -> bool:
            return (await responder.get("/api/v1/knowledge/index")).json()["state"] == "failed"

        await eventually(failed, "the failure is told")
        answer = await responder.post("/api/v1/analyze", json=an_alert())
        assert answer.json()["model_version"] == before["model_version"]
        assert (await responder.get("/ready")).status_code == 200

        after = await eventually(lambda: is_current(responder), "the training was done again")
        assert after["added_samples"] == 2
        assert after["model_version"] != before["model_version"]


@pytest.mark.committed
async def test_a_restart_serves_the_stored_model(service_app: AppFactory, keyring: KeyRing) -> None:
    make = service_app
    async with make(Settings, create_app) as app:
        responder = client_of(app, keyring.person("responder"))
        entry = {"category": "quota_limit", "title": "Zorblat", "symptoms": ["zorblat limiter"]}
        await responder.post("/api/v1/knowledge", json=entry)
        first = await eventually(lambda: is_current(responder), "the index is current")
    async with make(Settings, create_app, service_role="api") as app:
        assert _serving(app) == first["model_version"]


def _serving(app: FastAPI) -> str:
    return app.state.model.current.version
