"""Wire models of integrations: senders with a key of their own, and what they sent."""

import ipaddress
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from platform_contracts.base import Instant, Line, RequestModel, Slug, Text, WireModel

Strategy = Literal["source", "rule", "topology"]


def _network(text: str) -> str:
    return str(ipaddress.ip_network(text, strict=False))


Network = Annotated[str, AfterValidator(_network)]
"""An address or a network: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`."""
ImportedKey = Annotated[Text, Field(min_length=4, max_length=255, pattern=r"^[!-.0-~]+$")]
"""A key that senders already use: a PagerDuty routing key, an Opsgenie API key. No slash."""
Template = Annotated[Text, Field(max_length=8192)]
Pattern = Annotated[Text, Field(max_length=1024)]


class MappingTemplates(RequestModel):
    """Jinja2 templates that read any JSON as `payload`; named as in Grafana OnCall."""

    grouping_id: Template | None = None
    resolve_condition: Template | None = None
    acknowledge_condition: Template | None = None
    web_title: Template | None = None
    web_message: Template | None = None
    source_link: Template | None = None
    web_image_url: Template | None = None
    routing: Template | None = None
    severity: Template | None = None
    service: Template | None = None
    environment: Template | None = None


class EmailRules(RequestModel):
    """How mails are read. The first group of a pattern, or its whole match, is the key."""

    dedup_pattern: Pattern | None = None
    resolve_pattern: Pattern | None = None
    allowed_senders: Annotated[list[Line], Field(max_length=100)] = []
    """Addresses, or domains as `@example.com`; empty: everybody."""


class IntegrationFields(RequestModel):
    """What can be set and changed. Empty service and team: the payload says."""

    name: Line
    service: Slug | None = None
    team: Slug | None = None
    environment: Slug | None = None
    strategy: Strategy | None = None
    resolve_after_seconds: Annotated[int | None, Field(ge=30, le=7 * 86_400)] = None
    enabled: bool = True
    rate_limit_per_minute: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    allowed_networks: Annotated[list[Network], Field(max_length=100)] = []
    mapping: MappingTemplates | None = None
    email: EmailRules | None = None
    secret: Annotated[Text | None, Field(min_length=1, max_length=1024)] = None
    """The sender's signing secret. Never shown again; left out of a change it stays."""


class CreateIntegration(IntegrationFields):
    """A sender: its key is answered once. `key` keeps one that senders already use."""

    source: Slug = "generic"
    key: ImportedKey | None = None


class UpdateIntegration(IntegrationFields):
    """All settings of a sender anew; key and source stay, and a secret that is left out."""


class RotateKey(RequestModel):
    """A new key; the former one is good for `overlap_seconds` more."""

    overlap_seconds: Annotated[int, Field(ge=0, le=90 * 86_400)] = 86_400
    key: ImportedKey | None = None


class Integration(WireModel):
    """A sender without its key and secret."""

    id: UUID
    name: str
    source: str
    service: str | None
    team: str | None
    environment: str | None = None
    strategy: str | None
    resolve_after_seconds: int | None = None
    enabled: bool = True
    rate_limit_per_minute: int | None = None
    allowed_networks: list[str] = []
    mapping: MappingTemplates | None = None
    email: EmailRules | None = None
    has_secret: bool = False
    key_prefix: str
    previous_key_until: Instant | None = None
    created_at: Instant


class IntegrationCreated(Integration):
    """A new sender, or a new key, which is not readable again, and the address to post to."""

    key: str
    url: str
    email_address: str | None = None


class KeptPayload(WireModel):
    """A request as it came. `body` is text; where it is not UTF-8, `encoding` says base64."""

    id: UUID
    received_at: Instant
    source: str
    content_type: str
    status: int
    error: str = ""
    alert_ids: list[UUID] = []
    body: str
    encoding: Literal["text", "base64"] = "text"


class Replayed(WireModel):
    """What a replay of a kept request did."""

    accepted: int
    alert_ids: list[UUID]


class PreviewMapping(RequestModel):
    """Templates to try, on a kept request or on a sample given here."""

    mapping: MappingTemplates
    payload_id: UUID | None = None
    sample: Any = None


class MappingPreview(WireModel):
    """Each template's text, and the alert that would come of it."""

    rendered: dict[str, str]
    faults: dict[str, str] = {}
    event: dict[str, Any] | None = None
