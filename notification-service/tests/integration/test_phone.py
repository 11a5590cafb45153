"""Texts and calls: receipts, keys, replies, STOP, the daily limit and a second gateway."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from notification_builders import a_method, a_page, deliver, deliveries, settled
from outside_world import PUBLIC_URL, Answer, Stub
from reply_builders import asked, save
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from platform_contracts.messages import Notify
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import World, client_of

pytestmark = pytest.mark.committed
TWILIO_SECRET = "twilio-auth-token"


def twilio_headers(path: str, form: dict[str, str], secret: str = TWILIO_SECRET) -> dict[str, str]:
    """Signed as Twilio's own library does."""
    validator: Any = RequestValidator(secret)
    return {"x-twilio-signature": validator.compute_signature(PUBLIC_URL + path, form)}


async def with_twilio(manager: httpx.AsyncClient, channel: str, url: str, **more: Any) -> None:
    settings = {"account": "AC1", "secret": TWILIO_SECRET, "sender": "+15550001", "api_url": url}
    await save(manager, channel, settings | more)


async def callback(app: FastAPI, path: str, **form: str) -> httpx.Response:
    headers = twilio_headers(path, form)
    return await client_of(app).post(path, data=form, headers=headers)


async def texted(manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub) -> Notify:
    """A page by text message, with the mock channel ten minutes later."""
    receiver.default = Answer(201, {"sid": "SM1", "status": "queued"})
    person = new_id()
    await a_method(manager, person, "sms", "+4915112345678")
    await a_method(manager, person, "mock", "jordan")
    steps = [{"after_min": 0, "channel": "sms"}, {"after_min": 10, "channel": "mock"}]
    await manager.put(f"/api/v1/notification-rules/{person}", json={"high": steps})
    page = a_page(person)
    await deliver(oncall, page)

    async def sent() -> bool:
        return any(
            d["channel"] == "sms" and d["state"] == "sent" for d in await deliveries(manager, page)
        )

    await eventually(sent)
    return page


async def states(manager: httpx.AsyncClient, page: Notify) -> dict[str, tuple[str, str]]:
    return {d["channel"]: (d["state"], d["receipt"]) for d in await deliveries(manager, page)}


