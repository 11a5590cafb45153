"""Replays recorded alert storms through the planner, and scores what became of them."""

import importlib.util
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID

from alert_ingestion.domain.correlation.context import CorrelationContext
from alert_ingestion.domain.correlation.graph import Graph, compiled
from alert_ingestion.domain.correlation.topology import STRATEGY
from alert_ingestion.domain.grouping import Group, Groups
from alert_ingestion.domain.plan import Intake, Plan
from alert_ingestion.domain.planner import Known, plan_batch
from alert_ingestion.domain.state import AlertState, Identity
from alert_ingestion.domain.suppression import NoiseRules
from alert_ingestion.sources import native
from platform_kit.ids import new_id

WINDOW = timedelta(minutes=5)
BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
_SENT = ("message", "service", "severity", "labels", "annotations", "status", "fingerprint")

Event = dict[str, Any]
Scores = dict[str, float]


def events_of(file: Path) -> list[Event]:
    """The events of a recording, in order of arrival."""
    return [json.loads(line) for line in file.read_text().splitlines() if line.strip()]


def graph_of(file: Path) -> Graph:
    """The service graph that a catalogue would hold."""
    topology = json.loads(file.read_text())
    return compiled(topology["depends_on"], topology["runs_on"], topology["zone"], topology["kind"])


@dataclass
class Replay:
    """One service's life during a recording: every event is a batch of its own.

    `closes`: a group takes nothing more once all of its alerts are over, as in a service whose
    incidents are resolved at that moment.
    """

    strategy: str = STRATEGY
    context: CorrelationContext = field(default_factory=CorrelationContext)
    states: dict[Identity, AlertState] = field(default_factory=dict[Identity, AlertState])
    groups: dict[UUID, Group] = field(default_factory=dict[UUID, Group])
    closes: bool = False
    resolving: bool = False

    def run(self, events: Sequence[Event]) -> dict[str, str]:
        """The incident of every firing event, by the event's id."""
        return {
            event["event_id"]: str(incident)
            for event in events
            if (incident := self._take(event)) is not None and event["status"] == "firing"
        }

    def _take(self, event: Event) -> UUID | None:
        at = BEGIN + timedelta(seconds=event["ts"])
        body = {name: event[name] for name in _SENT} | {"starts_at": at.isoformat()}
        alert = native.parse_one(json.dumps(body).encode())
        groups = Groups(WINDOW, self.context, new_id)
        groups.add(group for group in self.groups.values() if group.state != "closed")
        for group in self.groups.values():
            group.is_new = False
        known = Known(
            states=self.states,
            members={},
            inhibitors={},
            resolving=frozenset({alert.scope} if self.resolving else ()),
        )
        intake = Intake(alert, self.strategy)
        plan = plan_batch([intake], known, groups, NoiseRules(), now=at, new_id=new_id)
        self._keep(plan, at)
        self.resolving = self.resolving or not alert.is_firing
        return plan.outcomes[0].incident_id

    def _keep(self, plan: Plan, at: datetime) -> None:
        self.states.update(plan.states)
        self.groups.update(plan.groups.touched)
        for incident in plan.resolved:
            firing = any(s.firing and s.incident_id == incident for s in self.states.values())
            for group in self.groups.values():
                if self.closes and group.incident_id == incident and not firing:
                    group.state = "closed"
        for group in list(self.groups.values()):
            if at - group.last_event_at > timedelta(hours=2):
                del self.groups[group.id]


def mean(scores: Sequence[Mapping[str, float | None]]) -> Scores:
    """The mean of each measure that all recordings have."""
    names = [name for name, value in scores[0].items() if value is not None]
    return {name: sum(score[name] or 0.0 for score in scores) / len(scores) for name in names}


def scorer(folder: Path) -> ModuleType:
    """The scorer that lies with the recordings."""
    spec = importlib.util.spec_from_file_location("storm_scorer", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(
    folder: Path, files: Sequence[Path], context: CorrelationContext, strategy: str
) -> Scores:
    """The mean scores of recordings, each replayed into an empty service."""
    judge = scorer(folder)
    results: list[Mapping[str, float | None]] = []
    for file in files:
        events = events_of(file)
        results.append(judge.score_correlation(events, Replay(strategy, context).run(events)))
    return mean(results)
