"""What leaves for each provider, and what its answers mean. Real sockets, no database."""

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import http_ece  # pyright: ignore[reportMissingTypeStubs]
import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from outside_world import Answer, Stub
from pydantic import SecretStr

from notification.channels.apprise.sender import AppriseConfig, AppriseSender
from notification.channels.discord.sender import DiscordConfig, DiscordSender
from notification.channels.interface import ChannelSender, Outgoing
from notification.channels.mattermost.sender import MattermostConfig, MattermostSender
from notification.channels.ntfy.sender import NtfyConfig, NtfySender
from notification.channels.push.encryption import new_vapid_key
from notification.channels.push.sender import PushConfig, PushSender
from notification.channels.slack.sender import SlackConfig, SlackSender
from notification.channels.sms.gateway import Gateway, GatewayConfig
from notification.channels.teams.sender import TeamsConfig, TeamsSender
from notification.channels.telegram.sender import TelegramConfig, TelegramSender
from notification.domain.result import Rejected, Result, Retry, Sent
from notification.domain.text import PageText
from platform_contracts.vocabulary import IncidentStatus, Severity
from platform_kit.http import outside_client
from platform_kit.ids import new_id

TEXT = PageText(
    "[CRITICAL] INC-42 <b>&", "Error rate\nabove 5 %", "https://x/incidents/42", "short", "spoken"
)


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with outside_client(["127.0.0.0/8"]) as client:
        yield client


def a_message(address: str, **changes: Any) -> Outgoing:
    values: dict[str, Any] = {
        "id": new_id(),
        "kind": "page",
        "address": address,
        "person_name": "Jordan Lee",
        "text": TEXT,
        "incident_id": new_id(),
        "incident_number": 42,
        "severity": Severity.CRITICAL,
        "actions": {"acknowledge": "https://x/api/v1/ack/t", "receipt": "https://x/r"},
    }
    return Outgoing(**values | changes)


def slack(stub: Stub, http: httpx.AsyncClient) -> SlackSender:
    config = SlackConfig(token=SecretStr("xoxb-1"), api_url=stub.url, default_room="C0")
    return SlackSender(config, http)


async def test_slack_gets_text_and_blocks_with_buttons(
    receiver: Stub, http: httpx.AsyncClient
) -> None:
    receiver.default = Answer(body={"ok": True, "channel": "C1", "ts": "1.2"})
    message = a_message("U1")
    assert await slack(receiver, http).send(message) == Sent("C1:1.2")
    (request,) = receiver.requests
    assert (request.path, request.headers["authorization"]) == (
        "/chat.postMessage",
        "Bearer xoxb-1",
    )
    body = request.json
    assert body["channel"] == "U1"
    assert body["text"] == "[CRITICAL] INC-42 &lt;b&gt;&amp;"
    buttons = body["blocks"][-1]["elements"]
    assert [button["action_id"] for button in buttons] == ["ack", "resolve", "escalate"]
    assert {button["value"] for button in buttons} == {str(message.incident_id)}


async def test_slack_changes_the_first_message_instead_of_posting_again(
    receiver: Stub, http: httpx.AsyncClient
) -> None:
    receiver.default = Answer(body={"ok": True, "channel": "C1", "ts": "1.2"})
    message = a_message("C1", update_of="C1:1.2", kind="room", status=IncidentStatus.RESOLVED)
    await slack(receiver, http).send(message)
    (request,) = receiver.requests
    assert request.path == "/chat.update"
    assert (request.json["channel"], request.json["ts"]) == ("C1", "1.2")
    assert all(block["type"] != "actions" for block in request.json["blocks"])


async def test_teams_gets_an_adaptive_card_within_its_limit(
    receiver: Stub, http: httpx.AsyncClient
) -> None:
    receiver.default = Answer(202)
    long = PageText("subject", "한" * 30_000, "https://x/1")
    sender = TeamsSender(TeamsConfig(), http)
    assert isinstance(await sender.send(a_message(f"{receiver.url}/flow", text=long)), Sent)
    (request,) = receiver.requests
    assert len(request.body) <= 28 * 1024
    content = request.json["attachments"][0]["content"]
    assert (content["type"], content["version"]) == ("AdaptiveCard", "1.4")
    assert [action["title"] for action in content["actions"]] == ["Acknowledge", "Open"]


async def test_mattermost_posts_with_buttons_and_patches(
    receiver: Stub, http: httpx.AsyncClient
) -> None:
    receiver.default = Answer(201, {"id": "post1"})
    config = MattermostConfig(
        url=receiver.url, token=SecretStr("tok"), action_secret=SecretStr("shh")
    )
    sender = MattermostSender(config, http, "https://oncall.example.com")
    assert await sender.send(a_message("chan1")) == Sent("post1")
    await sender.send(a_message("chan1", update_of="post1"))
    first, second = receiver.requests
    assert (first.method, first.path, first.json["channel_id"]) == (
        "POST",
        "/api/v4/posts",
        "chan1",
    )
    action = first.json["props"]["attachments"][0]["actions"][0]["integration"]
    assert action["url"] == "https://oncall.example.com/api/v1/replies/mattermost"
    assert action["context"]["secret"] == "shh"
    assert (second.method, second.path) == ("PUT", "/api/v4/posts/post1/patch")


