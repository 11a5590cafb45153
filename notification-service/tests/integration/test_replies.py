"""Links, buttons, keys and texts that answer a page; receipts, and what happens without them."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from notification_builders import a_method, a_page, deliver, settled
from outside_world import PUBLIC_URL, Answer, Mailbox, Stub
from reply_builders import asked, save
from slack_sdk.signature import SignatureVerifier

from platform_contracts.messages import Notify
from platform_kit.ids import new_id
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import World, client_of

pytestmark = pytest.mark.committed
SLACK_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


async def mailed_link(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> tuple[Notify, str]:
    """A page by mail, and the path of its link that acknowledges."""
    page = a_page()
    await deliver(oncall, page)
    await settled(manager, page, "sent")
    body = mailbox.mails[-1].get_body(("plain",))
    assert body is not None
    (link,) = [word for word in str(body.get_content()).split() if "/api/v1/ack/" in word]
    assert link.startswith(PUBLIC_URL)
    return page, urlsplit(link).path


async def test_a_link_acknowledges_once_and_in_the_name_of_who_was_paged(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    page, path = await mailed_link(manager, oncall, mailbox)
    anybody = client_of(app)
    looked = await anybody.get(path)
    assert (looked.status_code, looked.headers["cache-control"]) == (200, "no-store")
    assert await asked(app) == []
    first, second = await anybody.post(path), await anybody.post(path)
    assert (first.json()["action"], first.json()["before"]) == ("acknowledge", False)
    assert second.json()["before"] is True
    (request,) = await asked(app)
    assert (request["incident_id"], request["action"]) == (str(page.incident_id), "acknowledge")
    assert request["person"]["name"] == "Jordan Lee"


@pytest.mark.parametrize("path", ["x", "A" * 44, "a" * 128, "ÿ"])
async def test_a_link_that_was_not_made_here_is_not_found(app: FastAPI, path: str) -> None:
    answer = await client_of(app).post(f"/api/v1/ack/{path}")
    assert answer.status_code in (404, 422)


async def test_a_changed_link_and_an_old_one_do_nothing(
    app: FastAPI,
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    mailbox: Mailbox,
    world: World,
) -> None:
    _, path = await mailed_link(manager, oncall, mailbox)
    changed = path[:-3] + ("A" if path[-3] != "A" else "B") + path[-2:]
    assert (await client_of(app).post(changed)).status_code == 404
    await world.fast_forward(hours=25)
    assert (await client_of(app).post(path)).status_code == 410
    assert await asked(app) == []


def signed(body: str, at: float, secret: str = SLACK_SECRET) -> dict[str, str]:
    """Headers as Slack's own library makes them."""
    verifier = SignatureVerifier(secret)
    signature = verifier.generate_signature(timestamp=str(int(at)), body=body)
    return {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": str(int(at)),
        "x-slack-signature": str(signature),
    }


def pressed(action: str, incident: object, user: str = "U1") -> str:
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": "ana"},
        "actions": [{"action_id": action, "value": str(incident)}],
    }
    return urlencode({"payload": json.dumps(payload)})


async def with_slack(manager: httpx.AsyncClient, receiver: Stub) -> None:
    receiver.default = Answer(body={"ok": True, "channel": "C1", "ts": "1.2"})
    settings = {"token": "xoxb-1", "signing_secret": SLACK_SECRET, "api_url": receiver.url}
    await save(manager, "slack", settings)


