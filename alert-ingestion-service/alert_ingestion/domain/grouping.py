"""Which group an alert joins or opens: the strategies applied to the open groups of a batch."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation import keys, topology
from alert_ingestion.domain.correlation.context import CorrelationContext


@dataclass
class Group:
    """An open group as the batch sees and changes it. `key` None: found by its members."""

    id: UUID
    incident_id: UUID
    strategy: str
    environment: str
    key: str | None
    last_event_at: datetime
    members: topology.Candidate | None = None
    is_new: bool = False
    state: str = "open"


@dataclass(frozen=True)
class Placement:
    """The group of an alert, whether it was open before, and why this one."""

    group: Group
    joined: bool
    reason: str


@dataclass
class Groups:
    """The open groups that a batch may join, and what it changes in them."""

    window: timedelta
    context: CorrelationContext
    new_id: Callable[[], UUID]
    by_key: dict[str, Group] = field(default_factory=dict[str, Group])
    by_environment: dict[str, dict[UUID, Group]] = field(
        default_factory=dict[str, dict[UUID, Group]]
    )
    touched: dict[UUID, Group] = field(default_factory=dict[UUID, Group])

    def add(self, groups: Iterable[Group]) -> None:
        """Groups that are open when the batch begins."""
        for group in groups:
            self._index(group)

    def place(
        self, alert: NormalizedAlert, strategy: str, event_at: datetime, home: UUID | None
    ) -> Placement:
        """Join an open group or open one. `home`: where the same alert fired last."""
        if strategy == topology.STRATEGY:
            return self._by_members(alert, event_at, home)
        return self._by_key(alert, keys.group_key(alert, strategy, self.window), event_at)

    def _by_key(self, alert: NormalizedAlert, key: keys.GroupKey, event_at: datetime) -> Placement:
        group = self.by_key.get(key.value)
        if group and group.state == "open":
            if keys.is_still_open(key, group.last_event_at, event_at):
                self._touch(group, event_at)
                return Placement(group, True, keys.reason(key, joined=True))
            group.state = "idle"
            self.touched[group.id] = group
        group = self._open(alert, key.strategy, key.value, event_at)
        return Placement(group, False, keys.reason(key, joined=False))

    def _by_members(
        self, alert: NormalizedAlert, event_at: datetime, home: UUID | None
    ) -> Placement:
        profile = self.context.profile(alert, event_at)
        here = self.by_environment.setdefault(alert.environment, {})
        candidates = [group.members for group in here.values() if group.members]
        decision = topology.choose(
            profile, candidates, self.context.graph, self.context.options, home
        )
        group = here.get(decision.candidate_id) if decision.candidate_id else None
        if group is not None and group.members is not None:
            group.members = topology.merged(group.members, profile)
            self._touch(group, event_at)
            return Placement(group, True, decision.reason)
        group = self._open(alert, topology.STRATEGY, None, event_at)
        group.members = topology.opened(group.id, profile)
        return Placement(group, False, decision.reason)

    def _open(
        self, alert: NormalizedAlert, strategy: str, key: str | None, event_at: datetime
    ) -> Group:
        group = Group(
            id=self.new_id(),
            incident_id=self.new_id(),
            strategy=strategy,
            environment=alert.environment,
            key=key,
            last_event_at=event_at,
            is_new=True,
        )
        self._index(group)
        self.touched[group.id] = group
        return group

    def _touch(self, group: Group, event_at: datetime) -> None:
        group.last_event_at = max(group.last_event_at, event_at)
        self.touched[group.id] = group

    def _index(self, group: Group) -> None:
        if group.key is not None:
            self.by_key[group.key] = group
        elif group.strategy == topology.STRATEGY:
            self.by_environment.setdefault(group.environment, {})[group.id] = group
