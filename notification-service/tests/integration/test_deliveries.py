"""Deliveries: sent once, tried again, failed over, cancelled; every attempt visible."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from notification_builders import a_method, a_page, deliver, deliveries, settled
from outside_world import PUBLIC_URL, SIGNING_SECRET, Answer, Mailbox, Stub
from sqlalchemy import text
from standardwebhooks.webhooks import Webhook

from notification.deliveries.repository import forget_older
from platform_contracts.messages import CancelDeliveries
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import World

pytestmark = pytest.mark.committed


async def told(app: FastAPI) -> list[dict[str, object]]:
    """What incident-management is told, oldest first."""
    database: Database = app.state.database
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT body FROM notifications.outbox_messages ORDER BY seq")
        )
        return [row.body for row in rows]


async def test_a_page_leaves_as_a_mail_to_the_accounts_address(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    page = a_page()
    assert await deliver(oncall, page) == ["done"]
    (delivery,) = await settled(manager, page, "sent")
    (mail,) = mailbox.mails
    assert mail["To"] == "Jordan Lee <jordan@example.com>"
    assert mail["Subject"] == "[CRITICAL] INC-42 payment-api: Error rate above 5 %"
    assert mail["Message-ID"] == f"<inc-{page.incident_id}@oncall.invalid>"
    assert mail["In-Reply-To"] is None
    assert mail["X-Trace-Id"] == "4bf92f3577b34da6a3ce929d0e0e4736"
    assert {part.get_content_type() for part in mail.iter_parts()} == {"text/plain", "text/html"}
    assert [attempt["outcome"] for attempt in delivery["attempts"]] == ["sent"]


async def test_all_mails_of_an_incident_to_a_person_are_one_thread(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = new_id()
    page = a_page(person)
    await deliver(oncall, page)
    await settled(manager, page, "sent")
    again = a_page(person, incident_id=page.incident_id, level=2, at=datetime.now(UTC))
    await deliver(oncall, again)

    async def two() -> bool:
        return len(mailbox.mails) == 2

    await eventually(two)
    first, second = mailbox.mails
    thread = f"<inc-{page.incident_id}@oncall.invalid>"
    assert first["Message-ID"] == thread
    assert (second["In-Reply-To"], second["References"]) == (thread, thread)
    assert second["Message-ID"] != thread
    assert {mail["Auto-Submitted"] for mail in mailbox.mails} == {"auto-generated"}
    assert all(mail["List-Unsubscribe"] is None for mail in mailbox.mails)


async def test_what_was_given_up_is_sent_again_on_request_under_its_id(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    person = new_id()
    await a_method(manager, person, "webhook", receiver.url)
    receiver.default = Answer(410)
    page = a_page(person)
    await deliver(oncall, page)
    (failed,) = await settled(manager, page, "failed")
    receiver.default = Answer(204)
    path = f"/api/v1/deliveries/{failed['id']}/replay"
    assert (await manager.post(path)).status_code == 202
    (sent,) = await settled(manager, page, "sent")
    assert [attempt["outcome"] for attempt in sent["attempts"]] == ["rejected", "sent"]
    assert {r.headers["webhook-id"] for r in receiver.requests} == {failed["id"]}
    assert (await manager.post(path)).status_code == 409


async def test_the_same_page_twice_is_sent_once(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    page = a_page()
    await deliver(oncall, page, page)
    await settled(manager, page, "sent")
    assert len(mailbox.mails) == 1


async def test_a_mail_server_that_defers_is_tried_again(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox, world: World
) -> None:
    mailbox.answer = "451 try later"
    page = a_page()
    await deliver(oncall, page)

    async def deferred() -> bool:
        return any(d["state"] == "retry" for d in await deliveries(manager, page))

    await eventually(deferred)
    mailbox.answer = "250 kept"
    await world.fast_forward(minutes=2)
    (delivery,) = await settled(manager, page, "sent")
    outcomes = [attempt["outcome"] for attempt in delivery["attempts"]]
    assert outcomes[0] == "retry"
    assert outcomes[-1] == "sent"
    assert "451 try later" in delivery["attempts"][0]["reason"]


async def test_a_refused_mail_fails_at_once_and_the_incident_is_told(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    mailbox.answer = "550 no such mailbox"
    page = a_page()
    await deliver(oncall, page)
    (delivery,) = await settled(manager, page, "failed")
    assert "550" in delivery["reason"]
    (message,) = await told(app)
    assert (message["type"], message["state"], message["last_channel"]) == (
        "DeliveryChanged",
        "failed",
        True,
    )


async def test_a_page_that_cannot_be_sent_in_time_expires_and_is_told(
    app: FastAPI,
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    mailbox: Mailbox,
    world: World,
) -> None:
    mailbox.answer = "451 try later"
    page = a_page()
    await deliver(oncall, page)
    await world.fast_forward(minutes=31)
    await settled(manager, page, "expired")
    assert (await told(app))[-1]["state"] == "expired"


async def test_a_webhook_is_signed_and_keeps_its_id(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    person = new_id()
    assert (await a_method(manager, person, "webhook", receiver.url)).status_code == 200
    page = a_page(person)
    await deliver(oncall, page)
    (delivery,) = await settled(manager, page, "sent")
    (request,) = receiver.requests
    assert request.headers["webhook-id"] == delivery["id"]
    assert request.json["incident_number"] == 42
    assert request.headers["x-incident-link"] == f"{PUBLIC_URL}/incidents/42"
    Webhook(SIGNING_SECRET).verify(request.body, request.headers)


@pytest.mark.parametrize(("status", "state"), [(400, "failed"), (404, "failed"), (503, "retry")])
async def test_a_webhooks_status_decides_between_giving_up_and_trying_again(
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    receiver: Stub,
    status: int,
    state: str,
) -> None:
    person = new_id()
    await a_method(manager, person, "webhook", receiver.url)
    receiver.default = Answer(status, headers={"retry-after": "600"})
    page = a_page(person)
    await deliver(oncall, page)
    await settled(manager, page, state)


async def test_an_acknowledgement_supersedes_what_waits_and_drops_what_comes_late(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    rules = {"high": [{"after_min": 10, "channel": "mock"}]}
    assert (
        await manager.put(f"/api/v1/notification-rules/{person}", json=rules)
    ).status_code == 200
    page = a_page(person)
    await deliver(oncall, page)
    cancel = CancelDeliveries(incident_id=page.incident_id, reason="acknowledged", cycle=1)
    await deliver(oncall, cancel)
    await settled(manager, page, "superseded")
    late = a_page(person, incident_id=page.incident_id, level=2)
    await deliver(oncall, late)
    assert len(await deliveries(manager, page)) == 1
    anew = a_page(person, incident_id=page.incident_id, cycle=2)
    await deliver(oncall, anew)
    assert len(await deliveries(manager, page)) == 2


async def test_a_person_without_any_way_is_told_as_unreachable(
    app: FastAPI, oncall: httpx.AsyncClient
) -> None:
    page = a_page(person=new_id())
    nobody = page.person.model_copy(update={"email": None})
    await deliver(oncall, page.model_copy(update={"person": nobody}))
    (message,) = await told(app)
    assert message["reason"] == "no contact method that is set up"


async def test_a_page_is_sent_at_the_time_of_the_persons_rule(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, world: World
) -> None:
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    rules = {"high": [{"after_min": 0, "channel": "mock"}, {"after_min": 5, "channel": "mock"}]}
    await manager.put(f"/api/v1/notification-rules/{person}", json=rules)
    page = a_page(person, at=datetime.now(UTC))
    await deliver(oncall, page)

    async def states() -> list[str]:
        return sorted(d["state"] for d in await deliveries(manager, page))

    async def first_sent() -> bool:
        return await states() == ["queued", "sent"]

    await eventually(first_sent)
    await world.fast_forward(minutes=5, seconds=1)
    await settled(manager, page, "sent")


async def test_a_delivery_whose_sender_died_is_sent_by_another_under_the_same_id(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient
) -> None:
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    page = a_page(person, at=datetime.now(UTC) + timedelta(hours=1))
    await deliver(oncall, page)
    database: Database = app.state.database
    async with database.transaction() as session:
        await session.execute(
            text(
                "UPDATE notifications.deliveries SET state = 'sending', claim_token = :token, "
                "attempts_made = 1, due_at = now(), "
                "lease_until = pg_catalog.clock_timestamp() + interval '1 second'"
            ),
            {"token": new_id()},
        )
    (delivery,) = await settled(manager, page, "sent")
    mock = (await manager.get("/api/v1/channels/mock/messages")).json()["items"]
    assert [message["id"] for message in mock] == [delivery["id"]]


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "not an address"),
        ("webhook", "ftp://x"),
        ("webhook", "nowhere"),
        ("email", "a\nb"),
    ],
)
async def test_an_address_that_does_not_fit_its_channel_is_refused(
    manager: httpx.AsyncClient, channel: str, address: str
) -> None:
    answer = await a_method(manager, new_id(), channel, address)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "address"


async def test_deliveries_are_forgotten_after_their_retention_and_not_before(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    page = a_page()
    await deliver(oncall, page)
    await settled(manager, page, "sent")
    database: Database = app.state.database
    for days, left in (("89", 1), ("91", 0)):
        async with database.transaction() as session:
            old = f"now() - interval '{days} days'"
            for table, column in (("deliveries", "created_at"), ("notifications", "accepted_at")):
                await session.execute(text(f"UPDATE notifications.{table} SET {column} = {old}"))  # noqa: S608
        async with database.transaction() as session:
            await forget_older(session, 90, 100)
        assert len(await deliveries(manager, page)) == left
    async with database.transaction() as session:
        query = "SELECT count(*) FROM notifications.notifications"
        assert await session.scalar(text(query)) == 0


async def test_the_auditor_is_told_how_long_a_page_waits(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub
) -> None:
    assert (await manager.get("/internal/v1/audit")).status_code == 401
    assert (await oncall.get("/internal/v1/audit")).json() == {"oldest_due_seconds": 0.0}
    page = a_page(new_id())
    await a_method(manager, page.person.id, "webhook", f"{receiver.url}/slow")
    receiver.default = Answer(delay=5)
    await deliver(oncall, page)

    async def waits() -> bool:
        return (await oncall.get("/internal/v1/audit")).json()["oldest_due_seconds"] > 0

    await eventually(waits, "a page that waits")
    await settled(manager, page, "sent")
    assert (await oncall.get("/internal/v1/audit")).json() == {"oldest_due_seconds": 0.0}
