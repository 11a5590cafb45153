"""Runbooks in an incident: which ones fit, and what was done by them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.incidents import changes
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import Key, readable, writable
from incident_management.runbooks import repository
from incident_management.runbooks.models import RunbookRow
from incident_management.runbooks.service import found, views
from incident_management.timeline import service as timeline
from platform_contracts.analysis import FoundRunbook
from platform_contracts.runbooks import (
    ApplyStep,
    IncidentRunbook,
    IncidentRunbooks,
    StepState,
    UndoStep,
)
from platform_contracts.vocabulary import IncidentStatus, TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.problems import Conflict, Invalid


async def for_incident(
    session: AsyncSession, key: Key, by: Principal, searched: Sequence[FoundRunbook] | None
) -> IncidentRunbooks:
    """Runbooks of the service, what was used, and what the search found; None: no answer."""
    row = await readable(session, key, by)
    states = await repository.steps_of(session, row.id)
    own = await repository.of_service(session, row.service)
    scores = {entry.runbook_id: entry.score for entry in searched or ()}
    others = {state.runbook_id for state in states} | scores.keys()
    others -= {entry.id for entry in own}
    rows = [*own, *await repository.get_many(session, others)]
    shown = await views(session, rows)
    items = [
        IncidentRunbook(
            runbook=runbook,
            states=[StepState.model_validate(s) for s in states if s.runbook_id == runbook.id],
            why=_why(row, runbook.id, runbook.services, scores),
            score=scores.get(runbook.id),
        )
        for runbook in shown
    ]
    items.sort(key=lambda item: (row.service not in item.runbook.services, -(item.score or 0)))
    return IncidentRunbooks(items=items, search_answered=searched is not None)


def _why(
    row: IncidentRow, runbook_id: UUID, services: Sequence[str], scores: dict[UUID, float]
) -> str:
    if row.service in services:
        return f"for {row.service}"
    if runbook_id in scores:
        return "similar to the alert"
    return "for every service" if not services else "used in this incident"


async def note_step(
    session: AsyncSession, key: Key, body: ApplyStep, by: Principal, now: datetime
) -> list[StepState]:
    """A step is done or left out; noting it twice notes it once. Raises Conflict, Invalid."""
    row = await writable(session, key, by)
    _must_be_open(row)
    runbook = await found(session, body.runbook_id)
    title = _title(runbook, body.step)
    if body.action == "skip" and not body.reason.strip():
        raise Invalid.field("reason", "says why the step is left out")
    state = "applied" if body.action == "apply" else "skipped"
    values = {
        "incident_id": row.id,
        "runbook_id": runbook.id,
        "step": body.step,
        "version": runbook.version,
        "state": state,
        "reason": body.reason,
        "by": by.actor.model_dump(mode="json"),
        "at": now,
    }
    if await repository.put_step(session, values):
        why = f": {body.reason}" if body.reason else ""
        text = f"{runbook.title}, step {body.step} {state}: {title}{why}"
        await _record(session, row, runbook, body.step, text, by, now)
    return await states(session, row.id, runbook.id)


async def undo_step(
    session: AsyncSession, key: Key, body: UndoStep, by: Principal, now: datetime
) -> list[StepState]:
    """A step was not done after all; that it was noted stays in the timeline."""
    row = await writable(session, key, by)
    _must_be_open(row)
    runbook = await found(session, body.runbook_id)
    if await repository.remove_step(session, row.id, runbook.id, body.step):
        text = f"{runbook.title}, step {body.step} undone: {_title(runbook, body.step)}"
        await _record(session, row, runbook, body.step, text, by, now)
    return await states(session, row.id, runbook.id)


async def states(session: AsyncSession, incident_id: UUID, runbook_id: UUID) -> list[StepState]:
    """What was done by one runbook in an incident."""
    rows = await repository.steps_of(session, incident_id)
    return [StepState.model_validate(row) for row in rows if row.runbook_id == runbook_id]


async def _record(
    session: AsyncSession,
    row: IncidentRow,
    runbook: RunbookRow,
    step: int,
    text: str,
    by: Principal,
    now: datetime,
) -> None:
    await timeline.record(
        session,
        row.id,
        TimelineKind.RUNBOOK,
        by.actor,
        text,
        now,
        runbook_id=str(runbook.id),
        step=step,
        version=runbook.version,
    )
    await changes.save(session, row, now)


def _title(runbook: RunbookRow, step: int) -> str:
    if step > len(runbook.steps):
        raise Invalid.field("step", f"the runbook has {len(runbook.steps)} steps")
    return str(runbook.steps[step - 1]["title"])


def _must_be_open(row: IncidentRow) -> None:
    if not lifecycle.is_active(IncidentStatus(row.status)):
        raise Conflict(f"the incident is {row.status}: its steps stay as they are")
