"""A person is reached by the next method, in storms by few messages, and never after an answer."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from notification_builders import a_method, a_page, deliver, deliveries, settled
from outside_world import Answer, Incidents, Mailbox, Stub
from sqlalchemy import text

from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import World

pytestmark = pytest.mark.committed


async def sent_by(manager: httpx.AsyncClient, page: object) -> dict[str, str]:
    """The state of each channel's delivery."""
    found = await deliveries(manager, page)  # pyright: ignore[reportArgumentType]
    return {d["channel"]: d["state"] for d in found}


async def with_rules(manager: httpx.AsyncClient, person: UUID, url: str) -> None:
    """Webhook at once, the mock channel ten minutes later."""
    await a_method(manager, person, "webhook", f"{url}/hook")
    await a_method(manager, person, "mock", "jordan")
    steps = [{"after_min": 0, "channel": "webhook"}, {"after_min": 10, "channel": "mock"}]
    await manager.put(f"/api/v1/notification-rules/{person}", json={"high": steps})


@pytest.mark.parametrize(
    ("answer", "first"),
    [
        (Answer(404), "failed"),
        (Answer(401, b"bad token"), "failed"),
        (Answer(429, headers={"retry-after": "90"}), "retry"),
    ],
)
async def test_the_next_method_is_used_at_once_when_one_fails_or_asks_for_a_long_wait(
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    receiver: Stub,
    answer: Answer,
    first: str,
) -> None:
    person = new_id()
    await with_rules(manager, person, receiver.url)
    receiver.default = answer
    page = a_page(person)
    await deliver(oncall, page)

    async def both() -> bool:
        return await sent_by(manager, page) == {"webhook": first, "mock": "sent"}

    await eventually(both)


async def test_a_short_wait_is_waited_for(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    person = new_id()
    await with_rules(manager, person, receiver.url)
    receiver.default = Answer(429, headers={"retry-after": "30"})
    page = a_page(person)
    await deliver(oncall, page)

    async def tried() -> bool:
        return (await sent_by(manager, page))["webhook"] == "retry"

    await eventually(tried)
    assert await sent_by(manager, page) == {"webhook": "retry", "mock": "queued"}
    (waiting,) = [d for d in await deliveries(manager, page) if d["state"] == "retry"]
    wait = datetime.fromisoformat(waiting["due_at"]) - datetime.now(UTC)
    assert timedelta(seconds=20) < wait <= timedelta(seconds=31)


async def test_a_method_that_no_rule_names_is_used_before_nobody_is_reached(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    person = new_id()
    await with_rules(manager, person, receiver.url)
    rules = {"high": [{"after_min": 0, "channel": "webhook"}]}
    await manager.put(f"/api/v1/notification-rules/{person}", json=rules)
    receiver.default = Answer(410)
    page = a_page(person)
    await deliver(oncall, page)

    async def both() -> bool:
        return await sent_by(manager, page) == {"webhook": "failed", "mock": "sent"}

    await eventually(both)
    database: Database = app.state.database
    async with database.transaction() as session:
        rows = await session.execute(text("SELECT body FROM notifications.outbox_messages"))
        told = {row.body["state"]: row.body["last_channel"] for row in rows}
    assert told == {"failed": False, "sent": False}


async def test_nobody_is_paged_for_an_answered_cycle_and_everybody_for_a_newer_one(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, incidents: Incidents
) -> None:
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    old = a_page(person)
    incidents.put(old.incident_id, "investigating", 1, "acknowledged")
    await deliver(oncall, old)
    (superseded,) = await settled(manager, old, "superseded")
    assert superseded["reason"] == "already answered"
    incidents.put(old.incident_id, "investigating", 2, "triggered")
    await deliver(oncall, a_page(person, incident_id=old.incident_id, cycle=2))

    async def paged_again() -> bool:
        return {d["state"] for d in await deliveries(manager, old)} == {"superseded", "sent"}

    await eventually(paged_again)


async def test_an_incident_that_cannot_be_read_is_paged_for(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, incidents: Incidents
) -> None:
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    incidents.states.clear()
    page = a_page(person)
    await deliver(oncall, page)
    await settled(manager, page, "sent")


async def test_a_slow_provider_delays_no_other(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub, mailbox: Mailbox
) -> None:
    slow = new_id()
    await a_method(manager, slow, "webhook", f"{receiver.url}/slow")
    receiver.default = Answer(delay=5)
    await deliver(oncall, *(a_page(slow) for _ in range(80)))
    await asyncio.sleep(1)
    page = a_page()
    await deliver(oncall, page)
    await settled(manager, page, "sent")
    assert len(receiver.requests) < 80
    assert len(mailbox.mails) == 1


async def test_a_storm_for_one_person_is_few_mails_that_name_every_incident_in_order(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox, world: World
) -> None:
    person = new_id()
    await a_method(manager, person, "email", "jordan@example.com")
    pages = [a_page(person, number=number) for number in range(1, 2001)]
    for start in range(0, len(pages), 100):
        await deliver(oncall, *pages[start : start + 100])

    async def left() -> int:
        answer = await manager.get("/api/v1/deliveries", params={"state": "sent", "limit": 1})
        return answer.json()["items"] != []

    await eventually(left)
    for _ in range(4):
        await world.fast_forward(seconds=61)
        await asyncio.sleep(1.5)

    async def named() -> list[int]:
        found: list[int] = []
        for mail in mailbox.mails:
            body = mail.get_body(("plain",))
            assert body is not None
            words = str(body.get_content()).split()
            found += [int(w[4:]) for w in words if w.startswith("INC-") and w[4:].isdigit()]
        return found if len(set(found)) == 2000 else []

    numbers = await eventually(named)
    assert len(mailbox.mails) <= 5 + 5
    assert numbers == sorted(numbers)
    assert len(numbers) == 2000


async def test_mails_of_a_bundle_that_was_interrupted_are_one_mail_again(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = new_id()
    await a_method(manager, person, "email", "jordan@example.com")
    mailbox.answer = "451 later"
    await deliver(oncall, *(a_page(person, number=n) for n in range(1, 31)))

    async def deferred() -> bool:
        found = (await manager.get("/api/v1/deliveries", params={"limit": 100})).json()["items"]
        return len([d for d in found if d["state"] == "retry"]) >= 26

    await eventually(deferred)
    mailbox.answer = "250 kept"
    database: Database = app.state.database
    async with database.transaction() as session:
        await session.execute(
            text("UPDATE notifications.deliveries SET due_at = now() WHERE bundle_id IS NOT NULL")
        )

    async def bundle() -> list[str]:
        return [str(m["Subject"]) for m in mailbox.mails if "26 incidents" in str(m["Subject"])]

    assert await eventually(bundle) == ["[CRITICAL] 26 incidents: INC-5-30"]
