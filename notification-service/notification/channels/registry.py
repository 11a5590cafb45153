"""The channels that can send now: from saved settings, else from the environment."""

import json
from dataclasses import dataclass
from typing import Any, Literal

import httpx
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels import repository
from notification.channels.interface import ChannelConfig, ChannelSender, RoomConfig
from notification.channels.kinds import KINDS, Tools
from notification.channels.models import ChannelRow
from notification.channels.push.encryption import new_vapid_key
from notification.settings import Settings
from platform_contracts.vocabulary import Channel
from platform_kit.database import Database, after_commit
from platform_kit.http import outside_client
from platform_kit.logging import get_logger
from platform_kit.problems import Conflict
from platform_kit.secrets import Vault

log = get_logger()


@dataclass(frozen=True)
class Active:
    """A channel that is set up."""

    config: ChannelConfig
    sender: ChannelSender
    source: Literal["settings", "environment"]


class Channels:
    """Senders by channel. `connect` before the first use; saved settings are read again often."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._active: dict[Channel, Active] = {}
        self._seen: dict[str, Any] = {}
        self.vault = Vault(settings.secrets_key_file)

    def connect(self, database: Database) -> None:
        """Make the senders that need no saved settings."""
        self._database = database
        self._tools = Tools(
            outside_client(self._settings.allowed_networks), database, self._settings.public_url
        )
        self._put_defaults()

    @property
    def http(self) -> httpx.AsyncClient:
        """The client of all channels: never to internal addresses unless listed."""
        return self._tools.http

    def get(self, channel: Channel) -> ChannelSender | None:
        """The sender of a channel, or None when it is not set up."""
        active = self._active.get(channel)
        return active.sender if active else None

    def active(self, channel: Channel) -> Active | None:
        """A channel with its settings, if it is set up."""
        return self._active.get(channel)

    def usable(self) -> frozenset[Channel]:
        """Those that are set up."""
        return frozenset(self._active)

    def rooms(self, service: str | None, team: str | None) -> list[tuple[Channel, str]]:
        """Where news of a service or a team are shown."""
        found: list[tuple[Channel, str]] = []
        for channel, active in self._active.items():
            room = (
                active.config.room_of(service, team)
                if isinstance(active.config, RoomConfig)
                else ""
            )
            if room:
                found.append((channel, room))
        return found

    def make(self, channel: Channel, config: ChannelConfig) -> ChannelSender:
        """A sender with these settings."""
        return KINDS[channel].make(config, self._tools)

    async def reload(self, session: AsyncSession) -> None:
        """Read the saved settings."""
        rows = await repository.every(session)
        seen = {row.channel: (row.saved_at, row.refused, row.enabled) for row in rows}
        if seen == self._seen:
            return
        self._active = {}
        self._put_defaults()
        for row in rows:
            self.apply(row)
        self._seen = seen

    def apply(self, row: ChannelRow) -> None:
        """Use saved settings from now on; those that are refused or switched off are not used."""
        channel = Channel(row.channel)
        self._active.pop(channel, None)
        if not row.enabled or row.refused:
            return
        try:
            config = KINDS[channel].config.model_validate(self.values_of(row))
        except (ValidationError, Conflict) as error:
            log.error("channel_settings_unusable", channel=row.channel, reason=str(error)[:200])
            return
        self._active[channel] = Active(config, self.make(channel, config), "settings")

    def values_of(self, row: ChannelRow) -> dict[str, Any]:
        """All settings, secrets opened. Raises Conflict."""
        secrets: dict[str, Any] = json.loads(self.vault.open(row.secrets)) if row.secrets else {}
        return {**row.settings, **secrets}

    async def refused(self, session: AsyncSession, channel: Channel, reason: str) -> bool:
        """Use a channel no more until it is saved again; False when that was known."""
        known = await repository.refuse(session, channel, reason)
        after_commit(session, lambda: self._drop(channel))
        return known

    def _drop(self, channel: Channel) -> None:
        active = self._active.get(channel)
        if active is not None and active.source == "settings":
            del self._active[channel]

    async def make_push_key(self) -> None:
        """The key pair of web push, once; without a file of keys there is no web push."""
        if self._settings.secrets_key_file is None:
            return
        key = json.dumps(new_vapid_key().as_dict(private=True))
        sealed = self.vault.seal(json.dumps({"private_key": key}))
        values = {"settings": {"subject": self._settings.push_subject}, "secrets": sealed}
        async with self._database.transaction() as session:
            await repository.put_if_new(session, Channel.PUSH, values)
            await self.reload(session)

    async def close(self) -> None:
        """Close all connections."""
        await self._tools.http.aclose()

    def _put_defaults(self) -> None:
        """From the environment, and those that need no settings."""
        for channel, kind in KINDS.items():
            values = self._settings.channel_values(channel)
            if values is None and not kind.always:
                continue
            config = kind.config.model_validate(values or {})
            self._active[channel] = Active(config, self.make(channel, config), "environment")
