"""Showing, saving and trying out the settings of channels."""

import json
import time
from typing import Any

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels import repository
from notification.channels.interface import ChannelConfig, ChannelSender, Outgoing, RoomConfig
from notification.channels.kinds import KINDS
from notification.channels.models import ChannelRow
from notification.channels.registry import Channels
from notification.domain.result import Rejected, Sent
from notification.domain.text import PageText
from platform_contracts.base import FieldError
from platform_contracts.channels import (
    ChannelField,
    ChannelState,
    ChannelTested,
    PutChannel,
    TryChannel,
)
from platform_contracts.vocabulary import Channel
from platform_kit.database import after_commit
from platform_kit.ids import new_id
from platform_kit.problems import Conflict, Invalid

TEST_TEXT = PageText(
    subject="Test message",
    body="This is a test of a channel. Nothing is wrong.",
    link="",
    short="Test message. Nothing is wrong.",
    spoken="This is a test call. Nothing is wrong.",
)


async def list_states(session: AsyncSession, channels: Channels) -> list[ChannelState]:
    """Every channel."""
    rows = {row.channel: row for row in await repository.every(session)}
    return [state_of(channel, rows.get(channel), channels) for channel in KINDS]


def state_of(channel: Channel, row: ChannelRow | None, channels: Channels) -> ChannelState:
    """A channel as it is shown: no secret is in it."""
    kind, active = KINDS[channel], channels.active(channel)
    secret = kind.config.secret_names()
    shown = row.settings if row else _public(active.config) if active else {}
    set_up: dict[str, Any] = (
        json.loads(channels.vault.open(row.secrets)) if row and row.secrets else {}
    )
    return ChannelState(
        channel=channel,
        configured=active is not None,
        enabled=row.enabled if row else True,
        source="settings" if row else "environment" if active else "none",
        settings=shown,
        secrets=sorted(set_up) if row else sorted(_set_secrets(active.config)) if active else [],
        fields=[
            ChannelField(name=name, secret=name in secret, required=info.is_required())
            for name, info in kind.config.model_fields.items()
        ],
        rooms=issubclass(kind.config, RoomConfig),
        refused=row.refused if row else "",
        saved_at=row.saved_at if row else None,
    )


async def save(
    session: AsyncSession, channels: Channels, channel: Channel, body: PutChannel
) -> ChannelState:
    """Save and use them from now on. Raises Invalid, and Conflict where secrets cannot be kept."""
    row = await repository.get(session, channel)
    values = _merged(channels, channel, row, body.settings)
    checked(channel, values)
    secret = KINDS[channel].config.secret_names()
    secrets = {name: value for name, value in values.items() if name in secret and value}
    public = {name: value for name, value in values.items() if name not in secret}
    sealed = channels.vault.seal(json.dumps(secrets)) if secrets else None
    saved = await repository.put(
        session, channel, {"enabled": body.enabled, "settings": public, "secrets": sealed}
    )
    after_commit(session, lambda: channels.apply(saved))
    state = state_of(channel, saved, channels)
    return state.model_copy(update={"configured": saved.enabled})


async def stored_values(
    session: AsyncSession, channels: Channels, channel: Channel, body: TryChannel
) -> ChannelConfig:
    """The settings to try: those of the request over the saved ones. Raises Invalid, Conflict."""
    row = await repository.get(session, channel)
    active = channels.active(channel)
    if body.settings is None and row is None:
        if active is None:
            raise Conflict(f"{channel} is not set up: there is nothing to try")
        return active.config
    if body.settings is None and row is not None:
        return checked(channel, channels.values_of(row))
    return checked(channel, _merged(channels, channel, row, body.settings or {}))


async def try_out(
    channels: Channels, channel: Channel, config: ChannelConfig, body: TryChannel, link: str
) -> ChannelTested:
    """The real call: the provider's own words, how long it took, which setting it refused."""
    sender = channels.make(channel, config)
    began = time.monotonic()
    found = await sender.check()
    ok, detail, field = found.ok, found.detail, found.field
    if ok and body.address:
        ok, detail, field = await _send_test(sender, channel, body.address, link)
    latency = (time.monotonic() - began) * 1000
    name = "address" if field == "address" else f"settings.{field}"
    errors = [] if ok or not field else [FieldError(field=name, reason=detail)]
    return ChannelTested(ok=ok, detail=detail, latency_ms=latency, errors=errors)


async def _send_test(
    sender: ChannelSender, channel: Channel, address: str, link: str
) -> tuple[bool, str, str]:
    if wrong := KINDS[channel].address(address):
        return False, wrong, "address"
    text = PageText(**{**TEST_TEXT.__dict__, "link": link})
    result = await sender.send(Outgoing(new_id(), "test", address, "", text))
    if isinstance(result, Sent):
        return True, f"sent: {result.receipt}", ""
    field = result.field if isinstance(result, Rejected) else ""
    return False, result.reason, field or ("address" if isinstance(result, Rejected) else "")


def checked(channel: Channel, values: dict[str, Any]) -> ChannelConfig:
    """The settings as the channel's own type. Raises Invalid that names each wrong field."""
    try:
        return KINDS[channel].config.model_validate(values)
    except ValidationError as error:
        faults = [
            FieldError(
                field=".".join(["settings", *(str(part) for part in fault["loc"])]),
                reason=fault["msg"],
            )
            for fault in error.errors(include_input=False, include_context=False)
        ]
        raise Invalid("some settings are not valid", errors=faults) from None


def _merged(
    channels: Channels, channel: Channel, row: ChannelRow | None, given: dict[str, Any]
) -> dict[str, Any]:
    """What is given, with the stored secrets that are not given anew."""
    secret = KINDS[channel].config.secret_names()
    stored = channels.values_of(row) if row else _environment_secrets(channels, channel)
    kept = {name: value for name, value in stored.items() if name in secret}
    return {**kept, **given}


def _environment_secrets(channels: Channels, channel: Channel) -> dict[str, Any]:
    active = channels.active(channel)
    return _set_secrets(active.config) if active else {}


def _set_secrets(config: ChannelConfig) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in config.secret_names():
        value: Any = getattr(config, name)
        plain: Any = value.get_secret_value() if hasattr(value, "get_secret_value") else value
        if plain:
            found[name] = plain
    return found


def _public(config: ChannelConfig) -> dict[str, Any]:
    return config.model_dump(mode="json", exclude=set(config.secret_names()))
