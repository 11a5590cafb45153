"""What this service does by itself."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from fastapi import FastAPI

from notification.channels.registry import Channels
from notification.deliveries import repository as deliveries
from notification.deliveries.outcomes import Recorder
from notification.deliveries.sender import Sender
from notification.deliveries.writing import Writer
from notification.settings import Settings
from notification.watch.canary import Canary
from notification.watch.reach import ReachWatch
from platform_contracts.vocabulary import Service
from platform_kit.database import DATABASE_ERRORS
from platform_kit.logging import get_logger
from platform_kit.worker import Job

READ_AGAIN_SECONDS: Final = 2.0
FORGET_SECONDS: Final = 600.0
FORGET_AT_ONCE: Final = 2000

log = get_logger()


def jobs(app: FastAPI) -> Sequence[Job]:
    """Sending, receipts, what other processes saved, canaries, and who can be reached."""
    settings: Settings = app.state.settings
    database, channels = app.state.database, app.state.channels
    sender = Sender(
        database,
        channels,
        app.state.peers[Service.INCIDENTS],
        Writer(
            database,
            app.state.directory,
            app.state.templates,
            app.state.tokens_of_replies,
            settings.public_url,
        ),
        Recorder(database, app.state.failover, channels.refused, app.state.announcer),
    )
    return [
        *sender.jobs(),
        *app.state.receipts.jobs(),
        Job("forget-old-deliveries", lambda: _forget(app), FORGET_SECONDS),
        Job("saved-settings", lambda: _read_again(app), READ_AGAIN_SECONDS),
        *Canary(database, channels, settings.canary_addresses, settings.canary_minutes).jobs(),
        *ReachWatch(database, channels, app.state.peers[Service.ONCALL]).jobs(),
    ]


async def prepare(app: FastAPI) -> None:
    """Read what was saved, make the key pair of web push, look at the public address."""
    settings: Settings = app.state.settings
    channels: Channels = app.state.channels
    if fault := address_fault(settings.public_url):
        log.warning("public_url_unusable", reason=fault)
    try:
        await channels.make_push_key()
        await _read_again(app)
    except (*DATABASE_ERRORS, OSError) as error:
        log.warning("settings_not_read", reason=repr(error))  # the jobs read them later


async def _forget(app: FastAPI) -> bool:
    """Deliveries are kept for so many days; incidents keep what was told of them."""
    settings: Settings = app.state.settings
    async with app.state.database.transaction() as session:
        gone = await deliveries.forget_older(
            session, settings.delivery_retention_days, FORGET_AT_ONCE
        )
    return gone == FORGET_AT_ONCE


async def _read_again(app: FastAPI) -> bool:
    """What this or another process saved."""
    async with app.state.database.transaction() as session:
        await app.state.channels.reload(session)
        await app.state.templates.reload(session)
    return False


def address_fault(public_url: str) -> str:
    """Why links in messages would not work; empty when they do."""
    parts = urlsplit(public_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"PUBLIC_URL {public_url!r} is not an http or https address"
    if parts.hostname in ("localhost", "127.0.0.1", "::1"):
        return "PUBLIC_URL leads to this machine only: links in messages work nowhere else"
    if parts.query or parts.fragment:
        return "PUBLIC_URL must hold no query and no fragment"
    return ""
