"""Wire cases for what the product sends, and how it reads the answers (CONFORMANCE_DIR)."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from outside_world import Answer, Stub, served
from protocol_stage import load
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from notification.channels.interface import Outgoing
from notification.channels.ntfy.sender import NtfyConfig, NtfySender
from notification.channels.slack.sender import SlackConfig, SlackSender
from notification.channels.webhook.sender import WebhookConfig, WebhookSender
from notification.domain.result import Rejected, Result, Retry, Sent
from notification.domain.text import PageText
from platform_contracts.vocabulary import Severity
from platform_kit.http import outside_client
from platform_kit.ids import new_id

OURS = ("slack", "ntfy", "standard-webhooks")
CASES = [
    case
    for case in load("protocols", "out")
    if not case.values[0] or case.values[0]["protocol"] in OURS  # pyright: ignore[reportIndexIssue, reportArgumentType, reportCallIssue]
]
TEXT = PageText("[CRITICAL] INC-42", "Error rate", "https://x/incidents/42")


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with outside_client(["127.0.0.0/8"]) as client:
        yield client


def a_message(address: str, severity: str = "critical") -> Outgoing:
    return Outgoing(
        id=new_id(),
        kind="page",
        address=address,
        person_name="Jordan",
        text=TEXT,
        incident_id=new_id(),
        severity=Severity(severity),
    )


@pytest.mark.parametrize("case", CASES)
async def test_what_leaves_and_what_answers_mean(
    case: dict[str, Any], http: httpx.AsyncClient
) -> None:
    with served(Stub()) as stub:
        check = {"slack": slack, "ntfy": ntfy, "standard-webhooks": webhooks}[case["protocol"]]
        await check(case["effect"], stub, http)


async def slack(effect: dict[str, Any], stub: Stub, http: httpx.AsyncClient) -> None:
    sender = SlackSender(SlackConfig(token=SecretStr("xoxb-1"), api_url=stub.url), http)
    stub.default = Answer(body={"ok": True, "channel": "C1", "ts": "1.2"})
    assert isinstance(await sender.send(a_message("C1")), Sent)
    assert set(effect["must"]) <= set(stub.requests[0].json)
    assert stub.requests[0].headers["authorization"] == "Bearer xoxb-1"
    for failure in effect["failures"]:
        answer = Answer(failure["status"], failure.get("body", b""), failure.get("headers", {}))
        stub.default = answer
        assert treated(await sender.send(a_message("C1"))) == failure["treat"]


def treated(result: Result) -> str:
    """A result in the words of the cases."""
    if isinstance(result, Retry):
        seconds = f" after {result.after / timedelta(seconds=1):.0f} s" if result.after else ""
        return f"retry{seconds}"
    assert isinstance(result, Rejected)
    return "disable channel and tell the admin" if result.disables else "permanent"


async def ntfy(effect: dict[str, Any], stub: Stub, http: httpx.AsyncClient) -> None:
    sender = NtfySender(NtfyConfig(url=stub.url), http)
    for severity, priority in effect["priority"].items():
        await sender.send(a_message("alerts", severity))
        assert stub.requests[-1].path == "/"
        assert stub.requests[-1].json["priority"] == priority


async def webhooks(effect: dict[str, Any], stub: Stub, http: httpx.AsyncClient) -> None:
    """The signature of the case is that of our library; what leaves verifies with both secrets."""
    at = datetime.fromtimestamp(effect["timestamp"], UTC)
    assert Webhook(effect["secret"]).sign(effect["id"], at, effect["body"]) == effect["signature"]
    old = "whsec_" + base64.b64encode(b"an older secret of 24 bytes+").decode()
    config = WebhookConfig(
        signing_secret=SecretStr(effect["secret"]), previous_signing_secret=SecretStr(old)
    )
    sender = WebhookSender(config, http)
    message = a_message(stub.url)
    await sender.send(message)
    await sender.send(message)
    first, second = stub.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == str(message.id)
    for secret in (effect["secret"], old):
        Webhook(secret).verify(first.body, first.headers)
    assert json.loads(first.body)["type"] == "incident.triggered"
