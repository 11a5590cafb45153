"""What the services' own times say of an alert's way to a person. Pure.

All times are the database's, so a latency holds however rarely the services are asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from platform_contracts.analysis import IncidentSuggestions
from platform_contracts.incidents import Incident, TimelineEntry
from platform_contracts.notifications import Delivery
from platform_contracts.vocabulary import (
    DeliveryState,
    EscalationState,
    TimelineKind,
    Urgency,
)
from test_runner.ledger import Chain, Hop, HopState, Outcome

_ENDED = (DeliveryState.FAILED, DeliveryState.EXPIRED, DeliveryState.SUPERSEDED)
_QUIET = (EscalationState.SUPPRESSED, EscalationState.SNOOZED, EscalationState.STOPPED)


@dataclass(frozen=True)
class Facts:
    """What is known of an incident; None where a service was not asked or does not answer yet."""

    incident: Incident | None = None
    timeline: Sequence[TimelineEntry] = ()
    deliveries: Sequence[Delivery] = ()
    found: IncidentSuggestions | None = None
    problems: dict[str, str] = field(default_factory=dict[str, str])


def follow(chain: Chain, received_at: datetime, outcome: Outcome, facts: Facts) -> None:
    """Fill in what is known by now of an alert that opened an incident, joined one or repeats."""
    incident = facts.incident
    if incident is not None:
        arrived = _arrived(incident, facts.timeline, received_at, outcome)
        chain.incident = _at(arrived, received_at, f"INC-{incident.number}")
        if arrived is None and outcome is Outcome.EXISTING:
            chain.incident.state = HopState.WAITING
            return
        paged = _person(chain, incident, facts, arrived or received_at)
        _notification(chain, facts, received_at, paged)
    _suggestion(chain, facts, received_at)


def _arrived(
    incident: Incident,
    timeline: Sequence[TimelineEntry],
    received_at: datetime,
    outcome: Outcome,
) -> datetime | None:
    """When the alert reached its incident; None: not yet, or the incident had it before."""
    if outcome is Outcome.NEW:
        return incident.opened_at
    attached = (entry for entry in timeline if entry.kind is TimelineKind.ALERT_ATTACHED)
    return next((entry.at for entry in attached if entry.at >= received_at), None)


def _person(chain: Chain, incident: Incident, facts: Facts, arrived: datetime) -> datetime | None:
    """Who was paged, and when; None while nobody was."""
    hop = chain.person
    paging = [entry for entry in facts.timeline if entry.kind is TimelineKind.ASSIGNED]
    name = incident.assignee.name if incident.assignee else ""
    if paging:
        first = next((entry for entry in paging if entry.at >= arrived), None)
        text = name or (first or paging[-1]).message.rpartition(" paging ")[2]
        chain.person = _at(first.at if first else None, arrived, text)
        return first.at if first else paging[-1].at
    if any(entry.kind is TimelineKind.NOBODY_ON_CALL for entry in facts.timeline):
        chain.person = Hop(state=HopState.FAILED, text="nobody on call")
    elif incident.urgency is Urgency.NONE:
        chain.person = Hop(state=HopState.NONE, text="no page at this severity")
    elif incident.escalation_state in _QUIET:
        chain.person = Hop(state=HopState.NONE, text=str(incident.escalation_state))
    elif hop.state is HopState.WAITING and "incident-management" in facts.problems:
        hop.text = facts.problems["incident-management"]
    return None


def _notification(
    chain: Chain, facts: Facts, received_at: datetime, paged_at: datetime | None
) -> None:
    if chain.person.state in (HopState.NONE, HopState.FAILED):
        chain.notification = Hop(state=HopState.NONE)
        return
    pages = [delivery for delivery in facts.deliveries if delivery.kind == "page"]
    sent = sorted(
        (page.sent_at, page) for page in pages if page.sent_at and page.state is DeliveryState.SENT
    )
    first = next((entry for entry in sent if entry[0] >= received_at), None)
    if first is not None:
        at, page = first
        chain.notification = _at(at, paged_at or received_at, page.channel.value)
        chain.page_ms = _milliseconds(received_at, at)
    elif sent:
        chain.notification = Hop(state=HopState.BEFORE, text=sent[-1][1].channel.value)
    elif pages and all(page.state in _ENDED for page in pages):
        text = f"{pages[0].channel.value}: {pages[0].state.value} {pages[0].reason}".strip()
        chain.notification = Hop(state=HopState.FAILED, text=text)
    else:
        chain.notification.text = facts.problems.get("notification", "")


def _suggestion(chain: Chain, facts: Facts, received_at: datetime) -> None:
    """It does not wait for the incident: its latency counts from the alert."""
    found = facts.found
    if found is None or found.analyzed_at is None:
        chain.suggestion.text = facts.problems.get("ai-analysis", "")
        return
    if not found.suggestions:
        chain.suggestion = Hop(state=HopState.NONE, text="nothing found")
        return
    best = found.suggestions[0]
    text = f"{best.title} ({best.confidence:.0%})"
    after = found.analyzed_at if found.analyzed_at >= received_at else None
    chain.suggestion = _at(after, received_at, text)


def _at(moment: datetime | None, since: datetime, text: str) -> Hop:
    if moment is None:
        return Hop(state=HopState.BEFORE, text=text)
    return Hop(state=HopState.DONE, latency_ms=_milliseconds(since, moment), text=text)


def _milliseconds(since: datetime, until: datetime) -> float:
    return round(max(0.0, (until - since).total_seconds()) * 1000, 1)
