"""Asks the services what became of alerts until every step is known or a minute is over."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID

import httpx

from platform_contracts.clients.base import ApiError
from test_runner.chain import Facts, follow
from test_runner.ledger import HopState, Ledger, Outcome, Run
from test_runner.platform import Platform
from test_runner.sending import note_alert

TURN_SECONDS: Final = 0.3
PATIENCE: Final = timedelta(seconds=60)
AT_ONCE: Final = 5
MOST_INCIDENTS: Final = 25

T = TypeVar("T")


class Follower:
    """Follows the runs of a ledger; those of one incident share what is read."""

    def __init__(self, platform: Platform, ledger: Ledger) -> None:
        self._platform = platform
        self._ledger = ledger
        self._places = asyncio.Semaphore(AT_ONCE)

    async def run(self) -> None:
        """For ever."""
        while True:
            await self.turn()
            await asyncio.sleep(TURN_SECONDS)

    async def turn(self) -> None:
        """Ask once about everything that is not complete."""
        waiting: dict[UUID, list[Run]] = {}
        for run in self._ledger.runs:
            if run.chain is not None and run.incident_id and not run.chain.is_complete:
                waiting.setdefault(run.incident_id, []).append(run)
        newest = list(waiting.items())[:MOST_INCIDENTS]
        await asyncio.gather(*(self._incident(key, runs) for key, runs in newest))

    async def _incident(self, incident_id: UUID, runs: list[Run]) -> None:
        async with self._places:
            facts = await self._read(incident_id)
            for run in runs:
                if run.received_at is None:
                    await self._received(run)
        for run in runs:
            self._apply(run, facts)

    async def _read(self, incident_id: UUID) -> Facts:
        platform, problems = self._platform, dict[str, str]()

        async def read(service: str, question: Awaitable[T]) -> T | None:
            try:
                return await question
            except ApiError as error:
                if error.status != 404:  # not there yet
                    problems[service] = str(error)
            except httpx.HTTPError as error:
                problems[service] = f"{service} does not answer: {type(error).__name__}"
            except ValueError as error:
                problems[service] = f"{service} answers something else: {error}"[:300]
            return None

        incident, timeline, deliveries, found = await asyncio.gather(
            read("incident-management", platform.incidents.read(incident_id)),
            read("incident-management", platform.incidents.timeline(incident_id)),
            read("notification", platform.notifications.deliveries(incident_id)),
            read("ai-analysis", platform.analysis.suggestions(incident_id)),
        )
        return Facts(
            incident,
            timeline.items if timeline else (),
            deliveries.items if deliveries else (),
            found,
            problems,
        )

    async def _received(self, run: Run) -> None:
        """When the platform took it, by the platform's clock."""
        if run.alert_id is None:
            return
        try:
            note_alert(run, await self._platform.alert(run.alert_id))
        except (ApiError, httpx.HTTPError, ValueError):
            return

    def _apply(self, run: Run, facts: Facts) -> None:
        if run.chain is None:
            return
        before: Any = run.model_dump()
        if run.received_at is not None:
            if facts.incident is not None:
                run.incident_number = facts.incident.number
                self._settle(run, facts)
            follow(run.chain, run.received_at, run.outcome, facts)
        if datetime.now(UTC) - run.sent_at > PATIENCE:
            for hop in run.chain.hops:
                if hop.state is HopState.WAITING:
                    hop.state = HopState.LATE
        if run.model_dump() != before:
            self._ledger.changed()

    def _settle(self, run: Run, facts: Facts) -> None:
        """Of a vendor's form: it opened the incident if it is the alert that this one names."""
        if run.outcome is not Outcome.PENDING or facts.incident is None:
            return
        source = facts.incident.source_alert
        opened = source is not None and source.alert_id == run.alert_id
        self._ledger.settle(run, Outcome.NEW if opened else Outcome.EXISTING)
