"""Merge, split and link. Alerts follow: alert-ingestion is told where they belong now."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.domain import lifecycle
from incident_management.domain.urgency import worse
from incident_management.incidents import announcements, changes, severity
from incident_management.incidents.keys import parse_key
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import (
    Key,
    begin,
    must_be_allowed,
    open_new,
    readable,
    writable,
)
from incident_management.incidents.view import incident_view
from incident_management.merging import repository
from incident_management.sla import clock
from incident_management.timeline import service as timeline
from platform_contracts.base import Page
from platform_contracts.incident_work import (
    AttachedAlert,
    LinkedIncident,
    LinkIncident,
    LinkKind,
    MergeInto,
    SplitOff,
)
from platform_contracts.incidents import Incident
from platform_contracts.messages import MoveAlerts
from platform_contracts.vocabulary import IncidentStatus, Severity, TimelineKind
from platform_kit.auth.principal import Principal
from platform_kit.ids import new_id
from platform_kit.outbox.enqueue import enqueue
from platform_kit.pagination import decode_cursor, page_of
from platform_kit.problems import Conflict, Invalid, NotFound


async def merge(
    session: AsyncSession, key: Key, body: MergeInto, by: Principal, now: datetime
) -> Incident:
    """Put an incident into another, which is returned. Merging twice is merging once.

    Raises Conflict for one that is over, NotFound, Forbidden.
    """
    source_id = (await readable(session, key, by)).id
    target_id = (await readable(session, parse_key(body.into), by)).id
    if source_id == target_id:
        raise Invalid.field("into", "is the incident itself")
    rows = await repository.lock_both(session, source_id, target_id)
    source, target = rows[source_id], rows[target_id]
    must_be_allowed(by, source.team)
    must_be_allowed(by, target.team)
    if source.merged_into == target.id:
        return incident_view(target, now)
    for row in (source, target):
        if not lifecycle.is_active(IncidentStatus(row.status)):
            raise Conflict(f"INC-{row.number} is {row.status}: only open incidents are merged")
    await _move(session, source, target, now)
    await _close_as_merged(session, source, target, body, by, now)
    text = f"INC-{source.number} was merged into this one: {source.title}"
    await timeline.record(
        session, target.id, TimelineKind.MERGED, by.actor, text, now, source=str(source.id)
    )
    worst = worse(Severity(source.severity), Severity(target.severity))
    if worst != target.severity:
        await severity.change(session, target, worst, by.actor, now, f"from INC-{source.number}")
    await changes.save(session, target, now, changed=True)
    return incident_view(target, now)


async def _move(
    session: AsyncSession, source: IncidentRow, target: IncidentRow, now: datetime
) -> None:
    ids = await repository.alert_ids(session, source.id)
    moved = await repository.move_alerts(session, source.id, target.id, ids)
    target.alert_count += len(moved)
    source.alert_count = 0
    target.labels = source.labels | target.labels
    if ids:
        message = MoveAlerts(incident_id=source.id, alert_ids=ids, target_incident_id=target.id)
        await enqueue(session, message)


async def _close_as_merged(
    session: AsyncSession,
    source: IncidentRow,
    target: IncidentRow,
    body: MergeInto,
    by: Principal,
    now: datetime,
) -> None:
    """The merged one is closed and points to its target; it is not counted as resolved."""
    source.status = IncidentStatus.CLOSED
    source.merged_into = target.id
    source.closed_at = now
    source.snoozed_until = None
    await clock.follow(session, source, now)
    text = f"Merged into INC-{target.number}" + (f": {body.note}" if body.note else "")
    await timeline.record(
        session, source.id, TimelineKind.MERGED, by.actor, text, now, target=str(target.id)
    )
    await changes.stop_paging(session, source, by.actor)
    await changes.after_resolve(session, source)
    await announcements.announce(
        session, source, "incident.merged", f"merged into INC-{target.number}"
    )
    await changes.save(session, source, now, changed=True)


async def split(
    session: AsyncSession, key: Key, body: SplitOff, by: Principal, now: datetime
) -> Incident:
    """Make a new incident of some alerts; it is returned. Raises Conflict, Invalid."""
    source = await writable(session, key, by)
    if source.merged_into is not None:
        raise Conflict("a merged incident has no alerts of its own")
    held = set(await repository.alert_ids(session, source.id))
    wanted = list(dict.fromkeys(body.alert_ids))
    if not held.issuperset(wanted):
        raise Invalid.field("alert_ids", "names an alert that is not of this incident")
    if len(wanted) == len(held):
        raise Invalid.field("alert_ids", "names all alerts: at least one has to stay")
    values: dict[str, Any] = {
        "title": body.title or f"{source.title} (split from INC-{source.number})",
        "description": source.description,
        "service": source.service,
        "environment": source.environment,
        "severity": body.severity or source.severity,
        "team": source.team,
        "runbook_url": source.runbook_url,
        "labels": source.labels,
        "correlation_reason": f"split from INC-{source.number} by {by.name}",
        "received_at": now,
    }
    row = await open_new(session, new_id(), values, now)
    if row is None:
        raise NotFound("the new incident was not stored")
    row.alert_count = len(await repository.move_alerts(session, source.id, row.id, wanted))
    source.alert_count -= row.alert_count
    move = MoveAlerts(incident_id=source.id, alert_ids=wanted, target_incident_id=row.id)
    await enqueue(session, move)
    text = f"Split from INC-{source.number} by {by.name}"
    await timeline.record(session, row.id, TimelineKind.OPENED, by.actor, text, now)
    text = f"{row.alert_count} alerts were split off as INC-{row.number}"
    await timeline.record(
        session, source.id, TimelineKind.SPLIT, by.actor, text, now, target=str(row.id)
    )
    await repository.link(session, row.id, source.id, LinkKind.RELATED, now)
    await begin(session, row, now)
    await changes.show(session, row, now)
    await changes.save(session, source, now, changed=True)
    return incident_view(row, now)


async def link(
    session: AsyncSession, key: Key, body: LinkIncident, by: Principal, now: datetime
) -> list[LinkedIncident]:
    """Say how this incident belongs to another. Raises Invalid for itself."""
    row = await writable(session, key, by)
    other = await readable(session, parse_key(body.incident), by)
    if row.id == other.id:
        raise Invalid.field("incident", "is the incident itself")
    await repository.link(session, row.id, other.id, body.kind, now)
    words = str(body.kind).replace("_", " ")
    text = f"Linked ({words}) to INC-{other.number}: {other.title}"
    await timeline.record(
        session, row.id, TimelineKind.LINKED, by.actor, text, now, other=str(other.id)
    )
    await changes.save(session, row, now)
    return await links(session, row.id, by)


async def unlink(
    session: AsyncSession, key: Key, other_key: Key, by: Principal, now: datetime
) -> list[LinkedIncident]:
    """The two do not belong together after all. Raises NotFound."""
    row = await writable(session, key, by)
    other = await readable(session, other_key, by)
    if not await repository.unlink(session, row.id, other.id):
        raise NotFound(f"INC-{row.number} is not linked to INC-{other.number}")
    text = f"Unlinked from INC-{other.number}"
    await timeline.record(
        session, row.id, TimelineKind.LINKED, by.actor, text, now, important=False
    )
    await changes.save(session, row, now)
    return await links(session, row.id, by)


async def links(session: AsyncSession, key: Key, by: Principal) -> list[LinkedIncident]:
    """Linked incidents, in both directions."""
    row = await readable(session, key, by)
    found = await repository.links(session, row.id)
    return [
        LinkedIncident(
            id=other.id,
            number=other.number,
            title=other.title,
            status=IncidentStatus(other.status),
            severity=Severity(other.severity),
            kind=LinkKind(link.kind),
            outgoing=link.source_id == row.id,
            linked_at=link.linked_at,
        )
        for link, other in found
    ]


async def alerts(
    session: AsyncSession, key: Key, by: Principal, cursor: str | None, limit: int
) -> Page[AttachedAlert]:
    """The alerts of an incident."""
    row = await readable(session, key, by)
    after = decode_cursor(cursor, UUID) if cursor else None
    rows = await repository.alerts(session, row.id, after, limit + 1)
    return page_of(rows, limit, AttachedAlert.model_validate, lambda row: (row.alert_id,))
