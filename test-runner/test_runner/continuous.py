"""Continuous mode: an alert every few seconds until somebody stops it, or an hour is over."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final
from uuid import uuid4

from pydantic import BaseModel, ConfigDict, Field, field_validator

from test_runner.catalogue import SCENARIOS
from test_runner.forms import Form
from test_runner.ledger import Ledger, Outcome, Run
from test_runner.scenarios import SOURCE, Scenario
from test_runner.sending import Sender

LONGEST: Final = timedelta(hours=1)


class ContinuousOrder(BaseModel):
    """`scenarios`: those to choose from at random; none named: all."""

    model_config = ConfigDict(extra="forbid")

    interval_seconds: Annotated[float, Field(ge=1, le=300)] = 10.0
    scenarios: list[str] = []
    form: Form = Form.NATIVE

    @field_validator("scenarios")
    @classmethod
    def _are_known(cls, names: list[str]) -> list[str]:
        unknown = [name for name in names if name not in SCENARIOS]
        if unknown:
            raise ValueError(f"there is no scenario {', '.join(unknown)}")
        return names


class ContinuousState(BaseModel):
    """What was sent since the start; `stops_at`: it ends by itself then."""

    running: bool = False
    order: ContinuousOrder | None = None
    started_at: datetime | None = None
    stops_at: datetime | None = None
    next_at: datetime | None = None
    ended: str = ""
    sent: int = 0
    failed: int = 0


class Continuous:
    """The series that is under way, or the last one."""

    def __init__(self, sender: Sender, ledger: Ledger, longest: timedelta = LONGEST) -> None:
        self._sender = sender
        self._ledger = ledger
        self._longest = longest
        self.state = ContinuousState()

    async def run(self, order: ContinuousOrder) -> None:
        """Send at every interval; ends after an hour, or at once when it is cancelled."""
        began = datetime.now(UTC)
        self.state = state = ContinuousState(
            running=True, order=order, started_at=began, stops_at=began + self._longest
        )
        mix = [SCENARIOS[name] for name in order.scenarios] or list(SCENARIOS.values())
        series = uuid4().hex[:8]
        ended = "stopped"
        try:
            async with asyncio.timeout(self._longest.total_seconds()):
                while True:
                    chosen = random.choice(mix)  # noqa: S311 - no secret
                    await self._send(chosen, order.form, f"{series}/{state.sent}")
                    pause = timedelta(seconds=order.interval_seconds)
                    state.next_at = datetime.now(UTC) + pause
                    self._ledger.changed()
                    await asyncio.sleep(order.interval_seconds)
        except TimeoutError:
            ended = "time is over"
        finally:
            state.running, state.next_at, state.ended = False, None, ended
            self._ledger.changed()

    async def _send(self, scenario: Scenario, form: Form, number: str) -> None:
        """Every alert is one of its own: repeats would only be counted."""
        alert = scenario.alert.model_copy(
            update={"dedup_key": f"{SOURCE}/continuous/{number}/{scenario.id}"}
        )
        run: Run = await self._sender.alert("continuous", scenario.name, alert, form, scenario.id)
        self.state.sent += 1
        self.state.failed += run.outcome is Outcome.REFUSED
        self._ledger.add(run)
