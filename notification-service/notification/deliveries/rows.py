"""New deliveries: pages to people, news to rooms, notices."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from notification.deliveries.notice import Notice, RoomPost
from notification.domain.providers import provider_of
from notification.domain.rules import Method
from platform_contracts.messages import Notify
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel, DeliveryState, Urgency
from platform_kit.ids import new_id

NOBODY: Final = UUID(int=0)
"""The person of what goes to a room."""
NEWS_TTL: Final = timedelta(hours=24)
_HIGH, _LOW, _NEWS = 0, 1, 2


def page_row(
    page: Notify, method: Method, due_at: datetime, ttl: timedelta, now: datetime
) -> dict[str, Any]:
    """A page by one contact method."""
    return _row(method.channel, method.address, due_at, ttl, now) | {
        "notify_key": page.key,
        "kind": "page",
        "priority": _HIGH if page.urgency is Urgency.HIGH else _LOW,
        "incident_id": page.incident_id,
        "incident_number": page.number,
        "cycle": page.cycle,
        "level": page.level,
        "person_id": page.person.id,
        "person": page.person,
        "page": page,
    }


def room_row(post: RoomPost, channel: Channel, room: str, now: datetime) -> dict[str, Any]:
    """News of an incident to a room."""
    page = post.page
    return _row(channel, room, now, NEWS_TTL, now) | {
        "notify_key": f"room/{page.incident_id}/{channel}",
        "kind": "room",
        "priority": _LOW,
        "incident_id": page.incident_id,
        "incident_number": page.number,
        "cycle": page.cycle,
        "person_id": NOBODY,
        "person": PersonRef(id=NOBODY, name="room"),
        "page": post,
    }


def notice_row(
    notice: Notice, key: str, person: PersonRef, method: Method, now: datetime, kind: str = "notice"
) -> dict[str, Any]:
    """A notice by one contact method, to a room, or to an address of the recipient list."""
    return _row(method.channel, method.address, now, NEWS_TTL, now) | {
        "notify_key": key,
        "kind": kind,
        "priority": _NEWS,
        "person_id": person.id,
        "person": person,
        "page": notice,
    }


def _row(
    channel: Channel, address: str, due_at: datetime, ttl: timedelta, now: datetime
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "channel": channel,
        "address": address,
        "provider": provider_of(channel, address),
        "state": DeliveryState.QUEUED,
        "due_at": due_at,
        "expires_at": due_at + ttl,
        "created_at": now,
    }
