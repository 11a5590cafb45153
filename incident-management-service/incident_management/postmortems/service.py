"""The root-cause analysis: writing it, what closing still needs, what happened before."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.action_items import repository as action_items
from incident_management.action_items.service import view as item_view
from incident_management.incidents import changes
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import Key, readable, writable
from incident_management.lists.filters import Scope
from incident_management.postmortems import closing, recurrence, repository
from incident_management.postmortems.models import PostmortemRow
from incident_management.sla.service import rca_is_required
from incident_management.timeline import service as timeline
from incident_management.timeline.markdown import to_html
from platform_contracts.postmortems import PutRca, Rca, Recurrence
from platform_contracts.vocabulary import IncidentStatus, TimelineKind
from platform_kit.auth.principal import Principal

FIELDS = (*closing.REQUIRED, "impact", "detection")


async def put(session: AsyncSession, key: Key, body: PutRca, by: Principal, now: datetime) -> Rca:
    """Write the analysis; there is one for each incident."""
    row = await writable(session, key, by)
    values = body.model_dump() | {
        "updated_by": by.actor.model_dump(mode="json"),
        "updated_at": now,
    }
    rca = await repository.put(session, row.id, values)
    text = f"Root-cause analysis {'written' if rca.version == 1 else 'changed'}"
    await timeline.record(
        session, row.id, TimelineKind.RCA, by.actor, text, now, version=rca.version
    )
    await changes.save(session, row, now)
    return await _view(session, row, rca)


async def get(session: AsyncSession, key: Key, by: Principal) -> Rca:
    """The analysis, empty before somebody wrote it."""
    row = await readable(session, key, by)
    return await _view(session, row, await repository.get(session, row.id))


async def recurrences(
    session: AsyncSession, key: Key, by: Principal, now: datetime
) -> list[Recurrence]:
    """Earlier incidents of the same cause, the newest first, with what was never done."""
    row = await readable(session, key, by)
    found = await recurrence.earlier(session, row, Scope.of(by))
    items = await action_items.of_incidents(
        session, [entry.incident.id for entry in found], open_only=True
    )
    shown: list[Recurrence] = []
    for entry in found:
        actions = [
            item_view(item, number, now)
            for item, number in items
            if item.incident_id == entry.incident.id
        ]
        oldest = max((action.open_days for action in actions), default=None)
        end = "" if oldest is None else f", action open {oldest} days"
        shown.append(
            Recurrence(
                id=entry.incident.id,
                number=entry.incident.number,
                title=entry.incident.title,
                status=IncidentStatus(entry.incident.status),
                opened_at=entry.incident.opened_at,
                root_cause=entry.root_cause,
                why=entry.why,
                open_actions=actions,
                summary=f"Same cause as INC-{entry.incident.number}{end}",
            )
        )
    return shown


async def _view(session: AsyncSession, row: IncidentRow, rca: PostmortemRow | None) -> Rca:
    required = await rca_is_required(session, row.sla_policy, row.severity)
    missing = await closing.missing_fields(session, row)
    values = {name: getattr(rca, name) for name in FIELDS} if rca else {}
    return Rca(
        incident_id=row.id,
        **values,
        category=rca.category if rca else None,
        html={name: to_html(text) for name, text in values.items()},
        version=rca.version if rca else 0,
        updated_by=rca.updated_by if rca else None,  # pyright: ignore[reportArgumentType]
        updated_at=rca.updated_at if rca else None,
        required=required,
        missing=missing,  # pyright: ignore[reportArgumentType] - names of closing.REQUIRED
        closable=not missing and row.status != IncidentStatus.CLOSED,
    )
