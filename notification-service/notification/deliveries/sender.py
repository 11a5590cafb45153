"""The delivery pipeline: claim → check the incident → hand over → write the outcome."""

import asyncio
import random
import time
from collections import Counter

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from notification import metrics
from notification.channels.interface import Outgoing, Rejected, Result, Retry, Sent
from notification.channels.registry import Channels
from notification.deliveries import repository
from notification.deliveries.models import DeliveryRow
from notification.domain.backoff import back_off
from notification.domain.text import page_text
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.messages import DeliveryChanged, Notify
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel, DeliveryState, IncidentStatus
from platform_kit import tracing
from platform_kit.claims import settle
from platform_kit.clock import now as read_clock
from platform_kit.database import Database, after_commit
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue
from platform_kit.worker import Job

LANE = "deliveries"
PER_CHANNEL = 20
BATCH = 50
HAND_OVER_SECONDS = 8.0
STATUS_SECONDS = 0.5

log = get_logger()


class Sender:
    """Sends what is due; a slow channel has its own places and delays no other."""

    def __init__(
        self, database: Database, channels: Channels, incidents: IncidentsClient, public_url: str
    ) -> None:
        self._database = database
        self._channels = channels
        self._incidents = incidents
        self._public_url = public_url
        self._under_way: dict[asyncio.Task[None], str] = {}

    def jobs(self) -> list[Job]:
        """Sending, and its gauge."""
        return [
            Job("deliveries", self._turn, 0.25, LANE, self._finish),
            Job("deliveries-gauge", self._gauge, 5.0),
        ]

    async def _turn(self) -> bool:
        places = Counter(self._under_way.values())
        busy = [name for name, number in places.items() if number >= PER_CHANNEL]
        async with self._database.transaction() as session:
            rows = await repository.claim_due(session, BATCH, busy)
            await repository.add_attempts(session, rows, await read_clock(session))
        for row in rows:
            task = asyncio.create_task(self._deliver(row))
            self._under_way[task] = row.channel
            task.add_done_callback(self._ended)
        return bool(rows)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._under_way.pop(task, None)
        self._database.wakeups.wake(LANE)
        if not task.cancelled() and (error := task.exception()):
            log.warning("delivery_outcome_not_written", reason=repr(error))

    async def _deliver(self, row: DeliveryRow) -> None:
        notify = Notify.model_validate(row.page)
        tracing.start(notify.traceparent)
        if await self._is_over(row):
            async with self._database.transaction() as session:
                await self._settle(
                    session, row, state=DeliveryState.SUPERSEDED, reason="already answered"
                )
                await repository.end_attempt(
                    session, row.id, row.attempts_made, "rejected", "already answered", 0.0
                )
            return
        started = time.monotonic()
        result = await self._hand_over(row, notify)
        latency = (time.monotonic() - started) * 1000
        async with self._database.transaction() as session:
            await self._write(session, row, notify, result, latency)

    async def _is_over(self, row: DeliveryRow) -> bool:
        """Read right before sending; an incident that cannot be read is paged for."""
        try:
            async with asyncio.timeout(STATUS_SECONDS):
                incident = await self._incidents.read(row.incident_id)
        except (ApiError, httpx.HTTPError, TimeoutError, ValueError):
            return False
        return incident.status is not IncidentStatus.OPEN

    async def _hand_over(self, row: DeliveryRow, notify: Notify) -> Result:
        sender = self._channels.get(Channel(row.channel))
        if sender is None:
            return Rejected(f"the channel {row.channel} is not known", "unknown_channel")
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS):
                return await sender.send(self._outgoing(row, notify))
        except TimeoutError:
            return Retry(f"no answer within {HAND_OVER_SECONDS:.0f} s", "timeout")

    def _outgoing(self, row: DeliveryRow, notify: Notify) -> Outgoing:
        text = page_text(
            number=notify.number,
            title=notify.title,
            service=notify.service,
            environment=notify.environment,
            severity=notify.severity,
            level=notify.level,
            public_url=self._public_url,
        )
        facts: dict[str, object] = {
            "incident_id": str(row.incident_id),
            "incident_number": notify.number,
            "service": notify.service,
            "environment": notify.environment,
            "severity": str(notify.severity),
            "level": notify.level,
            "person": notify.person.name,
        }
        return Outgoing(
            id=row.id,
            incident_id=row.incident_id,
            incident_number=notify.number,
            address=row.address,
            person_name=notify.person.name,
            text=text,
            facts=facts,
            trace_id=tracing.trace_id(),
        )

    async def _write(
        self,
        session: AsyncSession,
        row: DeliveryRow,
        notify: Notify,
        result: Result,
        latency: float,
    ) -> None:
        now = await read_clock(session)
        outcome, reason, kind = _outcome(result)
        await repository.end_attempt(
            session, row.id, row.attempts_made, outcome, reason[:500], latency
        )
        after_commit(
            session,
            lambda: metrics.SENT.labels(channel=row.channel, outcome=outcome, reason=kind).inc(),
        )
        if isinstance(result, Sent):
            if await self._settle(session, row, state=DeliveryState.SENT, reason="", sent_at=now):
                await _observe_latency(session, row, notify)
                await _tell(session, row, DeliveryState.SENT, "", last=False)
            return
        if isinstance(result, Retry):
            wait = back_off(row.attempts_made, random.random())  # noqa: S311 - jitter
            due = now + max(wait, result.after or wait)
            if due < row.expires_at:
                await self._settle(
                    session, row, state=DeliveryState.RETRY, reason=reason, due_at=due
                )
                log.warning("delivery_failed", channel=row.channel, reason=reason)
                return
        state = DeliveryState.EXPIRED if isinstance(result, Retry) else DeliveryState.FAILED
        if await self._settle(session, row, state=state, reason=reason):
            last = not await repository.others_waiting(session, row)
            await _tell(session, row, state, reason, last=last)
            log.error("delivery_given_up", channel=row.channel, reason=reason, state=state)

    async def _settle(self, session: AsyncSession, row: DeliveryRow, **values: object) -> bool:
        return await settle(session, DeliveryRow, row.id, row.claim_token, **values)

    async def _finish(self) -> None:
        if self._under_way:
            await asyncio.wait(list(self._under_way), timeout=15.0)

    async def _gauge(self) -> bool:
        async with self._database.transaction() as session:
            metrics.OLDEST_PAGE.set(await repository.oldest_due_seconds(session))
        return False


def _outcome(result: Result) -> tuple[str, str, str]:
    """For the attempt's row and the metric: outcome, reason, kind of reason."""
    if isinstance(result, Sent):
        return "sent", result.receipt, ""
    name = "retry" if isinstance(result, Retry) else "rejected"
    return name, result.reason, result.kind


async def _observe_latency(session: AsyncSession, row: DeliveryRow, notify: Notify) -> None:
    """Count once for an incident: from the alert's arrival to its first page."""
    if notify.received_at is None or not await repository.first_sent(session, row):
        return
    seconds = (await read_clock(session) - notify.received_at).total_seconds()
    after_commit(session, lambda: metrics.PAGE_LATENCY.observe(max(0.0, seconds)))


async def _tell(
    session: AsyncSession, row: DeliveryRow, state: DeliveryState, reason: str, *, last: bool
) -> None:
    await enqueue(
        session,
        DeliveryChanged(
            incident_id=row.incident_id,
            delivery_id=row.id,
            person=PersonRef.model_validate(row.person),
            channel=Channel(row.channel),
            state=state,
            reason=reason[:500],
            last_channel=last,
            at=await read_clock(session),
        ),
    )