async def test_a_text_that_did_not_arrive_uses_the_next_method_at_once(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_twilio(manager, "sms", receiver.url)
    page = await texted(manager, oncall, receiver)
    assert (await states(manager, page))["sms"] == ("sent", "awaited")
    path = "/api/v1/replies/twilio/status"
    form = {"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30003"}
    assert (await callback(app, path, **form)).status_code == 204

    async def reached() -> bool:
        return (await states(manager, page))["mock"][0] == "sent"

    await eventually(reached)
    assert (await states(manager, page))["sms"] == ("sent", "failed")


async def test_a_text_that_arrived_keeps_the_next_method_waiting(
    app: FastAPI,
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    receiver: Stub,
    world: World,
) -> None:
    await with_twilio(manager, "sms", receiver.url)
    page = await texted(manager, oncall, receiver)
    path = "/api/v1/replies/twilio/status"
    await callback(app, path, MessageSid="SM1", MessageStatus="delivered")
    await world.fast_forward(minutes=5)
    assert await states(manager, page) == {"sms": ("sent", "confirmed"), "mock": ("queued", "")}


async def test_without_a_receipt_the_next_method_is_used_after_its_limit(
    app: FastAPI,
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    receiver: Stub,
    world: World,
) -> None:
    await with_twilio(manager, "sms", receiver.url)
    page = await texted(manager, oncall, receiver)
    await world.fast_forward(minutes=2, seconds=1)

    async def reached() -> bool:
        return (await states(manager, page))["mock"][0] == "sent"

    await eventually(reached)
    assert (await states(manager, page))["sms"] == ("sent", "missing")


async def test_a_second_gateway_takes_over(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    backup = {"kind": "template", "url": f"{receiver.url}/backup"}
    await with_twilio(manager, "sms", "http://127.0.0.1:1", backup=backup)
    await texted(manager, oncall, receiver)
    (request,) = receiver.to("/backup")
    assert request.json["to"] == "+4915112345678"


async def test_the_daily_limit_holds_and_the_next_method_is_used(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_twilio(manager, "sms", receiver.url, daily_limit=1)
    await texted(manager, oncall, receiver)
    person = new_id()
    await a_method(manager, person, "sms", "+4915100000000")
    await a_method(manager, person, "mock", "avery")
    rules = {"high": [{"after_min": 0, "channel": "sms"}]}
    await manager.put(f"/api/v1/notification-rules/{person}", json=rules)
    page = a_page(person)
    await deliver(oncall, page)

    async def failed_over() -> bool:
        found = await states(manager, page)
        return found.get("sms", ("",))[0] == "failed" and found.get("mock", ("",))[0] == "sent"

    await eventually(failed_over)
    assert len(receiver.requests) == 1


async def test_stop_is_obeyed_until_start(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_twilio(manager, "sms", receiver.url)
    path, number = "/api/v1/replies/twilio/sms", "+4915112345678"
    await callback(app, path, From=number, Body="STOP")
    person = new_id()
    await a_method(manager, person, "sms", number)
    page = a_page(person)
    await deliver(oncall, page)
    (refused,) = await settled(manager, page, "failed")
    assert "STOP" in refused["reason"]
    await callback(app, path, From=number, Body="start")
    await texted(manager, oncall, receiver)


async def test_a_text_answers_the_last_page(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_twilio(manager, "sms", receiver.url)
    page = await texted(manager, oncall, receiver)
    path = "/api/v1/replies/twilio/sms"
    answer = await callback(app, path, From="+4915112345678", Body=" 1 ")
    assert "INC-42: acknowledge" in answer.text
    (request,) = await asked(app)
    assert (request["action"], request["incident_id"]) == ("acknowledge", str(page.incident_id))


async def called(manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub) -> str:
    """A page by call; returns the path of what it says."""
    receiver.default = Answer(201, {"sid": "CA1", "status": "queued"})
    person = new_id()
    await a_method(manager, person, "voice", "+4915112345678")
    page = a_page(person)
    await deliver(oncall, page)
    await settled(manager, page, "sent")
    (request,) = receiver.to("/2010-04-01/Accounts/AC1/Calls.json")
    return urlsplit(request.form["Url"]).path


async def test_a_call_speaks_and_its_keys_acknowledge_and_escalate(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_twilio(manager, "voice", receiver.url)
    path = await called(manager, oncall, receiver)
    said = await callback(app, path, CallSid="CA1")
    assert "critical incident 42 on payment-api" in said.text
    assert "<Gather" in said.text
    keys = path.replace("/voice/", "/keys/")
    assert "no" in (await callback(app, keys, CallSid="CA1", Digits="9")).text
    await callback(app, keys, CallSid="CA1", Digits="1")
    await callback(app, keys, CallSid="CA1", Digits="1")
    await callback(app, keys, CallSid="CA1", Digits="2")
    assert [request["action"] for request in await asked(app)] == ["acknowledge", "escalate"]


async def test_a_voicemail_hears_it_and_acknowledges_nothing(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_twilio(manager, "voice", receiver.url)
    path = await called(manager, oncall, receiver)
    said = await callback(app, path, CallSid="CA1", AnsweredBy="machine_start")
    assert "<Say" in said.text
    assert "<Gather" not in said.text
    status = "/api/v1/replies/twilio/status"
    await callback(app, status, CallSid="CA1", CallStatus="completed", AnsweredBy="machine_start")
    assert await asked(app) == []
    database: Database = app.state.database
    async with database.transaction() as session:
        receipt = await session.scalar(text("SELECT receipt FROM notifications.deliveries"))
    assert receipt == "failed"


async def test_what_is_not_signed_by_twilio_is_refused(
    app: FastAPI, manager: httpx.AsyncClient, receiver: Stub
) -> None:
    await with_twilio(manager, "sms", receiver.url)
    path, form = "/api/v1/replies/twilio/sms", {"From": "+49", "Body": "STOP"}
    anybody = client_of(app)
    wrong = twilio_headers(path, form, "another")
    assert (await anybody.post(path, data=form, headers=wrong)).status_code == 401
    changed = twilio_headers(path, form)
    answer = await anybody.post(path, data=form | {"Body": "START"}, headers=changed)
    assert answer.status_code == 401
