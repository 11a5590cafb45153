"""alert-ingestion and incident-management in this process: their relays are turned by hand."""

import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sns_signer import Signer

from alert_ingestion.groups.service import on_attach_answer
from alert_ingestion.worker import jobs
from platform_contracts.clients.base import ServiceClient
from platform_contracts.messages import AttachAlert, BatchOutcome, Message
from platform_contracts.vocabulary import Lane, Service
from platform_kit.database import Database
from platform_kit.outbox.relay import AnswerHandler, Relay
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

REPOSITORY = Path(__file__).resolve().parents[2]


def load(folder: str, direction: str) -> list[Any]:
    """The cases of a folder in one direction, as parameters; one that skips where it is absent."""
    place = Path(os.environ.get("CONFORMANCE_DIR", "../shared/conformance"))
    place = place if place.is_absolute() else REPOSITORY / place
    files = sorted((place / folder).glob("*.json"))
    if not files:
        reason = f"CONFORMANCE_DIR: {place / folder} is not there"
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason), id="absent")]
    cases = [case for file in files for case in json.loads(file.read_text())]
    return [pytest.param(case, id=case["id"]) for case in cases if case["dir"] == direction]


class Ignores(ServiceClient):
    """A peer that takes every message."""

    async def deliver(self, messages: Any) -> BatchOutcome:
        outcomes = [{"id": message["id"], "outcome": "done"} for message in messages]
        return BatchOutcome.model_validate({"outcomes": outcomes})


@dataclass
class Stage:
    """Both services, and what makes time pass."""

    ingestion: FastAPI
    incidents: FastAPI
    keyring: KeyRing
    world: World
    shifted: float = 0.0
    signer: Signer = field(default_factory=Signer)
    relays: list[Relay] = field(default_factory=list[Relay])

    def __post_init__(self) -> None:
        self.anybody = client_of(self.ingestion)
        self.manager = client_of(self.ingestion, self.keyring.person("admin"))
        self.responder = client_of(self.incidents, self.keyring.person("admin"))
        forth = self._peer(self.incidents, Service.ALERTS, Service.INCIDENTS)
        back = self._peer(self.ingestion, Service.INCIDENTS, Service.ALERTS)
        others = (Service.ONCALL, Service.NOTIFICATION, Service.ANALYSIS)
        rest = {str(name): Ignores(httpx.AsyncClient(), "http://nowhere") for name in others}
        answers: dict[type[Message], AnswerHandler] = {AttachAlert: on_attach_answer}
        self.relays = [
            Relay(self.ingestion.state.database, {**rest, str(Service.INCIDENTS): forth}, answers),
            Relay(self.incidents.state.database, {**rest, str(Service.ALERTS): back}, {}),
        ]

    def _peer(self, app: FastAPI, caller: str, audience: str) -> ServiceClient:
        headers = self.keyring.service(str(caller), str(audience))
        return ServiceClient(client_of(app, headers), "http://service.test")

    async def settle(self) -> None:
        """What happens by itself: alerts that are due, and every message."""
        for job in jobs(self.ingestion):
            if job.name == "due-alerts":
                await job.turn()
        lanes = {f"outbox-{lane}" for lane in Lane}
        for _ in range(3):
            for relay in self.relays:
                for job in relay.jobs():
                    if job.name in lanes:
                        await job.turn()
                        if job.finish:
                            await job.finish()

    async def move_to(self, moment: str) -> None:
        """Set the clock."""
        wanted = (datetime.fromisoformat(moment) - datetime.now(UTC)).total_seconds()
        await self.world.fast_forward(seconds=wanted - self.shifted)
        self.shifted = wanted

    async def integration(self, **body: Any) -> dict[str, Any]:
        """A sender of one service, grouped as it says itself."""
        values = {"name": "case", "strategy": "source", "service": "shop", **body}
        answer = await self.manager.post("/api/v1/integrations", json=values)
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def send(self, prefix: str, request: dict[str, Any]) -> httpx.Response:
        """One request, byte for byte where it says so."""
        if "raw_body" in request:
            body = request["raw_body"]
            content = self.signer.signed(body) if "$SIGN" in body else body
        elif "body" in request:
            content = json.dumps(request["body"])
        else:
            content = ""
        path = prefix if request["path"].startswith("{") else prefix + request["path"]
        headers = request.get("headers", {})
        return await self.anybody.request(request["method"], path, content=content, headers=headers)

    def break_database(self) -> Database:
        """No connection from here on; returns what to put back."""
        state = self.ingestion.state
        whole: Database = state.database
        broken = Database("postgresql://nobody:x@127.0.0.1:1/none", whole.metadata)
        state.database = state.pipeline.database = broken
        return whole

    def mend_database(self, whole: Database) -> None:
        """Connections again."""
        self.ingestion.state.database = self.ingestion.state.pipeline.database = whole
