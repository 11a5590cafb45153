"""A storm: many alerts at once, some of them repeats, spread over a time."""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID, uuid4

from pydantic import BaseModel, ConfigDict, Field

from platform_contracts.alerts import PostAlert
from test_runner.catalogue import SCENARIOS
from test_runner.forms import Form
from test_runner.ledger import Ledger, Outcome, Run
from test_runner.scenarios import SOURCE
from test_runner.sending import Sender

AT_ONCE: Final = 32
MOST_KEPT: Final = 20


class StormOrder(BaseModel):
    """`duplicate_share`: how many of `count` repeat an earlier alert; `jitter_seconds`: over how
    long they are spread at random (0: as fast as they are taken). The same seed, the same storm.
    """

    model_config = ConfigDict(extra="forbid")

    count: Annotated[int, Field(ge=1, le=5000)] = 200
    duplicate_share: Annotated[float, Field(ge=0, le=1)] = 0.5
    jitter_seconds: Annotated[float, Field(ge=0, le=300)] = 5.0
    seed: int | None = None
    form: Form = Form.NATIVE


class StormState(BaseModel):
    """How far a storm is; latencies in milliseconds."""

    running: bool = False
    order: StormOrder | None = None
    sent: int = 0
    failed: int = 0
    outcomes: dict[Outcome, int] = {}
    incidents: int = 0
    p50_ms: float | None = None
    p95_ms: float | None = None
    max_ms: float | None = None
    first_error: str | None = None


@dataclass(frozen=True)
class Planned:
    """An alert and when it is sent, in seconds from the start."""

    at: float
    name: str
    scenario_id: str
    alert: PostAlert


def plan(order: StormOrder, storm_id: str) -> list[Planned]:
    """The alerts in the order sent. `storm_id` keeps those of two storms apart."""
    chance = random.Random(order.seed)  # noqa: S311 - a storm, no secret
    repeats = min(round(order.count * order.duplicate_share), order.count - 1)
    scenarios = list(SCENARIOS.values())
    distinct: list[Planned] = []
    for number in range(order.count - repeats):
        scenario = scenarios[number % len(scenarios)]
        alert = scenario.alert.model_copy(
            update={
                "message": f"{scenario.alert.message} (instance {number + 1})"[:1024],
                "dedup_key": f"{SOURCE}/storm/{storm_id}/{number}",
                "labels": {**scenario.alert.labels, "instance": f"node-{number + 1}"},
            }
        )
        distinct.append(Planned(0, scenario.name, scenario.id, alert))
    copies = [chance.choice(distinct) for _ in range(repeats)]
    moments = sorted(chance.uniform(0, order.jitter_seconds) for _ in range(order.count))
    order_sent = [*distinct, *copies]
    if copies:  # a repeat may come at any time after the first of all
        order_sent = [order_sent[0], *chance.sample(order_sent[1:], len(order_sent) - 1)]
    return [
        Planned(at, one.name, one.scenario_id, one.alert)
        for at, one in zip(moments, order_sent, strict=True)
    ]


class Storm:
    """The storm that is under way, or the last one."""

    def __init__(self, sender: Sender, ledger: Ledger) -> None:
        self._sender = sender
        self._ledger = ledger
        self.state = StormState()
        self._latencies: list[float] = []
        self._incidents: set[UUID] = set()

    async def run(self, order: StormOrder) -> None:
        """Send all; a cancelled storm stops at once."""
        self.state = StormState(running=True, order=order)
        self._latencies, self._incidents = [], set()
        self._ledger.changed()
        places = asyncio.Semaphore(AT_ONCE)
        begun = asyncio.get_running_loop().time()

        async def send(one: Planned) -> None:
            wait = begun + one.at - asyncio.get_running_loop().time()
            if wait > 0:
                await asyncio.sleep(wait)
            async with places:
                run = await self._sender.alert(
                    "storm", one.name, one.alert, order.form, one.scenario_id
                )
            self._note(run)

        try:
            async with asyncio.TaskGroup() as group:
                for one in plan(order, uuid4().hex[:8]):
                    group.create_task(send(one))
        finally:
            self.state.running = False
            self._ledger.changed()

    def _note(self, run: Run) -> None:
        state = self.state
        state.sent += 1
        if run.outcome is Outcome.REFUSED:
            state.failed += 1
            state.first_error = state.first_error or run.error
        state.outcomes = dict(Counter(state.outcomes) + Counter({run.outcome: 1}))
        self._latencies.append(run.latency_ms)
        ordered = sorted(self._latencies) if state.sent % 20 == 0 or self._is_last else []
        if ordered:
            state.p50_ms, state.p95_ms = _quantile(ordered, 0.5), _quantile(ordered, 0.95)
            state.max_ms = ordered[-1]
        self._keep(run)

    @property
    def _is_last(self) -> bool:
        return self.state.order is not None and self.state.sent == self.state.order.count

    def _keep(self, run: Run) -> None:
        """The first alert of each incident is followed; of the rest only figures are kept."""
        first = run.incident_id is not None and run.incident_id not in self._incidents
        if run.incident_id is not None:
            self._incidents.add(run.incident_id)
            self.state.incidents = len(self._incidents)
        if first and len(self._incidents) <= MOST_KEPT:
            self._ledger.add(run)
            return
        outcome = Outcome.EXISTING if run.outcome is Outcome.PENDING else run.outcome
        self._ledger.count(outcome)
        self._ledger.changed()


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
