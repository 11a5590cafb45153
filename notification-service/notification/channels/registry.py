"""All channels by name: adding one is a folder and a line here."""

from collections.abc import Mapping

from notification.channels.email.sender import EmailSender
from notification.channels.interface import ChannelSender
from notification.channels.mock.sender import MockSender
from notification.channels.webhook.sender import WebhookSender
from notification.settings import Settings
from platform_contracts.vocabulary import Channel
from platform_kit.database import Database

Channels = Mapping[Channel, ChannelSender]


def open_channels(settings: Settings, database: Database) -> Channels:
    """Every channel, ready to send."""
    return {
        Channel.EMAIL: EmailSender(settings),
        Channel.WEBHOOK: WebhookSender(settings),
        Channel.MOCK: MockSender(database),
    }


def usable(channels: Channels) -> frozenset[Channel]:
    """Those that are set up."""
    return frozenset(name for name, sender in channels.items() if sender.is_configured)
