"""Starting, stopping and advancing escalations."""

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from oncall import metrics
from oncall.domain.escalation import Exhausted, NobodyOnCall, Page, Position, next_step
from oncall.escalation_policies.service import policy_for
from oncall.escalations import repository
from oncall.escalations.models import EscalationRow
from oncall.escalations.who import Reached, each_once, on_levels
from platform_contracts.messages import (
    EscalationChanged,
    Message,
    Notify,
    StartEscalation,
    StopEscalation,
)
from platform_contracts.oncall import PolicyLevel
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import EscalationState, Urgency
from platform_kit.clock import now as read_clock
from platform_kit.database import after_commit
from platform_kit.logging import get_logger
from platform_kit.outbox.enqueue import enqueue

LANE = "escalations"
BATCH = 50

log = get_logger()


async def start(session: AsyncSession, message: StartEscalation) -> None:
    """Begin paging; a repeated or older cycle, or one that was stopped before, is ignored."""
    now = await read_clock(session)
    policy = await policy_for(session, message.policy, message.team)
    waits = message.suppressed_until and message.suppressed_until > now
    await repository.start(
        session,
        message.incident_id,
        {
            "state": EscalationState.SUPPRESSED if waits else EscalationState.TRIGGERED,
            "cycle": message.cycle,
            "level": 0,
            "pass_no": 1,
            "due_at": message.suppressed_until if waits else now,
            "policy": {
                "slug": policy.slug,
                "version": policy.version,
                "levels": policy.levels,
                "repeat": policy.repeat,
            },
            "incident": message.model_dump(mode="json"),
            "people": [],
            "started_at": now,
            "updated_at": now,
        },
    )
    session.info.setdefault("lanes", set()).add(LANE)


async def stop(session: AsyncSession, message: StopEscalation) -> None:
    """Page nobody further. One that comes before its start is remembered by its cycle."""
    now = await read_clock(session)
    state = EscalationState.STOPPED if message.final else EscalationState.ACKNOWLEDGED
    row = await repository.find(session, message.incident_id, lock=True)
    if row is None:
        await repository.start(
            session,
            message.incident_id,
            {
                "state": state,
                "cycle": message.cycle,
                "level": 0,
                "pass_no": 1,
                "due_at": None,
                "policy": {"slug": "", "version": 0, "levels": [], "repeat": 0},
                "incident": {},
                "people": [],
                "started_at": now,
                "updated_at": now,
            },
        )
        return
    if message.cycle < row.cycle or row.state == EscalationState.STOPPED:
        return
    row.state, row.cycle, row.due_at, row.updated_at = state, message.cycle, None, now


async def advance_due(session: AsyncSession) -> bool:
    """Take the next step of every escalation whose time has come; says whether there were any."""
    now = await read_clock(session)
    rows = await repository.due(session, BATCH)
    for row in rows:
        await _advance(session, row, now)
    return len(rows) == BATCH


async def _advance(session: AsyncSession, row: EscalationRow, now: datetime) -> None:
    due = row.due_at or now
    late = (now - due).total_seconds()
    levels = [PolicyLevel.model_validate(level) for level in row.policy["levels"]]
    on_call = [each_once(targets) for targets in await on_levels(session, levels, now)]
    step = next_step(
        [timedelta(minutes=level.delay_minutes) for level in levels],
        row.policy["repeat"],
        Position(row.level, row.pass_no),
        lambda level: on_call[level - 1],
        low_urgency=row.incident["urgency"] == Urgency.LOW,
    )
    row.updated_at = now
    if isinstance(step, Page):
        await _page(session, row, step, now)
    elif isinstance(step, NobodyOnCall):
        await _nobody(session, row, step, now)
    else:
        await _exhausted(session, row, step, now)
    after_commit(session, lambda: metrics.STEP_DELAY.observe(max(0.0, late)))


async def _page(
    session: AsyncSession, row: EscalationRow, step: Page[Reached], now: datetime
) -> None:
    row.state = EscalationState.TRIGGERED
    row.level, row.pass_no = step.position.level, step.position.pass_no
    row.due_at = now + step.delay if step.delay is not None else None
    people = [reached.person for reached in step.people]
    row.people = [person.model_dump(mode="json") for person in people]
    skipped = "".join(f"level {level} has nobody on call; " for level in step.skipped)
    by = "; ".join(f"{reached.person.name} by {reached.by}" for reached in step.people)
    messages: list[Message] = [
        _changed(row, "assigned", now, people=people, explanation=skipped + by)
    ]
    for reached in step.people:
        if await repository.add_step(session, row, reached.person.id, reached.by, now):
            messages.append(_notify(row, reached.person, now))
    await enqueue(session, *messages)
    level = str(min(row.level, 5))
    after_commit(session, lambda: metrics.STEPS.labels(level=level).inc())
    log.info("level_paged", incident_id=str(row.incident_id), level=row.level, by=by)


async def _nobody(
    session: AsyncSession, row: EscalationRow, step: NobodyOnCall, now: datetime
) -> None:
    """Keep looking; say so once."""
    first = row.state != EscalationState.NOBODY_ON_CALL
    row.state = EscalationState.NOBODY_ON_CALL
    row.due_at = now + step.look_again
    if first:
        why = f"policy {row.policy['slug']} reaches nobody at this time"
        await enqueue(session, _changed(row, "nobody_on_call", now, explanation=why))
        log.warning("nobody_on_call", incident_id=str(row.incident_id), policy=row.policy["slug"])


async def _exhausted(
    session: AsyncSession, row: EscalationRow, step: Exhausted, now: datetime
) -> None:
    row.state, row.due_at = EscalationState.EXHAUSTED, None
    why = f"every level was paged {step.position.pass_no} time(s) and nobody acknowledged"
    await enqueue(session, _changed(row, "exhausted", now, explanation=why))


def _changed(
    row: EscalationRow,
    change: str,
    now: datetime,
    *,
    people: list[PersonRef] | None = None,
    explanation: str = "",
) -> EscalationChanged:
    return EscalationChanged.model_validate(
        {
            "incident_id": row.incident_id,
            "change": change,
            "state": row.state,
            "level": row.level or None,
            "pass_no": row.pass_no,
            "cycle": row.cycle,
            "people": people or [],
            "explanation": explanation,
            "at": now,
        }
    )


def _notify(row: EscalationRow, person: PersonRef, now: datetime) -> Notify:
    incident = row.incident
    return Notify(
        incident_id=row.incident_id,
        key=f"{row.incident_id}/{row.cycle}/{row.pass_no}/{row.level}/{person.id}",
        person=person,
        level=row.level,
        pass_no=row.pass_no,
        cycle=row.cycle,
        urgency=incident["urgency"],
        number=incident["number"],
        title=incident["title"],
        service=incident["service"],
        environment=incident["environment"],
        severity=incident["severity"],
        at=now,
        received_at=incident.get("received_at"),
        traceparent=incident.get("traceparent"),
    )
