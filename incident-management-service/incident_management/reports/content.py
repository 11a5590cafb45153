"""What the report of an incident says."""

from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.action_items import repository as action_items
from incident_management.incidents.models import IncidentRow
from incident_management.incidents.service import Key, readable
from incident_management.incidents.view import incident_view
from incident_management.merging import repository as merging
from incident_management.participants import repository as participants
from incident_management.postmortems import repository as postmortems
from incident_management.reports.document import Document, Section
from incident_management.tickets import repository as tickets
from incident_management.timeline import repository as timeline
from platform_contracts.incidents import Incident, SlaClock
from platform_kit.auth.principal import Principal

MOST_ENTRIES: Final = 1000
_RCA: Final = {
    "root_cause": "Root cause",
    "contributing_factors": "Contributing factors",
    "corrective_actions": "Corrective actions",
    "prevention": "Prevention",
    "impact": "Impact",
    "detection": "Detection",
}


async def write(session: AsyncSession, key: Key, by: Principal, now: datetime) -> Document:
    """The report as it stands at `now`. Raises NotFound."""
    row = await readable(session, key, by)
    shown = incident_view(row, now)
    sections = [
        Section("Summary", prose=row.description or row.title),
        Section("Metrics", _metrics(shown)),
        Section("Timeline", await _timeline(session, row)),
        *await _rca(session, row),
        Section("Action items", await _actions(session, row)),
        Section("Tickets", await _tickets(session, row)),
        Section("Related incidents", await _links(session, row)),
    ]
    facts = await _facts(session, row, shown)
    return Document(f"INC-{row.number}: {row.title}", facts, sections)


async def _facts(session: AsyncSession, row: IncidentRow, shown: Incident) -> list[tuple[str, str]]:
    responders = await participants.responders(session, row.id)
    names = [entry.person["name"] for entry in responders]
    moments = (
        ("Opened", shown.opened_at),
        ("Acknowledged", shown.acknowledged_at),
        ("Resolved", shown.resolved_at),
        ("Closed", shown.closed_at),
    )
    return [
        ("Status", str(shown.status)),
        ("Severity", str(shown.severity)),
        ("Service", f"{shown.service} ({shown.environment})"),
        ("Team", shown.team or "unowned"),
        ("Owner", shown.assignee.name if shown.assignee else "nobody"),
        ("Responders", ", ".join(names) or "none"),
        *((name, _moment(at)) for name, at in moments if at),
        ("Alerts", str(shown.alert_count)),
    ]


def _metrics(shown: Incident) -> list[str]:
    lines = [
        f"Time to acknowledge (MTTA): {_span(shown.mtta_seconds)}",
        f"Time to resolve (MTTR): {_span(shown.mttr_seconds)}",
    ]
    if shown.sla:
        lines += [
            f"SLA {shown.sla.policy}, {name}: {_promise(clock)}"
            for name, clock in (
                ("acknowledge", shown.sla.acknowledge),
                ("resolve", shown.sla.resolve),
            )
            if clock
        ]
    return lines


def _promise(clock: SlaClock) -> str:
    if clock.breached:
        return "broken"
    return "kept" if clock.met_at else "still open"


async def _timeline(session: AsyncSession, row: IncidentRow) -> list[str]:
    entries = await timeline.after(session, row.id, None, MOST_ENTRIES, curated=True)
    return [f"{_moment(e.at)} · {e.actor['name']} · {e.message}" for e in entries]


async def _rca(session: AsyncSession, row: IncidentRow) -> list[Section]:
    rca = await postmortems.get(session, row.id)
    if rca is None:
        return [Section("Root-cause analysis", ["Not written yet"])]
    return [
        Section(heading, prose=text)
        for name, heading in _RCA.items()
        if (text := getattr(rca, name))
    ]


async def _actions(session: AsyncSession, row: IncidentRow) -> list[str]:
    lines: list[str] = []
    for item, _ in await action_items.of_incidents(session, [row.id]):
        owner = (item.owner or {}).get("name", "nobody")
        due = f", due {item.due_on}" if item.due_on else ""
        done = f"done {item.done_at:%Y-%m-%d}" if item.done_at else "open"
        lines.append(f"[{done}] {item.title} ({item.kind}, {owner}{due})")
    return lines


async def _tickets(session: AsyncSession, row: IncidentRow) -> list[str]:
    found = await tickets.of_incident(session, row.id)
    return [f"{ticket.key} ({ticket.state}): {ticket.title} {ticket.url}" for ticket in found]


async def _links(session: AsyncSession, row: IncidentRow) -> list[str]:
    return [
        f"INC-{other.number} ({link.kind.replace('_', ' ')}): {other.title}"
        for link, other in await merging.links(session, row.id)
    ]


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _span(seconds: float | None) -> str:
    if seconds is None:
        return "not yet"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min {rest} s" if hours else f"{minutes} min {rest} s"
