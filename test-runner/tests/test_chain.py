"""What the services' times say about an alert's way to a person."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from platform_contracts.analysis import IncidentSuggestions
from platform_contracts.incidents import Incident, TimelineEntry
from platform_contracts.notifications import Delivery
from test_runner.chain import Facts, follow
from test_runner.ledger import Chain, HopState, Outcome

RECEIVED = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
INCIDENT = UUID(int=1)
ANA = {"id": str(UUID(int=2)), "name": "Ana"}


def after(seconds: float) -> datetime:
    return RECEIVED + timedelta(seconds=seconds)


def an_incident(**changes: Any) -> Incident:
    values = {
        "id": INCIDENT,
        "number": 7,
        "title": "Disk full",
        "service": "db",
        "environment": "test",
        "severity": "high",
        "urgency": "high",
        "status": "open",
        "assignee": ANA,
        "opened_at": after(0.1),
        "version": 1,
        "updated_at": after(0.1),
    }
    return Incident.model_validate(values | changes)


def an_entry(kind: str, at: float, message: str = "") -> TimelineEntry:
    actor = {"kind": "service", "id": "oncall", "name": "oncall"}
    values = {"id": uuid4(), "at": after(at), "kind": kind, "actor": actor, "message": message}
    return TimelineEntry.model_validate(values)


def a_delivery(sent: float | None, state: str = "sent", **changes: Any) -> Delivery:
    values = {
        "id": uuid4(),
        "incident_id": INCIDENT,
        "person": ANA,
        "channel": "email",
        "address": "",
        "state": state,
        "due_at": RECEIVED,
        "created_at": RECEIVED,
        "sent_at": None if sent is None else after(sent),
    }
    return Delivery.model_validate(values | changes)


def suggestions(at: float | None, *, found: bool = True) -> IncidentSuggestions:
    one = {"category": "disk", "title": "Disk filling up", "confidence": 0.9}
    return IncidentSuggestions.model_validate(
        {
            "incident_id": INCIDENT,
            "suggestions": [one] if found else [],
            "analyzed_at": None if at is None else after(at),
        }
    )


def followed(outcome: Outcome = Outcome.NEW, **facts: Any) -> Chain:
    chain = Chain()
    follow(chain, RECEIVED, outcome, Facts(**facts))
    return chain


def test_latency_of_each_step_counts_from_the_one_before() -> None:
    chain = followed(
        incident=an_incident(),
        timeline=[an_entry("opened", 0.1), an_entry("assigned", 0.5)],
        deliveries=[a_delivery(1.2)],
        found=suggestions(0.4),
    )
    assert [(hop.state, hop.latency_ms, hop.text) for hop in chain.hops] == [
        (HopState.DONE, 100.0, "INC-7"),
        (HopState.DONE, 400.0, "Ana"),
        (HopState.DONE, 700.0, "email"),
        (HopState.DONE, 400.0, "Disk filling up (90%)"),
    ]
    assert chain.page_ms == 1200.0
    assert chain.is_complete


def test_an_alert_that_joined_found_its_person_paged_already() -> None:
    chain = followed(
        Outcome.EXISTING,
        incident=an_incident(opened_at=after(-60)),
        timeline=[an_entry("assigned", -59), an_entry("alert_attached", 0.2)],
        deliveries=[a_delivery(-58)],
        found=suggestions(-57),
    )
    assert (chain.incident.state, chain.incident.latency_ms) == (HopState.DONE, 200.0)
    before = (chain.person, chain.notification, chain.suggestion)
    assert {(hop.state, hop.latency_ms) for hop in before} == {(HopState.BEFORE, None)}
    assert chain.page_ms is None


def test_an_alert_that_joined_waits_until_the_incident_has_it() -> None:
    chain = followed(
        Outcome.EXISTING,
        incident=an_incident(opened_at=after(-60)),
        timeline=[an_entry("assigned", -59)],
    )
    assert chain.incident.state is HopState.WAITING
    assert chain.person.state is HopState.WAITING


def test_a_repeat_reaches_nothing_new() -> None:
    chain = followed(
        Outcome.DEDUPLICATED,
        incident=an_incident(opened_at=after(-60)),
        timeline=[an_entry("assigned", -59)],
        deliveries=[a_delivery(-58)],
        found=suggestions(-57),
    )
    assert {hop.state for hop in chain.hops} == {HopState.BEFORE}


@pytest.mark.parametrize(
    ("facts", "person"),
    [
        ({"timeline": [an_entry("nobody_on_call", 1)]}, HopState.FAILED),
        ({"incident": an_incident(assignee=None, urgency="none")}, HopState.NONE),
        ({"incident": an_incident(assignee=None, escalation_state="suppressed")}, HopState.NONE),
    ],
)
def test_without_a_person_there_is_no_notification(facts: dict[str, Any], person: HopState) -> None:
    known: dict[str, Any] = {"incident": an_incident(assignee=None), **facts}
    chain = Chain()
    follow(chain, RECEIVED, Outcome.NEW, Facts(**known))
    assert chain.person.state is person
    assert chain.notification.state is HopState.NONE


def test_a_notification_that_was_given_up_says_why() -> None:
    chain = followed(
        incident=an_incident(),
        timeline=[an_entry("assigned", 0.5)],
        deliveries=[a_delivery(None, "failed", reason="mailbox unknown")],
        found=suggestions(0.4, found=False),
    )
    assert chain.notification.state is HopState.FAILED
    assert "mailbox unknown" in chain.notification.text
    assert chain.suggestion.state is HopState.NONE


def test_a_service_that_does_not_answer_is_named_while_it_is_waited_for() -> None:
    chain = followed(problems={"ai-analysis": "ai-analysis does not answer"})
    assert (chain.suggestion.state, chain.suggestion.text) == (
        HopState.WAITING,
        "ai-analysis does not answer",
    )
