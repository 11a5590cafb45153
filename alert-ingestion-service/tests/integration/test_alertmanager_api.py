"""Alertmanager's API as amtool and dashboards use it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of


def a_silence(**fields: Any) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {
        "matchers": [{"name": "alertname", "value": "Disk", "isRegex": False}],
        "startsAt": (now - timedelta(hours=1)).isoformat(),
        "endsAt": (now + timedelta(hours=1)).isoformat(),
        "createdBy": "ana",
        "comment": "maintenance",
        **fields,
    }


async def post_alerts(client: httpx.AsyncClient, *names: str) -> None:
    alerts = [{"labels": {"alertname": name, "cluster": "eu"}} for name in names]
    assert (await client.post("/api/v2/alerts", json=alerts)).status_code == 200


def names(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    return {alert["labels"]["alertname"] for alert in answer.json()}


async def test_firing_alerts_are_listed_and_filtered(responder: httpx.AsyncClient) -> None:
    await post_alerts(responder, "Disk", "Memory")
    assert names(await responder.get("/api/v2/alerts")) == {"Disk", "Memory"}
    one = await responder.get("/api/v2/alerts", params={"filter": 'alertname=~"D.*"'})
    assert names(one) == {"Disk"}
    (alert,) = one.json()
    assert alert["status"]["state"] == "active"
    assert alert["receivers"] == [{"name": "platform"}]
    assert names(await responder.get("/api/v2/alerts?active=false")) == set()
    assert names(await responder.get("/api/v2/alerts?receiver=other")) == set()
    assert (await responder.get("/api/v2/alerts?filter=!!")).status_code == 400
    assert (await responder.get("/api/v2/alerts?active=maybe")).status_code == 400


async def test_groups_hold_alerts_of_one_name_and_cluster(responder: httpx.AsyncClient) -> None:
    await post_alerts(responder, "Disk", "Memory")
    groups = (await responder.get("/api/v2/alerts/groups")).json()
    labels = [group["labels"] for group in groups]
    assert labels == [
        {"alertname": "Disk", "cluster": "eu"},
        {"alertname": "Memory", "cluster": "eu"},
    ]


async def test_a_silence_is_made_seen_changed_and_expired(responder: httpx.AsyncClient) -> None:
    await post_alerts(responder, "Disk", "Memory")
    made = (await responder.post("/api/v2/silences", json=a_silence())).json()["silenceID"]
    (silence,) = (await responder.get("/api/v2/silences")).json()
    assert (silence["id"], silence["status"]["state"]) == (made, "active")
    assert (silence["createdBy"], silence["matchers"][0]["isEqual"]) == ("ana", True)
    assert names(await responder.get("/api/v2/alerts?silenced=false")) == {"Memory"}
    changed = await responder.post("/api/v2/silences", json=a_silence(id=made, comment="longer"))
    assert changed.json()["silenceID"] == made
    assert (await responder.get(f"/api/v2/silence/{made}")).json()["comment"] == "longer"
    none = await responder.get("/api/v2/silences", params={"filter": "alertname=Memory"})
    assert none.json() == []
    assert (await responder.delete(f"/api/v2/silence/{made}")).status_code == 200
    (silence,) = (await responder.get("/api/v2/silences")).json()
    assert silence["status"]["state"] == "expired"
    again = await responder.post("/api/v2/silences", json=a_silence(id=made))
    assert again.json()["silenceID"] != made


@pytest.mark.parametrize(
    "change",
    [
        {"endsAt": "2020-01-01T00:00:00Z"},
        {"endsAt": "soon"},
        {"matchers": []},
        {"matchers": [{"name": "a", "value": "(", "isRegex": True}]},
        {"matchers": [{"name": "a", "value": "", "isRegex": False}]},
        {"comment": 5},
    ],
)
async def test_a_bad_silence_is_refused(
    responder: httpx.AsyncClient, change: dict[str, Any]
) -> None:
    answer = await responder.post("/api/v2/silences", json=a_silence(**change))
    assert answer.status_code == 400, answer.text
    assert answer.json()["message"]


async def test_unknown_silences_are_not_found(responder: httpx.AsyncClient) -> None:
    for name in (str(uuid4()), "nobody"):
        assert (await responder.get(f"/api/v2/silence/{name}")).status_code == 404
        assert (await responder.delete(f"/api/v2/silence/{name}")).status_code == 404


async def test_a_key_that_posts_alerts_cannot_hide_them(
    app: FastAPI, responder: httpx.AsyncClient, keyring: KeyRing
) -> None:
    manager = client_of(app, keyring.person("manager"))
    made = await manager.post("/api/v1/integrations", json={"name": "x", "source": "alertmanager"})
    key = made.json()["key"]
    sender = client_of(app, {"authorization": f"Bearer {key}"})
    await post_alerts(sender, "Disk")
    assert names(await sender.get("/api/v2/alerts")) == {"Disk"}
    assert (await sender.post("/api/v2/silences", json=a_silence())).status_code == 401
    nobody = client_of(app)
    assert (await nobody.post("/api/v2/silences", json=a_silence())).status_code == 401
    assert (await nobody.get("/api/v2/alerts")).status_code == 401
    assert (await nobody.get("/api/v2/status")).status_code == 401
    status = (await responder.get("/api/v2/status")).json()
    assert len(status["versionInfo"]) == 6
    assert status["cluster"]["status"] == "ready"
