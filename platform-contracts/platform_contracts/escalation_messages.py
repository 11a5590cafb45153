"""What incident-management tells oncall of paging, and what oncall tells back."""

from typing import ClassVar, Literal

from platform_contracts.base import Instant
from platform_contracts.envelope import IncidentMessage
from platform_contracts.paging import SupportHours, UrgencyRule
from platform_contracts.people import Actor, PersonRef
from platform_contracts.vocabulary import EscalationState, Lane, Service, Severity, Urgency

# incident-management → oncall


class StartEscalation(IncidentMessage):
    """Page somebody. A later cycle of the same incident starts again from level 1."""

    lane: ClassVar[Lane] = Lane.PAGE
    destination: ClassVar[Service] = Service.ONCALL
    type: Literal["StartEscalation"] = "StartEscalation"
    number: int
    title: str
    service: str
    environment: str
    severity: Severity
    urgency: Urgency
    team: str | None = None
    policy: str | None = None
    cycle: int = 1
    suppressed_until: Instant | None = None
    received_at: Instant | None = None
    ack_timeout_minutes: int | None = None
    urgency_rule: UrgencyRule | None = None
    support_hours: SupportHours | None = None


class StopEscalation(IncidentMessage):
    """No more pages: somebody answered, or it is over. `final` after resolve, close, merge.

    `until` is the end of a snooze: then level 1 is paged again.
    """

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.ONCALL
    type: Literal["StopEscalation"] = "StopEscalation"
    reason: Literal["acknowledged", "snoozed", "resolved", "closed", "merged"]
    final: bool
    cycle: int = 1
    by: Actor | None = None
    until: Instant | None = None


class ChangeEscalation(IncidentMessage):
    """What people do with the paging; `cycle` is the incident's new one.

    unacknowledge: page the level that was reached. escalate: page the next level. reassign: page
    `people`. suppress: the maintenance window now ends at `suppressed_until` (null: at once).
    """

    lane: ClassVar[Lane] = Lane.PAGE
    destination: ClassVar[Service] = Service.ONCALL
    type: Literal["ChangeEscalation"] = "ChangeEscalation"
    action: Literal["unacknowledge", "escalate", "reassign", "suppress"]
    cycle: int
    people: list[PersonRef] = []
    suppressed_until: Instant | None = None
    by: Actor | None = None


# oncall → incident-management


class EscalationChanged(IncidentMessage):
    """What the paging did: who was assigned, that nobody is on call, that it ran out.

    `ack_timed_out` (also at the end of a snooze) makes an acknowledged incident open again; `cycle`
    is its new cycle then.
    """

    lane: ClassVar[Lane] = Lane.STATUS
    destination: ClassVar[Service] = Service.INCIDENTS
    type: Literal["EscalationChanged"] = "EscalationChanged"
    change: Literal["assigned", "nobody_on_call", "ack_timed_out", "exhausted"]
    state: EscalationState
    level: int | None = None
    pass_no: int = 1
    cycle: int = 1
    people: list[PersonRef] = []
    explanation: str = ""
    at: Instant
