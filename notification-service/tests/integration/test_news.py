"""Announcements reach people, rooms or the recipient list; the list in pages of five; codes."""

from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from notification_builders import a_method, a_page, deliver
from outside_world import Answer, Mailbox, Stub, served
from reply_builders import save

from platform_contracts.messages import Announce
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.patience import eventually
from platform_kit.testing.plugin import client_of

pytestmark = pytest.mark.committed


async def mails_to(mailbox: Mailbox, address: str, number: int = 1) -> list[str]:
    """The subjects of so many mails to somebody."""

    async def found() -> list[str]:
        subjects = [str(m["Subject"]) for m in mailbox.mails if address in str(m["To"])]
        return subjects if len(subjects) >= number else []

    return await eventually(found)


async def mock_subjects(manager: httpx.AsyncClient) -> list[str]:
    items = (await manager.get("/api/v1/channels/mock/messages")).json()["items"]
    return [item["subject"] for item in items]


async def test_a_hand_off_is_announced_to_the_person_by_what_does_not_ring(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient
) -> None:
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    notice = Announce(
        topic="shift.begins", title="Your shift begins: Primary", data={"person": str(person)}
    )
    assert await deliver(oncall, notice) == ["done"]

    async def arrived() -> bool:
        return await mock_subjects(manager) == ["Your shift begins: Primary"]

    await eventually(arrived)


async def test_somebody_without_contact_methods_is_told_at_the_address_of_the_account(
    app: FastAPI, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    person = new_id()
    known: dict[str, Any] = {
        "id": str(person),
        "login": "avery",
        "name": "Avery",
        "email": "avery@example.com",
        "timezone": "UTC",
        "language": "ko",
        "roles": {},
        "active": True,
    }
    with served(Stub(default=Answer(body=known))) as accounts:
        app.state.directory.oncall._base_url = accounts.url
        notice = Announce(topic="swap.offered", title="A swap", data={"person": str(person)})
        await deliver(oncall, notice)
        assert await mails_to(mailbox, "avery@example.com") == ["A swap"]


async def test_a_gap_is_told_in_the_teams_room_else_to_the_recipient_list(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient, receiver: Stub, mailbox: Mailbox
) -> None:
    await manager.post("/api/v1/recipients", json={"address": "ops@example.com"})
    gap = Announce(topic="schedule.gap", title="Nobody is on call", data={"team": "platform"})
    await deliver(oncall, gap)
    assert await mails_to(mailbox, "ops@example.com") == ["Nobody is on call"]
    receiver.default = Answer(body={"ok": True, "channel": "C1", "ts": "1"})
    rooms = {"team:platform": "C1"}
    await save(manager, "slack", {"token": "x", "api_url": receiver.url, "rooms": rooms})
    await deliver(oncall, gap)

    async def posted() -> list[Any]:
        return receiver.to("/chat.postMessage")

    (post,) = await eventually(posted)
    assert post.json["channel"] == "C1"
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("targets", "posted", "mailed"),
    [(["slack"], 1, []), (["email"], 0, ["ops@example.com"]), (["jira"], 0, [])],
)
async def test_a_report_goes_where_its_targets_say(
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    receiver: Stub,
    mailbox: Mailbox,
    targets: list[str],
    posted: int,
    mailed: list[str],
) -> None:
    await manager.post("/api/v1/recipients", json={"address": "ops@example.com"})
    receiver.default = Answer(body={"ok": True, "channel": "C1", "ts": "1"})
    slack = {"token": "x", "api_url": receiver.url, "default_room": "C1"}
    await save(manager, "slack", slack)
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    report = Announce(topic="report.incident", title="A report", data={"targets": targets})
    last = Announce(topic="shift.begins", title="Last", data={"person": str(person)})
    await deliver(oncall, report, last)

    async def settled() -> bool:
        return (
            await mock_subjects(manager) == ["Last"]
            and len(receiver.to("/chat.postMessage")) >= posted
            and len(mailbox.mails) >= len(mailed)
        )

    await eventually(settled)
    assert len(receiver.to("/chat.postMessage")) == posted
    assert [str(mail["To"]) for mail in mailbox.mails] == mailed


async def test_the_same_announcement_twice_is_told_once(
    manager: httpx.AsyncClient, oncall: httpx.AsyncClient
) -> None:
    person = new_id()
    await a_method(manager, person, "mock", "jordan")
    notice = Announce(id=new_id(), topic="x", title="Once", data={"person": str(person)})
    body = {"messages": [notice.model_dump(mode="json")] * 2}
    await oncall.post("/internal/v1/messages", json=body)

    async def arrived() -> bool:
        return "Once" in await mock_subjects(manager)

    await eventually(arrived)
    assert await mock_subjects(manager) == ["Once"]


async def test_the_sixth_recipient_is_on_page_two(manager: httpx.AsyncClient) -> None:
    for number in range(6):
        body = {"address": f"person{number}@example.com"}
        assert (await manager.post("/api/v1/recipients", json=body)).status_code == 201
    first = (await manager.get("/api/v1/recipients")).json()
    second = (await manager.get("/api/v1/recipients", params={"page": 2})).json()
    assert (len(first["items"]), first["pages"], first["total"]) == (5, 2, 6)
    assert [r["address"] for r in second["items"]] == ["person5@example.com"]
    twice = await manager.post("/api/v1/recipients", json={"address": "person0@example.com"})
    assert twice.status_code == 409
    wrong = await manager.post("/api/v1/recipients", json={"address": "a\nb@example.com"})
    assert wrong.json()["errors"][0]["field"] == "address"
    gone = second["items"][0]["id"]
    assert (await manager.delete(f"/api/v1/recipients/{gone}")).status_code == 204
    assert (await manager.get("/api/v1/recipients")).json()["pages"] == 1


