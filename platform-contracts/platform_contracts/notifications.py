"""Wire models of notification: contact methods, rules, deliveries."""

from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator

from platform_contracts.base import Instant, RequestModel, Text, WireModel
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel, DeliveryState


class PutContactMethod(RequestModel):
    """How a person is reached: an e-mail address, a webhook address, or the mock channel."""

    person_id: UUID
    channel: Channel
    address: Annotated[Text, Field(min_length=1, max_length=2048)]
    label: Annotated[Text, Field(max_length=255)] = ""


class ContactMethod(WireModel):
    """A contact method as the API shows it; one that is not verified is used if no other is."""

    id: UUID
    person_id: UUID
    channel: Channel
    address: str
    label: str
    verified: bool = True


class ConfirmMethod(RequestModel):
    """The code that was sent to the address."""

    code: Annotated[Text, Field(min_length=6, max_length=6, pattern=r"^[0-9]+$")]


class Reachability(WireModel):
    """Whether a person can be reached now, and why not; for the banner of those on call."""

    person_id: UUID
    reachable: bool
    channels: list[Channel]
    reason: str = ""


class PushKey(WireModel):
    """The key that browsers subscribe with (`applicationServerKey`)."""

    public_key: str


class AddRecipient(RequestModel):
    """An address of the recipient list."""

    address: Annotated[Text, Field(min_length=3, max_length=320)]


class Recipient(WireModel):
    """Somebody who gets reports and outcomes of actions by mail."""

    id: UUID
    address: str
    added_by: str
    added_at: Instant


class RecipientPage(WireModel):
    """Five recipients; pages count from 1."""

    items: list[Recipient]
    page: int
    pages: int
    total: int


class SentMail(WireModel):
    """A mail to the recipient list, or one that failed."""

    id: UUID
    at: Instant
    address: str
    subject: str
    state: DeliveryState
    reason: str = ""


class SentMailPage(WireModel):
    """Five mails, the newest first; pages count from 1."""

    items: list[SentMail]
    page: int
    pages: int
    total: int


class ActionOutcome(RequestModel):
    """A suggested action was executed or put off."""

    action: Annotated[Text, Field(min_length=1, max_length=1024)]
    outcome: Literal["executed", "postponed"]
    note: Annotated[Text, Field(max_length=4096)] = ""
    incident_id: UUID | None = None


class OutcomeMailed(WireModel):
    """Whether mails leave: only if SMTP is set up and the list names somebody."""

    mailed: bool
    recipients: int
    reason: str = ""


class ReplyTaken(WireModel):
    """What a link, button or key did; `before`: it was used already and did nothing more."""

    action: str
    incident_number: int | None
    before: bool = False


class RuleStep(RequestModel):
    """One step of a person's rules: `after_min` minutes after the page, by `channel`."""

    after_min: Annotated[int, Field(ge=0, le=1440)]
    channel: Channel


WallTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class QuietHours(RequestModel):
    """Pages of low urgency wait from `start` until `end` on the clocks of `timezone`."""

    start: WallTime
    end: WallTime
    timezone: Annotated[Text, Field(max_length=64)] = "UTC"

    @field_validator("timezone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, OSError):
            raise ValueError("is not a time zone") from None
        return value


class PutNotificationRules(RequestModel):
    """A person's rules by urgency; quiet hours hold for low urgency."""

    high: Annotated[list[RuleStep], Field(max_length=50)] = []
    low: Annotated[list[RuleStep], Field(max_length=50)] = []
    quiet_hours: QuietHours | None = None


class NotificationRules(WireModel):
    """A person's rules; `default` is true while none were saved."""

    person_id: UUID
    high: list[RuleStep]
    low: list[RuleStep]
    quiet_hours: QuietHours | None = None
    default: bool = False


class DeliveryAttempt(WireModel):
    """One hand-over to a provider and its answer."""

    number: int
    at: Instant
    outcome: Literal["sent", "retry", "rejected", "unknown"]
    reason: str = ""
    latency_ms: float | None = None


class Delivery(WireModel):
    """One message to one contact method."""

    id: UUID
    incident_id: UUID | None
    incident_number: int | None = None
    person: PersonRef
    channel: Channel
    address: str
    state: DeliveryState
    reason: str = ""
    level: int | None = None
    due_at: Instant
    created_at: Instant
    sent_at: Instant | None = None
    attempts: list[DeliveryAttempt] = []
    kind: str = "page"
    receipt: str = ""


class MockMessage(WireModel):
    """A message kept by the mock channel."""

    id: UUID
    at: Instant
    address: str
    subject: str
    body: str
    data: dict[str, Any] = {}
