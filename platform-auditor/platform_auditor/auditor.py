"""One run: read what the services say, compare, ask for repairs, say that all is well."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from typing import TypeVar
from uuid import UUID

import httpx
from pydantic import ValidationError

from platform_auditor import checks, metrics
from platform_auditor.checks import Check
from platform_contracts.audit import (
    AwaitedPage,
    DeliveriesAudit,
    EscalationsAudit,
    EscalationsRepaired,
    IncidentsAudit,
    RepairEscalations,
)
from platform_contracts.clients.base import ApiError, ServiceClient
from platform_kit.logging import get_logger

# Together shorter than the age at which the loop counts as stuck; no heartbeat follows a repair.
STEP_SECONDS = 1.2
HEARTBEAT_SECONDS = 2.0
LOT = 50

Answer = TypeVar("Answer", IncidentsAudit, EscalationsAudit, DeliveriesAudit)

log = get_logger()

_NO_ANSWER = (ApiError, httpx.HTTPError, ValidationError, TimeoutError)


class Auditor:
    """Compares incident-management with oncall, and sees whether notification sends.

    Two may run at a time: every repair is idempotent.
    """

    def __init__(
        self,
        incidents: ServiceClient,
        oncall: ServiceClient,
        notification: ServiceClient,
        outside: httpx.AsyncClient,
        heartbeat_url: str | None,
    ) -> None:
        self._incidents = incidents
        self._oncall = oncall
        self._notification = notification
        self._outside = outside
        self._heartbeat_url = heartbeat_url
        self.step_seconds = STEP_SECONDS
        """How long a service may take to answer."""
        self.unfinished = False
        """Whether the last run left repairs to be asked for."""
        self.awaited: Sequence[AwaitedPage] = ()
        """The incidents that somebody must be paged for, as they were last known."""
        self.outage: str | None = None
        """Why pages did not go out at the last run."""

    async def run(self) -> Mapping[Check, int]:
        """Do all checks; returns the number of findings of each. A heartbeat only if all are 0."""
        findings, deliveries = await asyncio.gather(
            self._findings(), self._read(self._notification, DeliveriesAudit)
        )
        self.outage = checks.outage(deliveries)
        findings[Check.PAGES_GO_OUT] = 0 if self.outage is None else 1
        for check, number in findings.items():
            metrics.FINDINGS.labels(check=check).set(number)
        if any(findings.values()):
            log.warning("audit_failed", **{str(check): n for check, n in findings.items() if n})
        else:
            metrics.LAST_SUCCESS.set_to_current_time()
            await self._send_heartbeat()
        return findings

    async def _findings(self) -> dict[Check, int]:
        self.unfinished = False
        # Incidents first: an escalation that ends between the two reads is seen as answered by
        # the repair, while the other way round a new one would look as if it were missing.
        incidents = await self._read(self._incidents, IncidentsAudit)
        escalations = await self._read(self._oncall, EscalationsAudit)
        self.awaited = incidents.awaited if incidents else self.awaited
        silent = [incidents, escalations].count(None)
        if incidents is None or escalations is None:
            return {Check.SERVICES_ANSWER: silent}
        suspects = checks.unpaged(incidents, escalations)
        confirmed = await self._repair(suspects) if suspects else []
        return {
            Check.SERVICES_ANSWER: 0 if confirmed is not None else 1,
            Check.LISTS_ARE_COMPLETE: checks.incomplete(incidents, escalations),
            Check.OPEN_INCIDENTS_ARE_PAGED: len(suspects if confirmed is None else confirmed),
            Check.ESCALATIONS_ARE_ON_TIME: escalations.overdue,
            Check.AUDIT_LOG_IS_INTACT: 0 if escalations.intact else 1,
        }

    async def _read(self, service: ServiceClient, answer: type[Answer]) -> Answer | None:
        try:
            async with asyncio.timeout(self.step_seconds):
                return await service.get("/internal/v1/audit", answer)
        except _NO_ANSWER as error:
            log.warning("audit_not_answered", what=answer.__name__, reason=repr(error))
            return None

    async def _repair(self, suspects: list[AwaitedPage]) -> list[UUID] | None:
        """Ask for the missing pages; returns those that are still needed, None for no answer.

        In random order and in small lots for as long as a run may take: after a great loss the
        next run goes on at once, and what cannot be repaired does not keep the rest waiting.
        """
        left = random.sample([page.incident_id for page in suspects], len(suspects))
        confirmed: list[UUID] = []
        end = time.monotonic() + STEP_SECONDS
        while left and time.monotonic() < end:
            lot, left = left[:LOT], left[LOT:]
            done = await self._request_pages(lot)
            if done is None:
                return None
            metrics.REPAIRS.labels(check=Check.OPEN_INCIDENTS_ARE_PAGED).inc(len(done.requested))
            confirmed += [*done.requested, *done.waiting]
        self.unfinished = bool(left)
        if confirmed:
            log.error("open_incidents_not_paged", count=len(confirmed), first=str(confirmed[0]))
        return [*confirmed, *left]

    async def _request_pages(self, lot: list[UUID]) -> EscalationsRepaired | None:
        try:
            async with asyncio.timeout(self.step_seconds):
                return await self._incidents.send(
                    "POST",
                    "/internal/v1/audit/repair",
                    EscalationsRepaired,
                    RepairEscalations(incident_ids=lot),
                )
        except _NO_ANSWER as error:
            log.warning("repair_not_answered", reason=repr(error))
            return None

    async def _send_heartbeat(self) -> None:
        if self._heartbeat_url is None:
            return
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                answer = await self._outside.post(self._heartbeat_url)
            outcome = "sent" if answer.is_success else f"refused_{answer.status_code // 100}xx"
        except (httpx.HTTPError, TimeoutError) as error:
            outcome = "failed"
            log.warning("heartbeat_failed", reason=repr(error))
        metrics.HEARTBEATS.labels(outcome=outcome).inc()
