"""The race of a new alert with the resolution of its incident, in every order of events.

alert-ingestion and incident-management run in this process on one database; their relays are
turned by hand, so that each order is exact.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from alert_ingestion.groups.service import on_attach_answer
from alert_ingestion.main import create_app as alerts_app
from alert_ingestion.settings import Settings as AlertsSettings
from incident_management.main import create_app as incidents_app
from incident_management.settings import Settings as IncidentsSettings
from platform_contracts.clients.base import ServiceClient
from platform_contracts.messages import AttachAlert, BatchOutcome, Message
from platform_contracts.vocabulary import Lane, Service
from platform_kit.outbox.relay import AnswerHandler, Relay
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

STEPS = ("post", "resolve", "relay alerts", "relay incidents")
ALERT = {"service": "payment-api", "severity": "critical"}


class _Ignores(ServiceClient):
    """A peer that takes every message: oncall, notification and ai-analysis play no part here."""

    async def deliver(self, messages: Any) -> BatchOutcome:
        outcomes = [{"id": message["id"], "outcome": "done"} for message in messages]
        return BatchOutcome.model_validate({"outcomes": outcomes})


@dataclass
class Pair:
    """Both services, and their relays."""

    ingestion: httpx.AsyncClient
    incidents: httpx.AsyncClient
    relays: dict[str, Relay]

    async def relay(self, name: str) -> None:
        """Deliver everything that waits in one service's outbox."""
        relay = self.relays[name]
        for _ in range(3):
            for job in relay.jobs():
                if job.name in {f"outbox-{lane}" for lane in Lane}:
                    await job.turn()
                    if job.finish:
                        await job.finish()

    async def post(self, key: str) -> dict[str, Any]:
        answer = await self.ingestion.post(
            "/api/v1/alerts", json=ALERT | {"message": key, "dedup_key": key}
        )
        assert answer.status_code == 201
        return answer.json()


@pytest.fixture
async def pair(service_app: AppFactory, keyring: KeyRing) -> AsyncIterator[Pair]:
    async with (
        service_app(AlertsSettings, alerts_app, service_role="api") as ingestion,
        service_app(IncidentsSettings, incidents_app, service_role="api") as incidents,
    ):
        yield Pair(
            client_of(ingestion, keyring.person("responder")),
            client_of(incidents, keyring.person("responder")),
            {
                "alerts": _relay(
                    ingestion,
                    {
                        Service.INCIDENTS: _peer(
                            incidents, keyring, "alert-ingestion", "incident-management"
                        )
                    },
                    answers=True,
                ),
                "incidents": _relay(
                    incidents,
                    {
                        Service.ALERTS: _peer(
                            ingestion, keyring, "incident-management", "alert-ingestion"
                        ),
                        **{
                            name: _Ignores(httpx.AsyncClient(), "http://nowhere")
                            for name in (Service.ONCALL, Service.NOTIFICATION, Service.ANALYSIS)
                        },
                    },
                    answers=False,
                ),
            },
        )


def _peer(app: FastAPI, keyring: KeyRing, caller: str, audience: str) -> ServiceClient:
    return ServiceClient(client_of(app, keyring.service(caller, audience)), "http://service.test")


def _relay(app: FastAPI, peers: dict[Service, ServiceClient], *, answers: bool) -> Relay:
    handlers: dict[type[Message], AnswerHandler] = (
        {AttachAlert: on_attach_answer} if answers else {}
    )
    return Relay(app.state.database, {str(k): v for k, v in peers.items()}, handlers)


@pytest.mark.committed
@pytest.mark.parametrize("order", list(permutations(STEPS)), ids=" → ".join)
async def test_a_firing_alert_ends_in_one_incident_whatever_the_order(
    pair: Pair, order: tuple[str, ...]
) -> None:
    first = (await pair.post("first"))["incident_id"]
    await pair.relay("alerts")

    async def resolve() -> None:
        answer = await pair.incidents.post(f"/api/v1/incidents/{first}/resolve")
        assert answer.status_code == 200

    steps: dict[str, Callable[[], Awaitable[Any]]] = {
        "post": lambda: pair.post("second"),
        "resolve": resolve,
        "relay alerts": lambda: pair.relay("alerts"),
        "relay incidents": lambda: pair.relay("incidents"),
    }
    for step in order:
        await steps[step]()
    for _ in range(3):
        await pair.relay("alerts")
        await pair.relay("incidents")

    listed = (await pair.ingestion.get("/api/v1/alerts")).json()["items"]
    (second,) = [alert for alert in listed if alert["title"] == "second"]
    home = (await pair.incidents.get(f"/api/v1/incidents/{second['incident_id']}")).json()
    at = {step: place for place, step in enumerate(order)}
    seen_by_the_resolver = at["post"] < at["relay alerts"] < at["resolve"]
    assert home["status"] == ("resolved" if seen_by_the_resolver else "open")
    incidents = (await pair.incidents.get("/api/v1/incidents")).json()["items"]
    assert len(incidents) == (1 if seen_by_the_resolver else 2)


@pytest.mark.committed
async def test_alerts_follow_a_merge_and_a_split(pair: Pair) -> None:
    homes: list[str] = []
    for environment in ("production", "staging"):
        body = ALERT | {"message": environment, "dedup_key": environment}
        answer = await pair.ingestion.post(
            "/api/v1/alerts", json=body | {"environment": environment}
        )
        homes.append(answer.json()["incident_id"])
    await pair.relay("alerts")
    assert len(set(homes)) == 2

    async def incident_of(alert_title: str) -> str:
        listed = (await pair.ingestion.get("/api/v1/alerts")).json()["items"]
        return next(alert["incident_id"] for alert in listed if alert["title"] == alert_title)

    path = f"/api/v1/incidents/{homes[1]}/merge"
    assert (await pair.incidents.post(path, json={"into": homes[0]})).status_code == 200
    await pair.relay("incidents")
    assert await incident_of("staging") == homes[0]
    again = ALERT | {"message": "staging", "dedup_key": "staging", "environment": "staging"}
    repeated = await pair.ingestion.post("/api/v1/alerts", json=again)
    assert repeated.json()["incident_id"] == homes[0]

    held = (await pair.incidents.get(f"/api/v1/incidents/{homes[0]}/alerts")).json()["items"]
    listed = (await pair.ingestion.get("/api/v1/alerts")).json()["items"]
    staging = next(alert["id"] for alert in listed if alert["title"] == "staging")
    assert staging in {alert["alert_id"] for alert in held}
    path = f"/api/v1/incidents/{homes[0]}/split"
    split = (await pair.incidents.post(path, json={"alert_ids": [staging]})).json()
    await pair.relay("incidents")
    assert await incident_of("staging") == split["id"]
    assert await incident_of("production") == homes[0]