async def test_slacks_buttons_acknowledge_resolve_and_escalate_as_the_linked_person(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_slack(manager, receiver)
    person, incident = new_id(), new_id()
    await a_method(manager, person, "slack", "U1")
    for action in ("ack", "resolve", "escalate"):
        body = pressed(action, incident)
        answer = await client_of(app).post(
            "/api/v1/slack/interactive", content=body, headers=signed(body, time.time())
        )
        assert (answer.status_code, answer.content) == (200, b"")
    requests = await asked(app)
    assert [r["action"] for r in requests] == ["acknowledge", "resolve", "escalate"]
    assert {r["person"]["id"] for r in requests} == {str(person)}
    stranger = pressed("ack", incident, user="U404")
    await client_of(app).post(
        "/api/v1/slack/interactive", content=stranger, headers=signed(stranger, time.time())
    )
    last = (await asked(app))[-1]
    assert (last["person"], last["by"], last["source"]) == (None, "ana", "slack")


@pytest.mark.parametrize("fault", ["secret", "old", "future", "byte", "none"])
async def test_what_is_not_signed_by_slack_is_refused(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub, fault: str
) -> None:
    await with_slack(manager, receiver)
    body, now = pressed("ack", new_id()), time.time()
    headers = {
        "secret": signed(body, now, "another"),
        "old": signed(body, now - 301),
        "future": signed(body, now + 301),
        "byte": signed(body + "x", now),
        "none": {},
    }[fault]
    answer = await client_of(app).post("/api/v1/slack/interactive", content=body, headers=headers)
    assert answer.status_code == 401
    assert await asked(app) == []


async def test_slacks_question_is_echoed(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_slack(manager, receiver)
    body = json.dumps({"type": "url_verification", "challenge": "abc"})
    headers = signed(body, time.time()) | {"content-type": "application/json"}
    answer = await client_of(app).post("/api/v1/slack/interactive", content=body, headers=headers)
    assert answer.json() == {"challenge": "abc"}


async def test_a_service_has_its_room_whose_message_changes_with_the_incident(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    receiver.default = Answer(body={"ok": True, "channel": "C7", "ts": "9.9"})
    rooms = {"payment-api": "C7"}
    settings = {"token": "xoxb-1", "api_url": receiver.url, "rooms": rooms}
    await save(manager, "slack", settings)
    person, other = new_id(), new_id()
    for who in (person, other):
        await a_method(manager, who, "mock", str(who))
    page = a_page(person)
    same = a_page(other, incident_id=page.incident_id)
    elsewhere = a_page(person, service="search")
    await deliver(oncall, page, same, elsewhere)

    async def posted() -> list[Any]:
        return receiver.to("/chat.postMessage")

    (post,) = await eventually(posted)
    assert post.json["channel"] == "C7"
    cancel = {"type": "CancelDeliveries", "incident_id": str(page.incident_id), "cycle": 1}
    body = {"id": str(new_id()), **cancel, "reason": "acknowledged", "v": 1}
    await oncall.post("/internal/v1/messages", json={"messages": [body]})

    async def updated() -> list[Any]:
        return receiver.to("/chat.update")

    (update,) = await eventually(updated)
    assert (update.json["ts"], update.json["text"][:13]) == ("9.9", "Acknowledged:")
    assert len(receiver.to("/chat.postMessage")) == 1


async def test_telegrams_button_and_its_way_to_ones_chat_id(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub
) -> None:
    settings = {"token": "1:a", "webhook_secret": "hook", "api_url": receiver.url}
    await save(manager, "telegram", settings)
    incident, person = new_id(), new_id()
    await a_method(manager, person, "telegram", "99")
    headers = {"x-telegram-bot-api-secret-token": "hook"}
    update = {
        "callback_query": {
            "id": "q1",
            "from": {"id": 5, "first_name": "Ana"},
            "message": {"chat": {"id": 99}},
            "data": f"ack:{incident.hex}",
        }
    }
    path = "/api/v1/replies/telegram"
    answer = await client_of(app).post(path, json=update, headers=headers)
    assert answer.json()["method"] == "answerCallbackQuery"
    (request,) = await asked(app)
    assert (request["person"]["id"], UUID(request["incident_id"])) == (str(person), incident)
    hello = {"message": {"chat": {"id": 7}, "text": "/start"}}
    assert "7" in (await client_of(app).post(path, json=hello, headers=headers)).json()["text"]
    assert (await client_of(app).post(path, json=hello)).status_code == 401


async def test_mattermosts_button_needs_our_secret(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub
) -> None:
    settings = {"url": receiver.url, "token": "t", "action_secret": "shh"}
    await save(manager, "mattermost", settings)
    context = {"action": "acknowledge", "incident": str(new_id()), "secret": "shh"}
    path = "/api/v1/replies/mattermost"
    body = {"user_name": "ana", "context": context}
    assert (await client_of(app).post(path, json=body)).status_code == 200
    assert (await asked(app))[0]["by"] == "ana"
    wrong = {"user_name": "ana", "context": context | {"secret": "guess"}}
    assert (await client_of(app).post(path, json=wrong)).status_code == 401


def test_slacks_signature_is_the_documented_one() -> None:
    """Computed by hand, so that the library is not the only witness."""
    base = b"v0:1531420618:a=b"
    expected = "v0=" + hmac.new(SLACK_SECRET.encode(), base, hashlib.sha256).hexdigest()
    assert signed("a=b", 1531420618)["x-slack-signature"] == expected
