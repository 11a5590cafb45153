"""News of incidents for the channels of their services and for those who watch them."""

from typing import Any, Final

from sqlalchemy.ext.asyncio import AsyncSession

from incident_management.incidents.models import IncidentRow
from incident_management.participants import repository as participants
from platform_contracts.messages import Announce
from platform_contracts.people import Actor
from platform_contracts.vocabulary import IncidentStatus
from platform_kit.outbox.enqueue import enqueue

_TOPICS: Final = {
    IncidentStatus.OPEN: "incident.triggered",
    IncidentStatus.ACKNOWLEDGED: "incident.acknowledged",
    IncidentStatus.RESOLVED: "incident.resolved",
    IncidentStatus.CLOSED: "incident.closed",
}


async def opened(session: AsyncSession, row: IncidentRow) -> None:
    """A new incident."""
    await enqueue(session, _news(row, "incident.triggered", f"opened: {row.title}"))


async def step_taken(
    session: AsyncSession, row: IncidentRow, before: IncidentStatus, by: Actor, note: str
) -> None:
    """The incident has another status."""
    status = IncidentStatus(row.status)
    topic = _TOPICS.get(status, "incident.updated")
    if status is IncidentStatus.OPEN and before is IncidentStatus.ACKNOWLEDGED:
        topic = "incident.unacknowledged"
    await announce(session, row, topic, f"{status} by {by.name}: {row.title}", note)


async def announce(
    session: AsyncSession,
    row: IncidentRow,
    topic: str,
    title: str,
    body: str = "",
    *,
    to_owner: bool = False,
    **more: Any,
) -> None:
    """News for the service's channel, for each watcher, and for the owner where it is urgent."""
    news = _news(row, topic, title, body, **more)
    people = [str(watcher.person_id) for watcher in await participants.watchers(session, row.id)]
    if to_owner and row.assignee:
        people.append(str(row.assignee["id"]))
    messages = [news]
    for person in dict.fromkeys(people):
        told = news.data | {"person": person}
        messages.append(news.model_copy(update={"service": None, "data": told}))
    await enqueue(session, *messages)


def _news(row: IncidentRow, topic: str, title: str, body: str = "", **more: Any) -> Announce:
    facts: dict[str, Any] = {
        "incident_id": str(row.id),
        "number": row.number,
        "status": row.status,
        "severity": row.severity,
        "environment": row.environment,
        "owner_team": row.team,
        **more,
    }
    named = f"INC-{row.number} {title}"
    return Announce(topic=topic, service=row.service, title=named, body=body, data=facts)