async def test_an_actions_outcome_is_mailed_only_to_somebody_and_the_history_has_pages(
    manager: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    outcome = {"action": "Restart the pods", "outcome": "executed", "note": "done"}
    path = "/api/v1/notifications/action-outcomes"
    nobody = (await manager.post(path, json=outcome)).json()
    assert (nobody["mailed"], nobody["reason"]) == (False, "the recipient list is empty")
    await manager.post("/api/v1/recipients", json={"address": "ops@example.com"})
    for _ in range(6):
        assert (await manager.post(path, json=outcome)).json()["mailed"] is True
    await manager.post(path, json=outcome | {"outcome": "postponed"})

    async def all_named() -> list[str]:
        bodies = [str(m.get_body(("plain",))) for m in mailbox.mails]
        return bodies if sum(body.count("Restart the pods") for body in bodies) >= 7 else []

    await eventually(all_named)
    history = (await manager.get("/api/v1/recipients/history")).json()
    assert (len(history["items"]), history["pages"], history["total"]) == (5, 2, 7)
    assert history["items"][0]["subject"] == "Action postponed: Restart the pods"


async def test_people_prove_an_address_by_a_code_and_managers_vouch(
    app: FastAPI,
    manager: httpx.AsyncClient,
    oncall: httpx.AsyncClient,
    keyring: KeyRing,
    mailbox: Mailbox,
) -> None:
    person, method = new_id(), new_id()
    own = client_of(app, keyring.person("viewer", person_id=person))
    body = {"person_id": str(person), "channel": "email", "address": "me@example.com"}
    path = f"/api/v1/contact-methods/{method}"
    assert (await own.put(path, json=body)).json()["verified"] is False
    assert (await own.post(f"{path}/code")).status_code == 202
    assert (await own.post(f"{path}/code")).status_code == 429
    (subject,) = await mails_to(mailbox, "me@example.com")
    code = subject.split()[-1]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert (await own.post(f"{path}/verify", json={"code": wrong})).json()["verified"] is False
    assert (await own.post(f"{path}/verify", json={"code": code})).json()["verified"] is True
    assert (await own.put(path, json=body)).json()["verified"] is True
    other = body | {"address": "else@example.com"}
    assert (await own.put(path, json=other)).json()["verified"] is False
    assert (await manager.put(path, json=other)).json()["verified"] is True
    strange = client_of(app, keyring.person("viewer"))
    assert (await strange.post(f"{path}/code")).status_code == 403


async def test_a_code_is_guessed_five_times_at_most(
    app: FastAPI, keyring: KeyRing, mailbox: Mailbox
) -> None:
    person, method = new_id(), new_id()
    own = client_of(app, keyring.person("viewer", person_id=person))
    body = {"person_id": str(person), "channel": "email", "address": "me@example.com"}
    path = f"/api/v1/contact-methods/{method}"
    await own.put(path, json=body)
    await own.post(f"{path}/code")
    code = (await mails_to(mailbox, "me@example.com"))[0].split()[-1]
    for number in range(1, 6):
        wrong = f"{(int(code) + number) % 10**6:06}"
        await own.post(f"{path}/verify", json={"code": wrong})
    assert (await own.post(f"{path}/verify", json={"code": code})).status_code == 409


async def test_the_banner_of_somebody_on_call_says_why_nothing_reaches_them(
    app: FastAPI, manager: httpx.AsyncClient
) -> None:
    person = new_id()
    path, asked = "/api/v1/notifications/reachability", {"person_id": str(person)}
    nothing = (await manager.get(path, params=asked)).json()
    assert (nothing["reachable"], nothing["reason"]) == (False, "no contact method")
    await a_method(manager, person, "sms", "+4915112345678")
    unusable = (await manager.get(path, params=asked)).json()
    assert unusable["reason"] == "none of the channels is set up"
    await a_method(manager, person, "mock", "jordan")
    assert (await manager.get(path, params=asked)).json()["channels"] == ["mock"]


async def test_templates_are_previewed_saved_and_used_and_a_broken_one_keeps_no_page_back(
    app: FastAPI, manager: httpx.AsyncClient, oncall: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    parts = {"subject": "{{ name }} {{ severity_word }} / {{ default | length }}"}
    preview = await manager.post("/api/v1/channels/templates/preview", json={"parts": parts})
    assert preview.json()["subject"].startswith("INC-42 critical / ")
    bad = await manager.put(
        "/api/v1/channels/email/templates/en", json={"parts": {"subject": "{% include 'x' %}"}}
    )
    assert bad.json()["errors"][0]["field"] == "parts.subject"
    saved = await manager.put("/api/v1/channels/email/templates/en", json={"parts": parts})
    assert saved.status_code == 200
    await deliver(oncall, a_page())
    assert (await mails_to(mailbox, "jordan@example.com"))[0].startswith("INC-42 critical / ")
    failing = {"parts": {"subject": "{{ title + 1 }}"}}
    await manager.put("/api/v1/channels/email/templates/en", json=failing)
    await deliver(oncall, a_page())
    subjects = await mails_to(mailbox, "jordan@example.com", 2)
    assert subjects[1].startswith("[CRITICAL] INC-42")
    listed = (await manager.get("/api/v1/channels/templates")).json()["items"]
    assert listed[0]["channel"] == "email"
