"""The twelve ways in which a provider fails: the next method within ten seconds, or another try."""

import socket
from collections.abc import Generator
from contextlib import contextmanager

import httpx
import pytest
from notification_builders import a_method, a_page, deliver, deliveries
from outside_world import Answer, Mailbox, Stub
from reply_builders import save

from platform_contracts.messages import Notify
from platform_kit.ids import new_id
from platform_kit.testing.patience import eventually

pytestmark = pytest.mark.committed


@contextmanager
def full_backlog() -> Generator[str]:
    """A port that takes no more connections: connecting to it times out."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        waiting = [socket.socket() for _ in range(8)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        yield f"http://127.0.0.1:{port}"
        for one in waiting:
            one.close()


async def paged(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, channel: str, address: str
) -> Notify:
    """A page by this channel, with the mock channel ten minutes later."""
    person = new_id()
    await a_method(manager, person, channel, address)
    await a_method(manager, person, "mock", "jordan")
    steps = [{"after_min": 0, "channel": channel}, {"after_min": 10, "channel": "mock"}]
    saved = await manager.put(f"/api/v1/notification-rules/{person}", json={"high": steps})
    assert saved.status_code == 200
    page = a_page(person)
    await deliver(oncall, page)
    return page


async def ends_as(manager: httpx.AsyncClient, page: Notify, first: str, then: str) -> str:
    """Wait for both states; returns what the provider is said to have done."""

    async def both() -> str:
        found = await deliveries(manager, page)
        states = {d["channel"]: d["state"] for d in found}
        mock = states.pop("mock")
        reason = "".join(d["reason"] for d in found if d["channel"] != "mock")
        return reason if (list(states.values()), mock) == ([first], then) else ""

    return await eventually(both)


HTTP = [
    ("429 short", Answer(429, headers={"retry-after": "20"}), "retry", "queued"),
    ("429 long", Answer(429, headers={"retry-after": "300"}), "retry", "sent"),
    ("5xx", Answer(502, b"bad gateway", {"retry-after": "30"}), "retry", "queued"),
    ("4xx", Answer(400, b"no such field"), "failed", "sent"),
    ("bad token", Answer(401, b"who are you"), "failed", "sent"),
]


@pytest.mark.parametrize(
    ("answer", "first", "then"), [c[1:] for c in HTTP], ids=[c[0] for c in HTTP]
)
async def test_http_answers(
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    receiver: Stub,
    answer: Answer,
    first: str,
    then: str,
) -> None:
    receiver.default = answer
    page = await paged(manager, oncall, "webhook", receiver.url)
    assert str(answer.status) in await ends_as(manager, page, first, then)


async def test_connection_refused_is_tried_again_and_the_next_method_joins_in(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient
) -> None:
    page = await paged(manager, oncall, "webhook", "http://127.0.0.1:1/hook")
    assert "no answer" in await ends_as(manager, page, "retry", "sent")


async def test_a_connection_that_is_never_taken_is_tried_again(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient
) -> None:
    with full_backlog() as address:
        page = await paged(manager, oncall, "webhook", address)
        assert "no answer" in await ends_as(manager, page, "retry", "queued")


async def test_an_answer_that_never_comes_is_tried_again(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    receiver.default = Answer(delay=9)
    page = await paged(manager, oncall, "webhook", receiver.url)
    assert "no answer within" in await ends_as(manager, page, "retry", "queued")


async def test_a_fault_of_tls_is_tried_again(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    page = await paged(manager, oncall, "webhook", receiver.url.replace("http:", "https:"))
    assert "no answer" in await ends_as(manager, page, "retry", "sent")


async def test_ok_false_with_status_200_is_a_refusal(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    await save(manager, "slack", {"token": "x", "api_url": receiver.url})
    receiver.default = Answer(body={"ok": False, "error": "channel_not_found"})
    page = await paged(manager, oncall, "slack", "C404")
    assert await ends_as(manager, page, "failed", "sent") == "channel_not_found"


@pytest.mark.parametrize(
    ("answer", "first", "then"),
    [("451 try later", "retry", "queued"), ("550 spam", "failed", "sent")],
)
async def test_smtp_answers(
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    mailbox: Mailbox,
    answer: str,
    first: str,
    then: str,
) -> None:
    mailbox.answer = answer
    page = await paged(manager, oncall, "email", "jordan@example.com")
    assert answer[:3] in await ends_as(manager, page, first, then)


async def test_mail_arrives_while_slack_answers_429(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub, mailbox: Mailbox
) -> None:
    await save(manager, "slack", {"token": "x", "api_url": receiver.url})
    receiver.default = Answer(429, headers={"retry-after": "1"}, delay=0.2)
    stuck = new_id()
    await a_method(manager, stuck, "slack", "C1")
    await deliver(oncall, *(a_page(stuck) for _ in range(100)))
    for number in range(5):
        person = new_id()
        await a_method(manager, person, "email", f"person{number}@example.com")
        await deliver(oncall, a_page(person))

        async def arrived(wanted: int = number + 1) -> bool:
            return len(mailbox.mails) >= wanted

        await eventually(arrived)
