"""Making tickets once, linking them, and reading their state back.

Trackers are called between transactions, never inside one.
"""

import asyncio
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.action_items import repository as action_items
from incident_management.incidents import changes
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import Key, found, readable, writable
from incident_management.tickets import repository
from incident_management.tickets.models import TicketRow
from incident_management.tickets.settings import Desk
from incident_management.tickets.trackers import Issue
from incident_management.timeline import service as timeline
from platform_contracts.people import Actor
from platform_contracts.tickets import CreateTicket, LinkTicket, Ticket, Tracker
from platform_contracts.vocabulary import TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.problems import NotFound, Problem

CHECK_SECONDS: Final = 4.0
"""The worker does nothing else of this job meanwhile: shorter than its patience."""

log = get_logger()


async def create(
    desk: Desk, key: Key, body: CreateTicket, by: Principal, public_url: str
) -> Ticket:
    """A ticket for an incident; one that was made before is returned, also after a crash."""
    async with desk.database.transaction() as session:
        row = await writable(session, key, by)
        made = await repository.existing(session, row.id, body.tracker, body.action_item_id)
        if made is not None:
            return Ticket.model_validate(made)
        title, text, mark = await _words(session, row, body, public_url)
    tracker = await desk.tracker(body.tracker)
    issue = await tracker.find(mark) or await tracker.create(title, text, mark)
    return await _keep(desk, row.id, body.tracker, issue, body.action_item_id, by, "made")


async def link(desk: Desk, key: Key, body: LinkTicket, by: Principal) -> Ticket:
    """A ticket that is there already. Raises TrackerFailed for one that is not."""
    async with desk.database.transaction() as session:
        row = await writable(session, key, by)
    tracker = await desk.tracker(body.tracker)
    issue = await tracker.read(body.key)
    return await _keep(desk, row.id, body.tracker, issue, None, by, "linked")


async def of_incident(session: AsyncSession, key: Key, by: Principal) -> list[Ticket]:
    """Tickets of an incident."""
    row = await readable(session, key, by)
    return [Ticket.model_validate(entry) for entry in await repository.of_incident(session, row.id)]


async def check_next(desk: Desk) -> bool:
    """Ask for the state of the unfinished ticket asked longest ago; False when none is due."""
    async with desk.database.transaction() as session:
        rows = await repository.to_check(session, 1)
    if not rows:
        return False
    (row,) = rows
    issue: Issue | None = None
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            issue = await (await desk.tracker(Tracker(row.tracker))).read(row.key)
    except (Problem, TimeoutError) as problem:
        log.warning("ticket_not_read", tracker=row.tracker, key=row.key, reason=str(problem))
    async with desk.database.transaction() as session:
        await _note_state(session, row.id, issue)
    return True


async def _note_state(session: AsyncSession, ticket_id: UUID, issue: Issue | None) -> None:
    now = await read_clock(session)
    row = await repository.get(session, ticket_id)
    if row is None:
        return
    row.checked_at = now
    if issue is None or (row.state, row.done) == (issue.state, issue.done):
        return
    incident = await found(session, row.incident_id, lock=True)
    text = f"{_name(row.tracker)} {row.key}: {row.state} → {issue.state}"
    row.state, row.done, row.title = issue.state, issue.done, issue.title
    by = Actor(kind="integration", id=row.tracker, name=_name(row.tracker))
    await timeline.record(session, row.incident_id, TimelineKind.TICKET, by, text, now, url=row.url)
    if row.done and row.action_item_id:
        item = await action_items.get(session, row.action_item_id)
        if item is not None:
            item.done_at = item.done_at or now
    await changes.save(session, incident, now)


async def _keep(
    desk: Desk,
    incident_id: UUID,
    tracker: Tracker,
    issue: Issue,
    item_id: UUID | None,
    by: Principal,
    what: str,
) -> Ticket:
    async with desk.database.transaction() as session:
        now = await read_clock(session)
        incident = await found(session, incident_id, lock=True)
        values: dict[str, Any] = {
            "id": new_id(),
            "incident_id": incident_id,
            "action_item_id": item_id,
            "tracker": tracker,
            "key": issue.key,
            "url": issue.url,
            "title": issue.title,
            "state": issue.state,
            "done": issue.done,
            "created_by": by.actor.model_dump(mode="json"),
            "created_at": now,
            "checked_at": now,
        }
        row: TicketRow = await repository.add(session, values)
        text = f"{_name(tracker)} {issue.key} {what}: {issue.title}"
        await timeline.record(
            session, incident_id, TimelineKind.TICKET, by.actor, text, now, url=issue.url
        )
        await changes.save(session, incident, now)
        return Ticket.model_validate(row)


async def _words(
    session: AsyncSession, row: IncidentRow, body: CreateTicket, public_url: str
) -> tuple[str, str, str]:
    """Title, text and mark; the mark finds the ticket again when its answer was lost."""
    address = f"{public_url.rstrip('/')}/incidents/{row.number}"
    mark, title = f"incident-{row.id}", f"[INC-{row.number}] {row.title}"
    if body.action_item_id is not None:
        item = await action_items.get(session, body.action_item_id)
        if item is None or item.incident_id != row.id:
            raise NotFound(f"there is no action item {body.action_item_id} in this incident")
        mark, title = f"action-{item.id}", f"[INC-{row.number}] {item.title}"
    opened = f"{row.opened_at:%Y-%m-%d %H:%M} UTC"
    facts = f"{row.severity} · {row.service} ({row.environment}) · opened {opened}"
    text = body.description or f"{row.description}\n\n{facts}\n{address}".strip()
    return body.title or title, text, mark


def _name(tracker: str) -> str:
    return "Jira" if tracker == Tracker.JIRA else "GitHub"
