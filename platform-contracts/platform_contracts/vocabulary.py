"""The closed word lists of the platform: one scale, one set of states, used in every layer."""

from enum import StrEnum


class Severity(StrEnum):
    """How bad it is; every other vocabulary is mapped to this scale at the edge."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the worst; smaller is more severe."""
        return _SEVERITY_ORDER.index(self)


_SEVERITY_ORDER = list(Severity)


class Urgency(StrEnum):
    """How a person is reached: `none` is recorded without a page."""

    HIGH = "high"
    LOW = "low"
    NONE = "none"


class IncidentStatus(StrEnum):
    """The life of an incident, in order."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def rank(self) -> int:
        """Position in the life of an incident, 0 for open."""
        return _STATUS_ORDER.index(self)


_STATUS_ORDER = list(IncidentStatus)


class AlertStatus(StrEnum):
    """What the sender last said of an alert."""

    FIRING = "firing"
    RESOLVED = "resolved"


class EscalationState(StrEnum):
    """Where the paging of one incident stands."""

    SUPPRESSED = "suppressed"
    TRIGGERED = "triggered"
    ACKNOWLEDGED = "acknowledged"
    SNOOZED = "snoozed"
    NOBODY_ON_CALL = "nobody_on_call"
    EXHAUSTED = "exhausted"
    STOPPED = "stopped"


class Correlation(StrEnum):
    """What became of an accepted alert: `none` comes with a reason (resolved, silenced, ...)."""

    NEW = "new"
    EXISTING = "existing"
    NONE = "none"


class Lane(StrEnum):
    """Priority lanes of the outbox; each has its own concurrency."""

    PAGE = "page"
    STATUS = "status"
    DIGEST = "digest"
    ANALYSIS = "analysis"


class Service(StrEnum):
    """The five services by the name used in tokens, routing and messages."""

    ALERTS = "alert-ingestion"
    INCIDENTS = "incident-management"
    ONCALL = "oncall"
    NOTIFICATION = "notification"
    ANALYSIS = "ai-analysis"


class Role(StrEnum):
    """What a person may do, from least to most; held per team or for all (`*`)."""

    VIEWER = "viewer"
    RESPONDER = "responder"
    MANAGER = "manager"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """0 is the least."""
        return _ROLE_ORDER.index(self)


_ROLE_ORDER = list(Role)


class DeliveryState(StrEnum):
    """The life of one delivery to one contact method."""

    QUEUED = "queued"
    SENDING = "sending"
    RETRY = "retry"
    SENT = "sent"
    FAILED = "failed"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Channel(StrEnum):
    """How a delivery leaves."""

    MOCK = "mock"
    EMAIL = "email"
    WEBHOOK = "webhook"
    SLACK = "slack"
    TEAMS = "teams"
    MATTERMOST = "mattermost"
    TELEGRAM = "telegram"
    DISCORD = "discord"
    NTFY = "ntfy"
    PUSH = "push"
    SMS = "sms"
    VOICE = "voice"
    APPRISE = "apprise"


class TimelineKind(StrEnum):
    """What a timeline entry tells of."""

    OPENED = "opened"
    ALERT_ATTACHED = "alert_attached"
    ALERT_RESOLVED = "alert_resolved"
    STATUS_CHANGED = "status_changed"
    SEVERITY_CHANGED = "severity_changed"
    ASSIGNED = "assigned"
    ESCALATED = "escalated"
    NOBODY_ON_CALL = "nobody_on_call"
    NOTIFIED = "notified"
    NOTIFICATION_FAILED = "notification_failed"
    SUGGESTION = "suggestion"
    COMMENT = "comment"
    EDITED = "edited"
    RESPONDER = "responder"
    LINKED = "linked"
    MERGED = "merged"
    SPLIT = "split"
    SLA = "sla"
    MAINTENANCE = "maintenance"
    RUNBOOK = "runbook"
    RCA = "rca"
    ACTION_ITEM = "action_item"
    TICKET = "ticket"