async def test_telegram_sends_buttons_and_edits(receiver: Stub, http: httpx.AsyncClient) -> None:
    receiver.default = Answer(body={"ok": True, "result": {"message_id": 7}})
    config = TelegramConfig(token=SecretStr("123:abc"), api_url=receiver.url)
    sender = TelegramSender(config, http)
    assert await sender.send(a_message("99")) == Sent("99:7")
    await sender.send(a_message("99", update_of="99:7"))
    first, second = receiver.requests
    assert first.path == "/bot123:abc/sendMessage"
    keys = first.json["reply_markup"]["inline_keyboard"][0]
    assert all(len(key["callback_data"]) <= 64 for key in keys)
    assert (second.path, second.json["message_id"]) == ("/bot123:abc/editMessageText", 7)


async def test_telegrams_token_is_in_no_words_about_a_failure(http: httpx.AsyncClient) -> None:
    config = TelegramConfig(token=SecretStr("123:abc"), api_url="http://127.0.0.1:1")
    result = await TelegramSender(config, http).send(a_message("99"))
    assert isinstance(result, Retry)
    assert "123:abc" not in result.reason


async def test_discord_mentions_nobody(receiver: Stub, http: httpx.AsyncClient) -> None:
    receiver.default = Answer(body={"id": "m1"})
    sender = DiscordSender(DiscordConfig(), http)
    assert await sender.send(a_message(f"{receiver.url}/hook")) == Sent("m1")
    (request,) = receiver.requests
    assert request.path == "/hook?wait=true"
    assert request.json["allowed_mentions"] == {"parse": []}


@pytest.mark.parametrize(
    ("severity", "priority"), [("critical", 5), ("high", 4), ("medium", 3), ("low", 2)]
)
async def test_ntfy_gets_json_at_its_root(
    receiver: Stub, http: httpx.AsyncClient, severity: str, priority: int
) -> None:
    receiver.default = Answer(body={"id": "n1"})
    sender = NtfySender(NtfyConfig(url=receiver.url, token=SecretStr("tk_1")), http)
    assert await sender.send(a_message("alerts", severity=Severity(severity))) == Sent("n1")
    (request,) = receiver.requests
    body = request.json
    assert (request.path, body["topic"], body["priority"]) == ("/", "alerts", priority)
    assert body["actions"][0] | {"clear": True} == {
        "action": "http",
        "label": "Acknowledge",
        "url": "https://x/api/v1/ack/t",
        "method": "POST",
        "clear": True,
    }
    assert request.headers["authorization"] == "Bearer tk_1"


async def test_apprise_is_asked_to_hand_on(receiver: Stub, http: httpx.AsyncClient) -> None:
    sender = AppriseSender(AppriseConfig(url=receiver.url), http)
    assert isinstance(await sender.send(a_message("matrixs://room")), Sent)
    (request,) = receiver.requests
    assert (request.path, request.json["urls"]) == ("/notify", "matrixs://room")
    receiver.default = Answer(424, {"error": "no answer"})
    assert isinstance(await sender.send(a_message("matrixs://room")), Retry)


async def test_a_push_message_is_readable_by_the_browser_alone_and_names_its_sender(
    receiver: Stub, http: httpx.AsyncClient
) -> None:
    """Decrypted by another implementation, its token verified with the key it names."""
    browser = ec.generate_private_key(ec.SECP256R1())
    point = browser.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    secret = b"0123456789abcdef"
    subscription = {
        "endpoint": f"{receiver.url}/push/1",
        "keys": {"p256dh": b64(point), "auth": b64(secret)},
    }
    key = new_vapid_key()
    private = SecretStr(json.dumps(key.as_dict(private=True)))
    receiver.default = Answer(201)
    sender = PushSender(PushConfig(private_key=private, subject="mailto:a@example.com"), http)
    message = a_message(json.dumps(subscription))
    result = await sender.send(message)
    assert isinstance(result, Sent)
    assert result.receipt_within is not None
    (request,) = receiver.requests
    decrypt: Any = http_ece.decrypt  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    plain = json.loads(
        decrypt(request.body, private_key=browser, auth_secret=secret, version="aes128gcm")
    )
    assert (plain["title"], plain["url"]) == (TEXT.subject, TEXT.link)
    assert plain["actions"]["acknowledge"].endswith("/ack/t")
    assert request.headers["content-encoding"] == "aes128gcm"
    scheme, _, rest = request.headers["authorization"].partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    claims = jwt.decode(fields["t"], key, algorithms=["ES256"]).claims
    origin = urlsplit(receiver.url)
    assert (scheme, claims["aud"], claims["sub"]) == (
        "vapid",
        f"{origin.scheme}://{origin.netloc}",
        "mailto:a@example.com",
    )


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


