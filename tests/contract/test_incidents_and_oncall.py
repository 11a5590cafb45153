"""What people do with an incident reaches the pages of oncall, and what oncall does comes back.

incident-management and oncall run in this process on one database; their relays and the worker of
oncall are turned by hand, and the clock is moved.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import an_incident
from oncall_builders import a_person, a_policy, work
from oncall_builders import deliver as deliver_messages

from incident_management.incidents import snoozing
from incident_management.main import create_app as incidents_app
from incident_management.settings import Settings as IncidentsSettings
from oncall.main import create_app as oncall_app
from oncall.settings import Settings as OnCallSettings
from platform_contracts.clients.base import ServiceClient
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.messages import BatchOutcome
from platform_contracts.vocabulary import Lane, Service
from platform_kit.outbox.relay import Relay
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, World, client_of

SERVICE = "/api/v1/services/payment-api"


class _Peer(ServiceClient):
    """A peer that takes every message, and remembers whom it was to page."""

    def __init__(self) -> None:
        super().__init__(httpx.AsyncClient(), "http://nowhere")
        self.paged: list[tuple[str, int]] = []

    async def deliver(self, messages: Any) -> BatchOutcome:
        pages = [message for message in messages if message["type"] == "Notify"]
        self.paged += [(page["person"]["name"], page["level"]) for page in pages]
        outcomes = [{"id": message["id"], "outcome": "done"} for message in messages]
        return BatchOutcome.model_validate({"outcomes": outcomes})


@dataclass
class Stage:
    """Both services, their relays, and two people on two levels."""

    incidents: FastAPI
    oncall: FastAPI
    responder: httpx.AsyncClient
    ingestion: httpx.AsyncClient
    relays: list[Relay]
    world: World
    people: dict[str, str]
    notification: _Peer

    @property
    def paged(self) -> list[tuple[str, int]]:
        """Who was paged on which level, in order."""
        return self.notification.paged

    async def settle(self) -> None:
        """Let everything that is due happen."""
        for _ in range(4):
            for relay in self.relays:
                for job in relay.jobs():
                    if job.name in {f"outbox-{lane}" for lane in Lane}:
                        await job.turn()
                        if job.finish:
                            await job.finish()
            await work(self.oncall)

    async def open(self, **changes: Any) -> str:
        message = an_incident(**changes)
        assert await deliver_messages(self.ingestion, message) == ["done"]
        await self.settle()
        return str(message.incident_id)

    async def post(self, incident: str, action: str, **body: Any) -> dict[str, Any]:
        answer = await self.responder.post(f"/api/v1/incidents/{incident}/{action}", json=body)
        assert answer.status_code == 200, answer.text
        await self.settle()
        return answer.json()

    async def read(self, incident: str) -> dict[str, Any]:
        return (await self.responder.get(f"/api/v1/incidents/{incident}")).json()

    async def forward(self, minutes: float) -> None:
        await self.world.fast_forward(minutes=minutes)
        await self.settle()


@pytest.fixture
async def stage(service_app: AppFactory, keyring: KeyRing, world: World) -> AsyncIterator[Stage]:
    async with (
        service_app(IncidentsSettings, incidents_app, service_role="api") as incidents,
        service_app(OnCallSettings, oncall_app, service_role="api") as oncall,
    ):
        admin = client_of(oncall, keyring.person("admin"))
        people = {name: await a_person(admin, name) for name in ("ana", "bob", "cleo")}
        levels = [{"person": people["ana"]}, {"person": people["bob"]}]
        await a_policy(admin, "pay", *levels)
        responder = client_of(incidents, keyring.person("manager"))
        caller = client_of(oncall, keyring.service("incident-management", "oncall"))
        incidents.state.peers[Service.ONCALL] = OnCallClient(caller, "http://service.test")
        (await responder.put(SERVICE, json={"policy": "pay"})).raise_for_status()
        back = client_of(incidents, keyring.service("oncall", "incident-management"))
        notification = _Peer()
        nobody: dict[str, ServiceClient] = {str(name): notification for name in Service}
        to_oncall = nobody | {str(Service.ONCALL): incidents.state.peers[Service.ONCALL]}
        to_incidents = nobody | {str(Service.INCIDENTS): ServiceClient(back, "http://service.test")}
        yield Stage(
            incidents,
            oncall,
            responder,
            client_of(incidents, keyring.service("alert-ingestion", "incident-management")),
            [
                Relay(incidents.state.database, to_oncall, {}),
                Relay(oncall.state.database, to_incidents, {}),
            ],
            world,
            people,
            notification,
        )


@pytest.mark.committed
async def test_an_acknowledgement_that_times_out_opens_the_incident_and_pages_again(
    stage: Stage,
) -> None:
    body = {"policy": "pay", "ack_timeout_minutes": 10}
    (await stage.responder.put(SERVICE, json=body)).raise_for_status()
    incident = await stage.open()
    assert (await stage.post(incident, "acknowledge"))["status"] == "acknowledged"
    await stage.forward(9)
    assert (await stage.read(incident))["status"] == "acknowledged"
    await stage.forward(2)
    shown = await stage.read(incident)
    assert (shown["status"], shown["escalation_state"]) == ("open", "triggered")
    assert stage.paged == [("Ana", 1), ("Ana", 1)]
    first = shown["acknowledged_at"]
    again = await stage.post(incident, "acknowledge")
    assert (again["status"], again["acknowledged_at"]) == ("acknowledged", first)
    await stage.forward(9)
    assert len(stage.paged) == 2


@pytest.mark.committed
async def test_the_time_out_pages_for_one_under_investigation_and_keeps_its_status(
    stage: Stage,
) -> None:
    body = {"policy": "pay", "ack_timeout_minutes": 10}
    (await stage.responder.put(SERVICE, json=body)).raise_for_status()
    incident = await stage.open()
    await stage.post(incident, "status", status="investigating")
    await stage.forward(11)
    shown = await stage.read(incident)
    assert (shown["status"], shown["escalation_state"]) == ("investigating", "triggered")
    assert len(stage.paged) == 2
    shown = await stage.post(incident, "acknowledge")
    assert (shown["status"], shown["escalation_state"]) == ("investigating", "acknowledged")
    await stage.forward(6)
    assert len(stage.paged) == 2


@pytest.mark.committed
async def test_unacknowledging_pages_the_level_that_was_reached(stage: Stage) -> None:
    incident = await stage.open()
    await stage.forward(5)
    assert stage.paged == [("Ana", 1), ("Bob", 2)]
    await stage.post(incident, "acknowledge")
    assert (await stage.post(incident, "unacknowledge"))["status"] == "open"
    assert stage.paged[2:] == [("Bob", 2)]


@pytest.mark.committed
async def test_escalating_pages_the_next_level_and_reassigning_pages_who_is_named(
    stage: Stage,
) -> None:
    incident = await stage.open()
    await stage.post(incident, "acknowledge")
    assert (await stage.post(incident, "escalate"))["status"] == "open"
    assert stage.paged[1:] == [("Bob", 2)]
    cleo = {"id": stage.people["cleo"], "name": "somebody"}
    shown = await stage.post(incident, "reassign", people=[cleo])
    assert shown["assignee"]["name"] == "Cleo"
    assert stage.paged[2:] == [("Cleo", 0)]
    await stage.forward(30)
    assert len(stage.paged) == 3
    stranger = {"id": "018f0000-0000-7000-8000-000000000000", "name": "x"}
    path = f"/api/v1/incidents/{incident}/reassign"
    refused = await stage.responder.post(path, json={"people": [stranger]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "people"


@pytest.mark.committed
async def test_a_snooze_ends_at_its_time_or_by_hand_and_pages_from_level_1(stage: Stage) -> None:
    incident = await stage.open()
    await stage.forward(5)
    until = (datetime.now(UTC) + timedelta(minutes=5 + 30)).isoformat()
    await stage.post(incident, "snooze", until=until)
    await stage.forward(31)
    async with stage.incidents.state.database.transaction() as session:
        assert await snoozing.wake_up(session, 10) == 1
    await stage.settle()
    assert stage.paged[2:] == [("Ana", 1)]
    until = (datetime.now(UTC) + timedelta(minutes=36 + 30)).isoformat()
    await stage.post(incident, "snooze", until=until)
    assert (await stage.post(incident, "unsnooze"))["status"] == "open"
    assert stage.paged[3:] == [("Ana", 1)]


@pytest.mark.committed
async def test_maintenance_holds_pages_back_and_an_early_end_pages_at_once(stage: Stage) -> None:
    start = datetime.now(UTC)
    window = {
        "title": "new database",
        "services": ["payment-api"],
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=2)).isoformat(),
    }
    planned = (await stage.responder.post("/api/v1/maintenance", json=window)).json()
    assert planned["active_until"] is not None
    incident = await stage.open()
    shown = await stage.read(incident)
    assert (shown["status"], shown["escalation_state"]) == ("open", "suppressed")
    await stage.forward(60)
    assert stage.paged == []
    refused = await stage.responder.post(f"/api/v1/incidents/{incident}/escalate", json={})
    assert refused.status_code == 409
    ended = await stage.responder.delete(f"/api/v1/maintenance/{planned['id']}")
    assert ended.json()["cancelled_at"] is not None
    await stage.settle()
    assert stage.paged == [("Ana", 1)]
    assert (await stage.read(incident))["escalation_state"] == "triggered"


@pytest.mark.committed
async def test_one_that_is_reopened_in_maintenance_waits_as_well(stage: Stage) -> None:
    incident = await stage.open()
    await stage.post(incident, "resolve")
    start = datetime.now(UTC)
    window = {
        "title": "new database",
        "services": ["payment-api"],
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=1)).isoformat(),
    }
    await stage.responder.post("/api/v1/maintenance", json=window)
    assert (await stage.post(incident, "reopen"))["escalation_state"] == "suppressed"
    assert len(stage.paged) == 1
    await stage.forward(61)
    assert len(stage.paged) == 2


@pytest.mark.committed
async def test_raising_one_that_was_only_recorded_pages_anew(stage: Stage) -> None:
    incident = await stage.open()
    for severity, pages in (("info", 1), ("critical", 2)):
        path = f"/api/v1/incidents/{incident}"
        assert (await stage.responder.patch(path, json={"severity": severity})).is_success
        await stage.settle()
        await stage.forward(2)
        assert len(stage.paged) == pages


@pytest.mark.committed
async def test_pages_come_at_the_end_of_maintenance(stage: Stage) -> None:
    start = datetime.now(UTC)
    window = {
        "title": "new database",
        "services": ["payment-api"],
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=1)).isoformat(),
    }
    await stage.responder.post("/api/v1/maintenance", json=window)
    incident = await stage.open()
    await stage.forward(61)
    assert stage.paged == [("Ana", 1)]
    assert (await stage.read(incident))["escalation_state"] == "triggered"
