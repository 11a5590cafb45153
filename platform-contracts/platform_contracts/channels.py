"""Wire models of channels: what is set up, saving it, and trying it out."""

from typing import Annotated, Any, Literal

from pydantic import Field

from platform_contracts.base import FieldError, Instant, RequestModel, Text, WireModel
from platform_contracts.vocabulary import Channel


class ChannelField(WireModel):
    """One setting of a channel; a `secret` is written, never shown."""

    name: str
    secret: bool
    required: bool
    description: str = ""


class ChannelState(WireModel):
    """A channel: whether it can send, its settings without secrets, and what is known of it.

    `secrets` names those that are set. `refused` is the provider's reason when it takes the
    settings no more; until they are saved again the channel is not used.
    """

    channel: Channel
    configured: bool
    enabled: bool = True
    source: Literal["settings", "environment", "none"] = "none"
    settings: dict[str, Any] = {}
    secrets: list[str] = []
    fields: list[ChannelField] = []
    personal: bool = True
    rooms: bool = False
    refused: str = ""
    saved_at: Instant | None = None


class PutChannel(RequestModel):
    """The settings of a channel; secrets that are left out stay as they are."""

    enabled: bool = True
    settings: Annotated[dict[str, Any], Field(max_length=50)] = {}


class TryChannel(RequestModel):
    """What to try: settings that need not be saved, and where to send a test message, if at all."""

    settings: Annotated[dict[str, Any] | None, Field(max_length=50)] = None
    address: Annotated[Text | None, Field(max_length=2048)] = None


class ChannelTested(WireModel):
    """What the provider said, how long it took, and which setting it refused."""

    ok: bool
    detail: str
    latency_ms: float
    errors: list[FieldError] = []


Part = Literal["subject", "body", "short", "spoken"]


class PutTemplates(RequestModel):
    """Jinja2 templates of a page's parts; what is left out is said in the platform's own words.

    They know number, name, title, service, environment, severity, severity_word, level, person,
    link and `default`, the platform's own words.
    """

    parts: Annotated[dict[Part, Annotated[Text, Field(max_length=8192)]], Field(max_length=4)]


class PreviewTemplates(PutTemplates):
    """Templates to try out on an example."""

    language: Literal["en", "ko"] = "en"


class ChannelTemplates(WireModel):
    """The saved templates of a channel in one language."""

    channel: Channel
    language: str
    parts: dict[str, str]


class RenderedTemplates(WireModel):
    """What a page would say."""

    subject: str
    body: str
    short: str
    spoken: str


class SlackDefaults(RequestModel):
    """The console's short form of Slack: what is left out stays as it is."""

    token: Annotated[Text | None, Field(max_length=512)] = None
    channel: Annotated[Text | None, Field(max_length=255)] = None
    api_url: Annotated[Text | None, Field(max_length=2048, pattern=r"^https?://")] = None


class SlackIdentity(WireModel):
    """Who the token belongs to."""

    ok: bool
    identity: str


class SlackSaved(WireModel):
    """What the next dispatch uses."""

    saved: bool
    channel: str
    token_set: bool


class SlackDispatched(WireModel):
    """What was sent, and the provider's own name for it."""

    sent: bool
    title: str
    channel: str
    receipt: str