async def test_a_device_that_is_gone_is_told_apart(receiver: Stub, http: httpx.AsyncClient) -> None:
    receiver.default = Answer(410)
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    keys = {"p256dh": b64(raw), "auth": b64(b"0123456789abcdef")}
    address = json.dumps({"endpoint": receiver.url, "keys": keys})
    private = SecretStr(json.dumps(new_vapid_key().as_dict(private=True)))
    result = await PushSender(PushConfig(private_key=private), http).send(a_message(address))
    assert isinstance(result, Rejected)
    assert result.kind == "gone"


async def test_twilio_is_called_as_its_own_client_does(
    receiver: Stub, http: httpx.AsyncClient
) -> None:
    receiver.default = Answer(201, {"sid": "SM1", "status": "queued"})
    config = GatewayConfig(
        account="AC1", secret=SecretStr("s"), sender="+1555", api_url=receiver.url
    )
    gateway = Gateway(config, http)
    result = await gateway.twilio("Messages", {"To": "+491", "Body": "hi"}, timedelta(minutes=2))
    assert result == Sent("SM1", timedelta(minutes=2))
    (request,) = receiver.requests
    assert request.path == "/2010-04-01/Accounts/AC1/Messages.json"
    assert request.form == {"From": "+1555", "To": "+491", "Body": "hi"}
    assert request.headers["authorization"] == "Basic " + base64.b64encode(b"AC1:s").decode()


async def test_any_gateway_is_called_by_templates(receiver: Stub, http: httpx.AsyncClient) -> None:
    receiver.default = Answer(200, {"messages": [{"id": "m-7"}]})
    config = GatewayConfig(
        kind="template",
        url=receiver.url + "/send?key={{ secret }}",
        secret=SecretStr("k"),
        headers={"x-from": "{{ sender }}"},
        sender="Ops",
        body='{"to": {{ to | tojson }}, "msg": {{ text | tojson }}}',
        receipt="{{ answer.messages[0].id }}",
    )
    result = await Gateway(config, http).template(a_message("+491"), 'say "hi"')
    assert result == Sent("m-7")
    (request,) = receiver.requests
    assert (request.path, request.headers["x-from"]) == ("/send?key=k", "Ops")
    assert request.json == {"to": "+491", "msg": 'say "hi"'}


PERMANENT: Result = Rejected("")
LATER: Result = Retry("")
SLACK = [
    (Answer(200, {"ok": False, "error": "channel_not_found"}), PERMANENT, False),
    (Answer(200, {"ok": False, "error": "ratelimited"}), LATER, False),
    (Answer(429, headers={"retry-after": "30"}), LATER, False),
    (Answer(500), LATER, False),
    (Answer(200, {"ok": False, "error": "token_revoked"}), PERMANENT, True),
    (Answer(200, b"<html>"), PERMANENT, False),
]


@pytest.mark.parametrize(("answer", "kind", "off"), SLACK)
async def test_what_slacks_answers_mean(
    receiver: Stub, http: httpx.AsyncClient, answer: Answer, kind: Result, off: bool
) -> None:
    receiver.default = answer
    result = await slack(receiver, http).send(a_message("C1"))
    assert type(result) is type(kind)
    assert (isinstance(result, Rejected) and result.disables) is off
    if answer.headers:
        assert isinstance(result, Retry)
        assert result.after == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(429, {"retry_after": 1.5}), LATER),
        (Answer(404, {"message": "Unknown Webhook"}), PERMANENT),
        (Answer(503), LATER),
    ],
)
async def test_what_discords_answers_mean(
    receiver: Stub, http: httpx.AsyncClient, answer: Answer, kind: Result
) -> None:
    receiver.default = answer
    result = await DiscordSender(DiscordConfig(), http).send(a_message(receiver.url))
    assert type(result) is type(kind)
    if isinstance(result, Retry) and answer.status == 429:
        assert result.after == timedelta(seconds=1.5)


async def test_telegram_says_how_long_to_wait_and_that_a_token_is_wrong(
    receiver: Stub, http: httpx.AsyncClient
) -> None:
    sender = TelegramSender(TelegramConfig(token=SecretStr("t"), api_url=receiver.url), http)
    wait = {"ok": False, "description": "Too Many Requests", "parameters": {"retry_after": 9}}
    receiver.default = Answer(429, wait)
    result = await sender.send(a_message("1"))
    assert isinstance(result, Retry)
    assert result.after == timedelta(seconds=9)
    receiver.default = Answer(401, {"ok": False, "description": "Unauthorized"})
    checked = await sender.check()
    assert (checked.ok, checked.field) == (False, "token")
    assert "Unauthorized" in checked.detail


@pytest.mark.parametrize("status", [302, 307])
async def test_a_redirect_is_no_success_and_is_not_followed(
    receiver: Stub, http: httpx.AsyncClient, status: int
) -> None:
    receiver.default = Answer(status, headers={"location": "http://169.254.169.254/latest"})
    sender: ChannelSender = TeamsSender(TeamsConfig(), http)
    assert isinstance(await sender.send(a_message(receiver.url)), Rejected)
    assert len(receiver.requests) == 1
