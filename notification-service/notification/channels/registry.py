"""All channels by name: adding one is a folder and a line here."""

from collections.abc import Mapping

from notification.channels.email.sender import EmailSender
from notification.channels.interface import ChannelSender
from notification.channels.mock.sender import MockSender
from notification.channels.webhook.sender import WebhookSender
from notification.settings import Settings
from platform_contracts.vocabulary import Channel
from platform_kit.database import Database


class Channels:
    """Every channel that can send. `connect` before the first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._senders: Mapping[Channel, ChannelSender] = {}

    def connect(self, database: Database) -> None:
        """Make the senders."""
        self._senders = {
            Channel.EMAIL: EmailSender(self._settings),
            Channel.WEBHOOK: WebhookSender(self._settings),
            Channel.MOCK: MockSender(database),
        }

    def get(self, channel: Channel) -> ChannelSender | None:
        """The sender of a channel, or None when it is not set up."""
        return self._senders.get(channel)

    def usable(self) -> frozenset[Channel]:
        """Those that are set up."""
        return frozenset(name for name, s in self._senders.items() if s.is_configured)

    async def close(self) -> None:
        """Close all connections."""
        for sender in self._senders.values():
            await sender.close()
