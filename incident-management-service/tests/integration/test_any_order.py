"""Whatever people and services do in whatever order, an incident keeps its promises.

Generated sequences of calls and messages, late, repeated and in odd order, run against the real
service; after each one the rules of its life are checked.
"""

from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incident_builders import an_alert, deliver, opened, read, sent_bodies

from platform_contracts.messages import (
    AttachAlert,
    DeliveryChanged,
    EscalationChanged,
    Message,
    ReplyToIncident,
    ResolveAlerts,
    SuggestionsFound,
)
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import IncidentStatus
from platform_kit.ids import new_id

ANA = PersonRef(id=new_id(), name="Ana")
RANK = {str(status): place for place, status in enumerate(IncidentStatus)}
CALLS = (
    *("acknowledge", "resolve", "reopen", "unacknowledge", "escalate", "unsnooze"),
    *("snooze", "reassign", "comments"),
    *(f"status:{name}" for name in (*IncidentStatus, "new")),
)
TOLD = (
    *("attach", "some resolved", "assigned", "late assigned", "ack timed out", "late time-out"),
    *("exhausted", "nobody", "delivery", "suggestion", "reply ack", "reply unack", "repeat"),
)
BACKWARD_CALLS = {"reopen", "unacknowledge", "escalate", "reassign", "status:open", "status:new"}
BACKWARD_MESSAGES = {"ack timed out", "reply unack", "unsnooze"}


@dataclass
class Life:
    """One incident and what was seen of it so far."""

    incident: str
    ingestion: httpx.AsyncClient
    responder: httpx.AsyncClient
    before: dict[str, Any]
    last: Message | None = None
    trail: list[str] = field(default_factory=list[str])

    async def call(self, name: str) -> None:
        """Something that a person does."""
        action, _, status = name.partition(":")
        body: dict[str, Any] = {}
        if status:
            body["status"] = status
        elif action == "snooze":
            body["until"] = "2999-01-01T00:00:00Z"  # refused: too far away
        elif action == "reassign":
            body["people"] = [ANA.model_dump(mode="json")]
        elif action == "comments":
            body["body"] = "still looking"
        path = f"/api/v1/incidents/{self.incident}/{action}"
        answer = await self.responder.post(path, json=body)
        assert answer.status_code in (200, 201, 409, 422), answer.text
        if answer.status_code == 409 and answer.json()["type"] == "invalid-transition":
            assert answer.json()["allowed"] == self.before["allowed_statuses"]

    async def tell(self, name: str, cycle: int) -> None:
        """Something that another service tells."""
        message = self.last if name == "repeat" else self._message(name, cycle)
        if message is None:
            return
        self.last = message
        (outcome,) = await deliver(self.ingestion, message)
        assert outcome["outcome"] == ("duplicate" if name == "repeat" else "done")

    def _message(self, name: str, cycle: int) -> Message:
        late = max(1, cycle - 1)
        base: dict[str, Any] = {"id": new_id(), "incident_id": self.incident}
        at = {"at": self.before["opened_at"]}
        if name == "attach":
            return AttachAlert.model_validate(base | {"alerts": [an_alert()]})
        if name == "some resolved":
            more = {"alerts": [an_alert()], "remaining": 1, "resolved_at": at["at"]}
            return ResolveAlerts.model_validate(base | more)
        if name == "delivery":
            more = {"delivery_id": new_id(), "person": ANA, "channel": "mock", "state": "sent"}
            return DeliveryChanged.model_validate(base | more | at)
        if name == "suggestion":
            more = {"category": "disk", "title": "Disk full", "confidence": 0.5}
            return SuggestionsFound.model_validate(base | more | at)
        if name.startswith("reply"):
            action = "acknowledge" if name == "reply ack" else "unacknowledge"
            return ReplyToIncident.model_validate(base | {"action": action, "source": "slack"})
        change, state, told = {
            "assigned": ("assigned", "triggered", cycle),
            "late assigned": ("assigned", "triggered", late),
            "ack timed out": ("ack_timed_out", "triggered", cycle + 1),
            "late time-out": ("ack_timed_out", "triggered", late),
            "exhausted": ("exhausted", "exhausted", cycle),
            "nobody": ("nobody_on_call", "nobody_on_call", cycle),
        }[name]
        more = {"change": change, "state": state, "cycle": told, "people": [ANA]}
        return EscalationChanged.model_validate(base | more | at)

    async def check(self, name: str) -> None:
        """The rules that hold after anything."""
        self.trail.append(name)
        was, now = self.before, await read(self.responder, self.incident)
        assert now["version"] >= was["version"], self.trail
        for moment in ("acknowledged_at", "opened_at"):
            assert was[moment] is None or now[moment] == was[moment], self.trail
        if RANK[now["status"]] < RANK[was["status"]]:
            assert now["status"] == "open", self.trail
            assert name in BACKWARD_CALLS | BACKWARD_MESSAGES, self.trail
            if name in BACKWARD_MESSAGES:
                assert was["status"] == "acknowledged", self.trail
        if now["status"] != "open":
            assert now["acknowledged_at"] is not None, self.trail
        over = now["status"] in ("resolved", "closed")
        assert (now["resolved_at"] is not None) == over, self.trail
        assert not over or now["escalation_state"] == "stopped", self.trail
        if now["status"] == "acknowledged":
            assert now["escalation_state"] in ("acknowledged", "snoozed"), self.trail
        self.before = now


STEP = st.one_of(
    st.sampled_from(CALLS).map(lambda name: ("call", name)),
    st.sampled_from(TOLD).map(lambda name: ("tell", name)),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(STEP, min_size=1, max_size=14))
async def test_nothing_moves_an_incident_backwards_but_what_may(
    app: FastAPI,
    ingestion: httpx.AsyncClient,
    responder: httpx.AsyncClient,
    steps: list[tuple[str, str]],
) -> None:
    incident = await opened(ingestion)
    life = Life(incident, ingestion, responder, await read(responder, incident))
    for kind, name in steps:
        starts = await sent_bodies(app, "StartEscalation")
        changes = await sent_bodies(app, "ChangeEscalation")
        told = [m["cycle"] for m in (*starts, *changes) if m["incident_id"] == incident]
        if kind == "call":
            await life.call(name)
        else:
            await life.tell(name, max(told))
        await life.check(name)
    starts = await sent_bodies(app, "StartEscalation")
    cycles = [m["cycle"] for m in starts if m["incident_id"] == incident]
    assert cycles == sorted(set(cycles))
