"""What a delivery may be about, beside a page."""

from typing import Any

from platform_contracts.base import WireModel
from platform_contracts.messages import Notify
from platform_contracts.vocabulary import IncidentStatus


class Notice(WireModel):
    """Something worth knowing: a shift that begins, a gap, the outcome of an action."""

    topic: str
    title: str
    body: str = ""
    link: str = ""
    data: dict[str, Any] = {}


class RoomPost(WireModel):
    """An incident as a room shows it; one message, changed with its status."""

    page: Notify
    status: IncidentStatus
