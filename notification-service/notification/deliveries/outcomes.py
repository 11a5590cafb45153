"""What became of messages: written in batches, told to the incident, and acted upon."""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification import metrics
from notification.contact_methods import repository as contact_methods
from notification.deliveries import claims, failover, repository
from notification.deliveries.due import Due
from notification.domain import life
from notification.domain.life import Next
from notification.domain.result import Rejected, Result, Retry, Sent
from platform_contracts.messages import DeliveryChanged
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel, DeliveryState
from platform_kit.clock import now as read_clock
from platform_kit.database import Database, after_commit
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue

ANSWERED: Final = "already answered"
LONGEST_REASON: Final = 500

log = get_logger()


@dataclass(frozen=True)
class Outcome:
    """What the provider said of one delivery; None: it was not handed over, somebody answered."""

    due: Due
    parcel_id: UUID
    result: Result | None
    latency_ms: float


class TellsOperators(Protocol):
    """Whoever tells people that a channel stopped working."""

    async def channel_refused(self, session: AsyncSession, channel: Channel, reason: str) -> None:
        """Tell them."""
        ...


@dataclass(frozen=True)
class Recorder:
    """Writes outcomes; many in one transaction."""

    database: Database
    failover: failover.Failover
    switch_off: Callable[[AsyncSession, Channel, str], Awaitable[bool]]
    """Called when a provider takes a channel's settings no more; False when that was known."""
    operators: TellsOperators

    async def record(self, done: Sequence[Outcome]) -> Sequence[bool]:
        """Write them; False for those that another sender has taken over."""
        async with self.database.transaction() as session:
            now = await read_clock(session)
            steps = {outcome.due.id: _next(outcome, now) for outcome in done}
            rows = [_row(outcome, steps[outcome.due.id]) for outcome in done]
            ours = await claims.settle(session, rows)
            mine = [outcome for outcome in done if outcome.due.id in ours]
            await self._act(session, mine, steps, now)
            await _observe_latency(session, mine, now)
            _count(session, mine, now)
        return [outcome.due.id in ours for outcome in done]

    async def _act(
        self, session: AsyncSession, done: Sequence[Outcome], steps: dict[UUID, Next], now: datetime
    ) -> None:
        """Use the next methods, and tell the incidents."""
        told: list[DeliveryChanged] = []
        for outcome in done:
            due, step = outcome.due, steps[outcome.due.id]
            if isinstance(outcome.result, Rejected) and outcome.result.disables:
                await self._refused(session, due.channel, _storable(step.reason))
            if isinstance(outcome.result, Rejected) and outcome.result.kind == "gone":
                await contact_methods.forget(session, due.channel, due.address)
            more = True
            if step.fail_over and due.kind == "page":
                more = await self.failover.use_next(session, due.id, due.notify_key)
            given_up = step.state in life.GIVEN_UP
            if given_up:
                log.error("delivery_given_up", channel=due.channel, reason=step.reason)
            elif step.state is DeliveryState.RETRY:
                log.warning("delivery_failed", channel=due.channel, reason=step.reason)
            if due.kind == "page" and (given_up or step.state is DeliveryState.SENT):
                told.append(changed(due, step.state, step.reason, last=not more, now=now))
        await enqueue(session, *told)

    async def _refused(self, session: AsyncSession, channel: Channel, reason: str) -> None:
        log.error("channel_refused", channel=channel, reason=reason)
        if await self.switch_off(session, channel, reason):
            metrics.CHANNEL_BROKEN.labels(channel=channel).set(1)
            await self.operators.channel_refused(session, channel, reason)


def changed(
    due: Due, state: DeliveryState, reason: str, *, last: bool, now: datetime
) -> DeliveryChanged:
    """What the incident is told; `last`: this person is reached by nothing else."""
    assert due.incident_id is not None  # noqa: S101 - pages belong to incidents
    return DeliveryChanged(
        incident_id=due.incident_id,
        delivery_id=due.id,
        person=PersonRef.model_validate(due.person),
        channel=due.channel,
        state=state,
        reason=reason[:LONGEST_REASON],
        last_channel=last,
        at=now,
    )


def _next(outcome: Outcome, now: datetime) -> Next:
    if outcome.result is None:
        return Next(DeliveryState.SUPERSEDED, ANSWERED)
    return life.after(
        outcome.result,
        attempt=outcome.due.number,
        expires_at=outcome.due.expires_at,
        now=now,
        fraction=random.random(),  # noqa: S311 - jitter
    )


def _row(outcome: Outcome, step: Next) -> dict[str, Any]:
    name, answer, _ = _in_words(outcome.result)
    sent = outcome.result if isinstance(outcome.result, Sent) else None
    return {
        "id": outcome.due.id,
        "token": outcome.due.token,
        "number": outcome.due.number,
        "state": step.state,
        "reason": _storable(step.reason),
        "due_at": step.due_at,
        "sent": sent is not None,
        "outcome": name,
        "answer": _storable(answer),
        "latency_ms": outcome.latency_ms,
        "receipt": "awaited" if step.receipt_due_at else "",
        "receipt_ref": sent.receipt[:LONGEST_REASON] or None if sent else None,
        "receipt_due_at": step.receipt_due_at,
    }


def _storable(text: str) -> str:
    """A provider's words as the database can keep them."""
    clean = text.replace("\x00", "").encode("utf-8", "replace").decode()
    return clean[:LONGEST_REASON]


def _in_words(result: Result | None) -> tuple[str, str, str]:
    """For the attempt's row and the metric: outcome, the provider's words, kind of reason."""
    if result is None:
        return "rejected", ANSWERED, "answered"
    if isinstance(result, Sent):
        return "sent", result.receipt, ""
    name = "retry" if isinstance(result, Retry) else "rejected"
    return name, result.reason, result.kind


async def _observe_latency(session: AsyncSession, done: Sequence[Outcome], now: datetime) -> None:
    """Count once for an incident: from the alert's arrival to its first page."""
    first: dict[UUID, datetime] = {}
    for outcome in done:
        due = outcome.due
        received = due.page.get("received_at") if due.kind == "page" else None
        if isinstance(outcome.result, Sent) and received and due.incident_id:
            first.setdefault(due.incident_id, datetime.fromisoformat(received))
    if not first:
        return
    before = await repository.sent_before(session, [*first], [o.due.id for o in done])
    seconds = [
        (now - at).total_seconds() for incident, at in first.items() if incident not in before
    ]

    def observe() -> None:
        for value in seconds:
            metrics.PAGE_LATENCY.observe(max(0.0, value))

    after_commit(session, observe)


def _count(session: AsyncSession, done: Sequence[Outcome], now: datetime) -> None:
    """Messages, not deliveries: those of a bundle are one."""
    messages = {outcome.parcel_id: outcome for outcome in done if outcome.result is not None}

    def count() -> None:
        for outcome in messages.values():
            name, _, kind = _in_words(outcome.result)
            if outcome.due.kind == "canary":
                ok = isinstance(outcome.result, Sent)
                metrics.CANARY_OK.labels(channel=outcome.due.channel).set(1 if ok else 0)
                if ok:
                    seconds = (now - outcome.due.due_at).total_seconds()
                    metrics.CANARY_SECONDS.labels(channel=outcome.due.channel).observe(seconds)
            metrics.SENT.labels(channel=outcome.due.channel, outcome=name, reason=kind).inc()

    after_commit(session, count)
