"""Every channel: its settings, how its sender is made, what an address of it looks like.

Adding a channel is a folder and an entry here.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import httpx

from notification.channels.apprise.sender import AppriseConfig, AppriseSender
from notification.channels.discord.sender import DiscordConfig, DiscordSender
from notification.channels.email.sender import EmailConfig, EmailSender
from notification.channels.interface import ChannelConfig, ChannelSender
from notification.channels.mattermost.sender import MattermostConfig, MattermostSender
from notification.channels.mock.sender import MockConfig, MockSender
from notification.channels.ntfy.sender import NtfyConfig, NtfySender
from notification.channels.push.sender import PushConfig, PushSender
from notification.channels.slack.sender import SlackConfig, SlackSender
from notification.channels.sms.limits import Limits
from notification.channels.sms.sender import SmsConfig, SmsSender
from notification.channels.teams.sender import TeamsConfig, TeamsSender
from notification.channels.telegram.sender import TelegramConfig, TelegramSender
from notification.channels.voice.sender import VoiceConfig, VoiceSender
from notification.channels.webhook.sender import WebhookConfig, WebhookSender
from platform_contracts.vocabulary import Channel
from platform_kit.database import Database


@dataclass(frozen=True)
class Tools:
    """What senders are made with."""

    http: httpx.AsyncClient
    database: Database
    public_url: str


@dataclass(frozen=True)
class Kind:
    """One channel. `address` says what is wrong with an address, or nothing.

    `always`: it can send without any settings.
    """

    config: type[ChannelConfig]
    make: Callable[[Any, Tools], ChannelSender]
    address: Callable[[str], str | None]
    always: bool = False


def _matches(pattern: str, wrong: str) -> Callable[[str], str | None]:
    compiled = re.compile(pattern)
    return lambda address: None if compiled.fullmatch(address) else wrong


def _subscription(address: str) -> str | None:
    try:
        found = json.loads(address)
        sound = str(found["endpoint"]).startswith("https://") or "//127.0.0.1" in found["endpoint"]
        sound = sound and bool(found["keys"]["p256dh"]) and bool(found["keys"]["auth"])
    except (ValueError, KeyError, TypeError):
        sound = False
    return None if sound else "is not a push subscription"


_MAIL = _matches(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", "is not an e-mail address")
_URL = _matches(r"https?://[^\s/?#]+[^\s]*", "is not an http or https address")
_NUMBER = _matches(r"\+[1-9][0-9]{6,14}", "is not a number like +4915112345678")
_WORD = _matches(r"\S{1,255}", "must be one word")

KINDS: Final[Mapping[Channel, Kind]] = {
    Channel.EMAIL: Kind(EmailConfig, lambda c, _: EmailSender(c), _MAIL),
    Channel.WEBHOOK: Kind(
        WebhookConfig, lambda c, tools: WebhookSender(c, tools.http), _URL, always=True
    ),
    Channel.SLACK: Kind(SlackConfig, lambda c, tools: SlackSender(c, tools.http), _WORD),
    Channel.TEAMS: Kind(
        TeamsConfig, lambda c, tools: TeamsSender(c, tools.http), _URL, always=True
    ),
    Channel.MATTERMOST: Kind(
        MattermostConfig,
        lambda c, tools: MattermostSender(c, tools.http, tools.public_url),
        _WORD,
    ),
    Channel.TELEGRAM: Kind(
        TelegramConfig,
        lambda c, tools: TelegramSender(c, tools.http),
        _matches(r"-?[0-9]{1,20}|@\w{1,64}", "is not the id of a chat"),
    ),
    Channel.DISCORD: Kind(
        DiscordConfig, lambda c, tools: DiscordSender(c, tools.http), _URL, always=True
    ),
    Channel.NTFY: Kind(
        NtfyConfig,
        lambda c, tools: NtfySender(c, tools.http),
        _matches(r"[-_A-Za-z0-9]{1,64}", "is not a topic"),
    ),
    Channel.PUSH: Kind(PushConfig, lambda c, tools: PushSender(c, tools.http), _subscription),
    Channel.SMS: Kind(
        SmsConfig,
        lambda c, tools: SmsSender(
            c, tools.http, Limits(tools.database, Channel.SMS, c.daily_limit), tools.public_url
        ),
        _NUMBER,
    ),
    Channel.VOICE: Kind(
        VoiceConfig,
        lambda c, tools: VoiceSender(
            c, tools.http, Limits(tools.database, Channel.VOICE, c.daily_limit), tools.public_url
        ),
        _NUMBER,
    ),
    Channel.APPRISE: Kind(
        AppriseConfig,
        lambda c, tools: AppriseSender(c, tools.http),
        _matches(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+", "is not an Apprise address"),
    ),
    Channel.MOCK: Kind(
        MockConfig, lambda _, tools: MockSender(tools.database), _matches(r".+", ""), always=True
    ),
}
