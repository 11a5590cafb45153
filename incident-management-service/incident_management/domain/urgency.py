"""How loud an incident is, from how bad it is and when."""

from datetime import datetime

from incident_management.domain.working_time import WorkingHours
from platform_contracts.paging import SupportHours, UrgencyRule
from platform_contracts.vocabulary import Severity, Urgency


def urgency_of(
    severity: Severity,
    rule: UrgencyRule | None = None,
    hours: SupportHours | None = None,
    at: datetime | None = None,
) -> Urgency:
    """critical, high → high; medium, low → low; info is recorded without a page.

    A service's own rule says it for all severities but info.
    """
    if severity is Severity.INFO:
        return Urgency.NONE
    if rule is None:
        high = severity in (Severity.CRITICAL, Severity.HIGH)
        return Urgency.HIGH if high else Urgency.LOW
    if rule.type == "constant" or hours is None or at is None:
        return Urgency(rule.value)
    return Urgency(rule.during if WorkingHours.of(hours).open_at(at) else rule.outside)


def worse(one: Severity, other: Severity) -> Severity:
    """The more severe of two: attached alerts raise an incident, they never lower it."""
    return one if one.rank <= other.rank else other
