"""Wire forms of a service's rules to those of the state machine."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

from oncall.domain.escalation import Rules, SupportHours
from oncall.domain.windows import EVERY_DAY, DailyWindow
from platform_contracts import paging as wire
from platform_contracts.schedules import WEEKDAYS


def support_hours(hours: wire.SupportHours, *, raises: bool = False) -> SupportHours:
    """Support hours as the domain knows them."""
    days = frozenset(WEEKDAYS.index(day) for day in hours.days or ()) or EVERY_DAY
    window = DailyWindow(time.fromisoformat(hours.start), time.fromisoformat(hours.end), days)
    return SupportHours(ZoneInfo(hours.timezone), (window,), raises)


def rules_of(
    ack_timeout_min: int | None, urgency: wire.UrgencyRule | None, hours: wire.SupportHours | None
) -> Rules:
    """The rules of a service. Only urgency by support hours, high during them, can rise."""
    timeout = timedelta(minutes=ack_timeout_min) if ack_timeout_min is not None else None
    raises = (
        urgency is not None
        and urgency.type == "support_hours"
        and urgency.raises
        and urgency.during == "high"
    )
    support = support_hours(hours, raises=raises) if hours is not None else None
    return Rules(timeout, support)
