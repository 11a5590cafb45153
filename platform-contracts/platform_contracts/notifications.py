"""Wire models of notification: contact methods, rules, deliveries."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

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
    """A contact method as the API shows it."""

    id: UUID
    person_id: UUID
    channel: Channel
    address: str
    label: str


class RuleStep(RequestModel):
    """One step of a person's rules: `after_min` minutes after the page, by `channel`."""

    after_min: Annotated[int, Field(ge=0, le=1440)]
    channel: Channel


class PutNotificationRules(RequestModel):
    """A person's rules by urgency."""

    high: Annotated[list[RuleStep], Field(max_length=50)] = []
    low: Annotated[list[RuleStep], Field(max_length=50)] = []


class NotificationRules(WireModel):
    """A person's rules; `default` is true while none were saved."""

    person_id: UUID
    high: list[RuleStep]
    low: list[RuleStep]
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


class MockMessage(WireModel):
    """A message kept by the mock channel."""

    id: UUID
    at: Instant
    address: str
    subject: str
    body: str
    data: dict[str, Any] = {}
