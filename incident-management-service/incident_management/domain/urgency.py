"""How loud an incident is, from how bad it is."""

from platform_contracts.vocabulary import Severity, Urgency


def urgency_of(severity: Severity) -> Urgency:
    """critical, high → high; medium, low → low; info is recorded without a page."""
    if severity in (Severity.CRITICAL, Severity.HIGH):
        return Urgency.HIGH
    return Urgency.NONE if severity is Severity.INFO else Urgency.LOW


def worse(one: Severity, other: Severity) -> Severity:
    """The more severe of two: attached alerts raise an incident, they never lower it."""
    return one if one.rank <= other.rank else other
