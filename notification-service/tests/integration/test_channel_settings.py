"""Settings of channels: tried with the provider, saved sealed, switched off when refused."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from notification_builders import a_method, a_page, deliver, deliveries, settled
from outside_world import Answer, Mailbox, Stub
from sqlalchemy import text

from notification.settings import Settings
from platform_contracts.vocabulary import Channel
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.secrets import Vault, new_key
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import client_of

pytestmark = pytest.mark.committed
CANARY = "planted-secret-7f3a"


async def save(
    manager: httpx.AsyncClient, channel: str, settings: dict[str, Any], **more: Any
) -> httpx.Response:
    body = {"settings": settings, **more}
    return await manager.put(f"/api/v1/channels/{channel}", json=body)


async def attempt(
    manager: httpx.AsyncClient, channel: str, settings: dict[str, Any] | None, address: str = ""
) -> dict[str, Any]:
    body = {"settings": settings, "address": address or None}
    answer = await manager.post(f"/api/v1/channels/{channel}/test", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def state_of(manager: httpx.AsyncClient, channel: str) -> dict[str, Any]:
    items = (await manager.get("/api/v1/channels")).json()["items"]
    return next(item for item in items if item["channel"] == channel)


async def test_a_wrong_slack_token_is_told_in_slacks_words_beside_the_field(
    manager: httpx.AsyncClient, receiver: Stub
) -> None:
    receiver.default = Answer(body={"ok": False, "error": "invalid_auth"})
    tried = await attempt(manager, "slack", {"token": "xoxb-wrong", "api_url": receiver.url})
    assert tried["ok"] is False
    assert tried["errors"] == [{"field": "settings.token", "reason": "invalid_auth"}]
    receiver.default = Answer(body={"ok": True, "user": "bot", "team": "Acme"})
    tried = await attempt(manager, "slack", {"token": "xoxb-1", "api_url": receiver.url})
    assert (tried["ok"], tried["detail"]) == (True, "bot in Acme")
    assert tried["latency_ms"] > 0


async def test_a_wrong_smtp_password_is_told_beside_the_password(
    manager: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    settings = {"host": "127.0.0.1", "port": mailbox.port, "tls": False, "user": "ops@example.com"}
    tried = await attempt(manager, "email", {**settings, "password": "wrong"})
    assert tried["ok"] is False
    assert tried["errors"][0]["field"] in ("settings.password", "settings.host")
    mailbox.answers["nobody@example.com"] = "550 no such mailbox"
    tried = await attempt(
        manager, "email", {**settings, "user": "", "sender": "a@example.com"}, "nobody@example.com"
    )
    assert tried["errors"] == [{"field": "address", "reason": "550 no such mailbox"}]


async def test_a_test_message_is_really_sent(manager: httpx.AsyncClient, mailbox: Mailbox) -> None:
    tried = await attempt(manager, "email", None, "me@example.com")
    assert tried["ok"] is True
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Test message"


async def test_secrets_are_written_never_shown_and_sealed_in_the_database(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub
) -> None:
    settings = {"token": f"xoxb-{CANARY}", "signing_secret": CANARY, "api_url": receiver.url}
    saved = await save(manager, "slack", settings)
    assert saved.status_code == 200
    assert saved.json()["secrets"] == ["signing_secret", "token"]
    assert CANARY not in saved.text
    answers = [await manager.get(path) for path in ("/api/v1/channels", "/metrics")]
    assert all(CANARY not in answer.text for answer in answers)
    database: Database = app.state.database
    async with database.transaction() as session:
        tables = await session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'notifications'")
        )
        for table in list(tables):
            dump = await session.scalar(
                text(f"SELECT string_agg(t::text, ' ') FROM notifications.{table} t")  # noqa: S608
            )
            assert CANARY not in (dump or "")


async def test_secrets_that_are_left_out_stay(manager: httpx.AsyncClient, receiver: Stub) -> None:
    await save(manager, "slack", {"token": "xoxb-kept", "api_url": receiver.url})
    again = await save(manager, "slack", {"api_url": receiver.url, "default_room": "C1"})
    assert again.json()["secrets"] == ["token"]
    receiver.default = Answer(body={"ok": True, "user": "bot"})
    await attempt(manager, "slack", None)
    assert receiver.requests[-1].headers["authorization"] == "Bearer xoxb-kept"


async def test_settings_that_do_not_fit_name_each_field(manager: httpx.AsyncClient) -> None:
    answer = await save(manager, "email", {"host": "", "port": 99999, "colour": "red"})
    assert answer.status_code == 422
    fields = {error["field"] for error in answer.json()["errors"]}
    assert fields == {"settings.host", "settings.port", "settings.colour"}


async def test_only_managers_change_channels(app: FastAPI, keyring: KeyRing) -> None:
    responder = client_of(app, keyring.person("responder"))
    assert (await save(responder, "slack", {"token": "x"})).status_code == 403
    body = {"settings": {"token": "x"}}
    assert (await responder.post("/api/v1/channels/slack/test", json=body)).status_code == 403


async def test_every_channel_says_what_it_needs(manager: httpx.AsyncClient) -> None:
    items = (await manager.get("/api/v1/channels")).json()["items"]
    assert {item["channel"] for item in items} == {str(channel) for channel in Channel}
    slack = next(item for item in items if item["channel"] == "slack")
    assert {"name": "token", "secret": True, "required": True, "description": ""} in slack["fields"]
    assert slack["configured"] is False


async def test_a_channel_whose_token_is_revoked_is_switched_off_and_the_operators_are_told(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub, mailbox: Mailbox
) -> None:
    await manager.post("/api/v1/recipients", json={"address": "ops@example.com"})
    await save(manager, "slack", {"token": "xoxb-1", "api_url": receiver.url})
    person = new_id()
    await a_method(manager, person, "slack", "U1")
    await a_method(manager, person, "mock", "jordan")
    receiver.default = Answer(body={"ok": False, "error": "token_revoked"})
    page = a_page(person)
    await deliver(oncall, page)

    async def switched_off() -> bool:
        return (await state_of(manager, "slack"))["refused"] == "token_revoked"

    await eventually(switched_off)
    assert (await state_of(manager, "slack"))["configured"] is False

    async def told() -> list[str]:
        return [str(mail["Subject"]) for mail in mailbox.mails if mail["To"] == "ops@example.com"]

    assert "slack" in (await eventually(told))[0]
    again = a_page(person)
    await deliver(oncall, again)
    await settled(manager, again, "sent")
    assert [d["channel"] for d in await deliveries(manager, again)] == ["mock"]
    receiver.default = Answer(body={"ok": True})
    await save(manager, "slack", {"token": "xoxb-2", "api_url": receiver.url})
    assert (await state_of(manager, "slack"))["configured"] is True


async def test_a_channel_that_is_switched_off_is_not_used(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await save(manager, "slack", {"token": "xoxb-1", "api_url": receiver.url}, enabled=False)
    person = new_id()
    await a_method(manager, person, "slack", "U1")
    await a_method(manager, person, "mock", "jordan")
    page = a_page(person)
    await deliver(oncall, page)
    await settled(manager, page, "sent")
    assert receiver.requests == []


async def test_devices_subscribe_with_a_key_that_outlives_the_process(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    first = (await manager.get("/api/v1/devices/key")).json()["public_key"]
    await app.state.channels.make_push_key()
    assert (await manager.get("/api/v1/devices/key")).json()["public_key"] == first
    assert len(first) == 87


async def test_slack_by_the_console_is_tested_saved_and_used_by_the_next_dispatch(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub
) -> None:
    nothing = await manager.post("/slack/test")
    assert nothing.status_code == 409
    receiver.default = Answer(body={"ok": False, "error": "invalid_auth"})
    odd = await manager.post("/slack/test", json={"token": "한", "api_url": receiver.url})
    assert (odd.status_code, odd.json()["errors"][0]["field"]) == (424, "token")
    wrong = await manager.post("/slack/test", json={"token": "bad", "api_url": receiver.url})
    assert (wrong.status_code, wrong.json()["integration"]) == (424, "slack")
    assert "slack: invalid_auth" in wrong.json()["detail"]
    defaults = {"token": "xoxb-1", "channel": "C9", "api_url": receiver.url}
    saved = (await manager.post("/slack/save", json=defaults)).json()
    assert (saved["channel"], saved["token_set"]) == ("C9", True)
    receiver.default = Answer(body={"ok": True, "user": "bot", "team": "Acme", "ts": "1"})
    assert (await manager.post("/slack/test")).json()["identity"] == "bot in Acme"
    state: dict[str, Any] = {
        "prometheus": {},
        "monitor": None,
        "feed": [],
        "last_alert": {"title": "Disk full", "actions": ["free space"]},
    }
    receiver.answers["/state"] = Answer(body=state)
    app.state.peers["alert-ingestion"]._base_url = receiver.url
    sent = await manager.post("/slack/dispatch")
    assert sent.json()["title"] == "Disk full"
    (post,) = receiver.to("/chat.postMessage")
    assert post.json["channel"] == "C9"
    assert "free space" in post.json["blocks"][1]["text"]["text"]


def old_key_of(file: Path) -> str:
    return file.read_text()


def put_keys(file: Path, *keys: str) -> Path:
    file.write_text("\n".join(keys))
    return file


async def rotate_secrets(app: FastAPI, keyring: KeyRing, keys: Path) -> int:
    """The exit code of the operator's command."""
    settings: Settings = app.state.settings
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "DATABASE_URL": settings.database_url.get_secret_value(),
        "AUTH_JWKS_FILE": str(keyring.jwks),
        "AUTH_KEY_FILE": str(keyring.file("notification")),
        "SECRETS_KEY_FILE": str(keys),
    }
    command = [sys.executable, "-m", "notification", "rotate-secrets"]
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    return await process.wait()


async def test_after_a_rotation_the_old_key_may_go(
    app: FastAPI,
    manager: httpx.AsyncClient,
    keyring: KeyRing,
    secrets_key_file: Path,
    receiver: Stub,
) -> None:
    receiver.default = Answer(body={"ok": True, "user": "bot", "team": "Acme"})
    settings = {"token": CANARY, "api_url": receiver.url}
    assert (await save(manager, "slack", settings)).is_success
    old, new = old_key_of(secrets_key_file), new_key()
    assert await rotate_secrets(app, keyring, put_keys(secrets_key_file, new, old)) == 0
    database: Database = app.state.database
    async with database.transaction() as session:
        query = "SELECT secrets FROM notifications.channel_settings WHERE channel = 'slack'"
        sealed: bytes = (await session.execute(text(query))).scalar_one()
    assert CANARY in Vault(put_keys(secrets_key_file, new)).open(sealed)
    assert await rotate_secrets(app, keyring, secrets_key_file) == 0
    assert await rotate_secrets(app, keyring, put_keys(secrets_key_file, new_key())) == 1
