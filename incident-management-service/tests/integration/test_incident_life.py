"""An incident from its first alert to resolved, over the API."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import an_alert, an_incident, deliver, kinds, opened, read, sent_bodies
from sqlalchemy import text

from incident_management.incidents import snoozing
from platform_contracts.messages import (
    AttachAlert,
    DeliveryChanged,
    EscalationChanged,
    ReplyToIncident,
    ResolveAlerts,
    SuggestionsFound,
)
from platform_contracts.people import PersonRef
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

JORDAN = PersonRef(id=new_id(), name="Jordan Lee")


async def sent(app: FastAPI) -> list[str]:
    """The types of messages in the outbox, in order."""
    database: Database = app.state.database
    async with database.transaction() as session:
        rows = await session.execute(
            text("SELECT type FROM incidents.outbox_messages ORDER BY seq")
        )
        return [row.type for row in rows]


async def test_an_alert_opens_an_incident_and_starts_paging(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await read(responder, await opened(ingestion))
    assert (incident["status"], incident["urgency"]) == ("open", "high")
    assert incident["alert_count"] == 1
    assert await sent(app) == ["StartEscalation", "Announce", "AnalyzeAlert"]
    by_number = await read(responder, f"INC-{incident['number']}")
    assert by_number["id"] == incident["id"]


async def test_the_same_message_twice_is_one_incident(
    app: FastAPI, ingestion: httpx.AsyncClient
) -> None:
    message = an_incident().model_copy(update={"id": new_id()})
    outcomes = await deliver(ingestion, message, message)
    assert [outcome["outcome"] for outcome in outcomes] == ["done", "duplicate"]
    again = message.model_copy(update={"id": new_id()})
    await deliver(ingestion, again)
    assert (await sent(app)).count("StartEscalation") == 1


async def test_an_info_incident_is_recorded_without_a_page(
    app: FastAPI, ingestion: httpx.AsyncClient
) -> None:
    await opened(ingestion, severity="info")
    assert "StartEscalation" not in await sent(app)


async def test_acknowledging_stops_the_pages_and_gives_mtta(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    incident = await opened(ingestion)
    await world.fast_forward(minutes=3)
    answer = (await responder.post(f"/api/v1/incidents/{incident}/acknowledge")).json()
    assert answer["status"] == "acknowledged"
    assert answer["mtta_seconds"] == pytest.approx(180, abs=1)
    assert (await sent(app))[-3:] == ["StopEscalation", "CancelDeliveries", "Announce"]
    again = (await responder.post(f"/api/v1/incidents/{incident}/acknowledge")).json()
    assert again["version"] == answer["version"]


async def test_resolving_gives_mttr_and_closes_the_group(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    incident = await opened(ingestion)
    await world.fast_forward(minutes=30)
    answer = (await responder.post(f"/api/v1/incidents/{incident}/resolve")).json()
    assert answer["status"] == "resolved"
    assert answer["mttr_seconds"] == pytest.approx(1800, abs=1)
    assert answer["acknowledged_at"] == answer["resolved_at"]
    assert "CloseGroup" in await sent(app)


async def test_an_illegal_step_is_refused_and_names_the_allowed_ones(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    path = f"/api/v1/incidents/{incident}/status"
    for status in ("acknowledged", "mitigated"):
        assert (await responder.post(path, json={"status": status})).status_code == 200
    refused = await responder.post(path, json={"status": "new"})
    assert refused.status_code == 409
    assert refused.json()["type"] == "invalid-transition"
    assert refused.json()["allowed"] == ["resolved", "closed"]


async def test_reopening_pages_anew_in_the_next_cycle(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    await responder.post(f"/api/v1/incidents/{incident}/resolve")
    answer = (await responder.post(f"/api/v1/incidents/{incident}/reopen")).json()
    assert (answer["status"], answer["resolved_at"]) == ("open", None)
    assert (await sent(app)).count("StartEscalation") == 2


async def test_further_alerts_attach_raise_the_severity_and_never_lower_it(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    message = an_incident(severity="high")
    await deliver(ingestion, message)
    for severity in ("critical", "low"):
        more = AttachAlert(incident_id=message.incident_id, alerts=[an_alert(severity=severity)])
        (outcome,) = await deliver(ingestion, more)
        assert outcome["answer"]["attached"] is True
    incident = await read(responder, str(message.incident_id))
    assert (incident["severity"], incident["alert_count"]) == ("critical", 3)


async def test_an_alert_for_a_resolved_incident_is_sent_back(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    message = an_incident()
    await deliver(ingestion, message)
    await responder.post(f"/api/v1/incidents/{message.incident_id}/resolve")
    (outcome,) = await deliver(
        ingestion, AttachAlert(incident_id=message.incident_id, alerts=[an_alert()])
    )
    assert outcome["answer"] == {"attached": False, "status": "resolved", "merged_into": None}


async def test_an_alert_that_overtakes_its_incident_is_tried_again(
    ingestion: httpx.AsyncClient,
) -> None:
    early = AttachAlert(incident_id=new_id(), alerts=[an_alert()])
    assert [o["outcome"] for o in await deliver(ingestion, early)] == ["retry"]


async def test_when_the_last_alert_stops_the_incident_is_resolved(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    message = an_incident()
    await deliver(ingestion, message)
    for remaining, status in ((1, "open"), (0, "resolved")):
        stopped = ResolveAlerts(
            incident_id=message.incident_id,
            alerts=[an_alert()],
            remaining=remaining,
            resolved_at=message.occurred_at,
        )
        await deliver(ingestion, stopped)
        assert (await read(responder, str(message.incident_id)))["status"] == status


async def test_the_person_who_is_paged_becomes_the_assignee(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    message = an_incident()
    changed = EscalationChanged(
        incident_id=message.incident_id,
        change="assigned",
        state="triggered",  # pyright: ignore[reportArgumentType]
        level=1,
        people=[JORDAN],
        at=message.occurred_at,
    )
    told = DeliveryChanged(
        incident_id=message.incident_id,
        delivery_id=new_id(),
        person=JORDAN,
        channel="email",  # pyright: ignore[reportArgumentType]
        state="failed",  # pyright: ignore[reportArgumentType]
        reason="550 no such mailbox",
        at=message.occurred_at,
    )
    found = SuggestionsFound(
        incident_id=message.incident_id,
        category="disk_full",
        title="Disk full",
        confidence=0.8,
        at=message.occurred_at,
    )
    await deliver(ingestion, message, changed, told, found)
    incident = await read(responder, str(message.incident_id))
    assert incident["assignee"]["name"] == "Jordan Lee"
    assert incident["escalation_state"] == "triggered"
    for kind in ("assigned", "notification_failed", "suggestion"):
        assert kind in await kinds(responder, str(message.incident_id))


async def test_a_late_escalation_never_takes_an_acknowledgement_back(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    message = an_incident()
    await deliver(ingestion, message)
    await responder.post(f"/api/v1/incidents/{message.incident_id}/acknowledge")
    late = EscalationChanged(
        incident_id=message.incident_id,
        change="exhausted",
        state="exhausted",  # pyright: ignore[reportArgumentType]
        at=message.occurred_at,
    )
    await deliver(ingestion, late)
    incident = await read(responder, str(message.incident_id))
    assert (incident["status"], incident["escalation_state"]) == ("acknowledged", "acknowledged")


async def test_lists_are_filtered_and_paged_by_cursor(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    for number in range(5):
        await opened(ingestion, title=f"Disk {number}", severity="high" if number % 2 else "low")
    seen: list[str] = []
    cursor: str | None = None
    while True:
        params = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await responder.get("/api/v1/incidents", params=params)).json()
        assert page["total"] == 5
        seen += [item["title"] for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == [f"Disk {number}" for number in range(5)]
    high = (await responder.get("/api/v1/incidents", params={"severity": "high"})).json()
    assert high["total"] == 2
    wild = (await responder.get("/api/v1/incidents", params={"q": "%"})).json()
    assert wild["total"] == 0
    garbage = await responder.get("/api/v1/incidents", params={"cursor": "bm90IGl0"})
    assert garbage.status_code == 422


async def test_an_incident_is_made_by_hand_and_gets_a_comment(
    app: FastAPI, keyring: KeyRing, responder: httpx.AsyncClient
) -> None:
    body = {"title": "Checkout feels slow", "service": "checkout", "severity": "medium"}
    made = await responder.post("/api/v1/incidents", json=body)
    assert made.status_code == 201
    path = f"/api/v1/incidents/{made.json()['number']}/comments"
    assert (await responder.post(path, json={"body": "Looking at it"})).status_code == 201
    viewer = client_of(app, keyring.person("viewer"))
    assert (await viewer.post(path, json={"body": "no"})).status_code == 403
    shop = client_of(app, keyring.person("responder", team="shop"))
    await responder.put("/api/v1/services/x", json={"team": "platform"})
    mine = await shop.post("/api/v1/incidents", json={"title": "t", "service": "s", "team": "shop"})
    assert mine.status_code == 201
    other = {"title": "t", "service": "s", "team": "platform"}
    assert (await shop.post("/api/v1/incidents", json=other)).status_code == 403


async def test_the_summary_counts_what_is_open(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    first = await opened(ingestion)
    await opened(ingestion, severity="low")
    await responder.post(f"/api/v1/incidents/{first}/resolve")
    summary = (await responder.get("/api/v1/metrics/summary")).json()
    assert summary["open_incidents"] == 1
    assert summary["open_by_severity"]["low"] == 1
    assert (summary["resolved_count"], summary["acknowledged_count"]) == (1, 1)


async def test_a_snoozed_incident_pages_again_from_the_first_level(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    incident = await opened(ingestion)
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    answer = await responder.post(f"/api/v1/incidents/{incident}/snooze", json={"until": until})
    assert (answer.json()["status"], answer.json()["escalation_state"]) == (
        "acknowledged",
        "snoozed",
    )
    assert answer.json()["snoozed_until"] is not None
    (stop,) = await sent_bodies(app, "StopEscalation")
    assert (stop["reason"], stop["final"]) == ("snoozed", False)

    async with app.state.database.transaction() as session:
        assert await snoozing.wake_up(session, 10) == 0
    await world.fast_forward(minutes=61)
    async with app.state.database.transaction() as session:
        assert await snoozing.wake_up(session, 10) == 1
    shown = await read(responder, incident)
    assert (shown["status"], shown["escalation_state"], shown["snoozed_until"]) == (
        "open",
        "triggered",
        None,
    )
    assert [body["cycle"] for body in await sent_bodies(app, "StartEscalation")] == [1, 2]


async def test_a_snooze_ends_with_the_incident(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    incident = await opened(ingestion)
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    await responder.post(f"/api/v1/incidents/{incident}/snooze", json={"until": until})
    await responder.post(f"/api/v1/incidents/{incident}/resolve")
    again = await responder.post(f"/api/v1/incidents/{incident}/snooze", json={"until": until})
    assert again.status_code == 409
    await world.fast_forward(minutes=61)
    async with app.state.database.transaction() as session:
        assert await snoozing.wake_up(session, 10) == 0


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
async def test_a_snooze_ends_soon_and_not_in_the_past(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, until: str
) -> None:
    incident = await opened(ingestion)
    answer = await responder.post(f"/api/v1/incidents/{incident}/snooze", json={"until": until})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "until"


async def test_what_a_sender_asks_for_is_done_where_it_fits(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)

    async def reply(action: str, **more: Any) -> str:
        message = ReplyToIncident.model_validate(
            {"incident_id": incident, "action": action, "source": "opsgenie", **more}
        )
        assert [o["outcome"] for o in await deliver(ingestion, message)] == ["done"]
        return (await read(responder, incident))["status"]

    assert await reply("acknowledge", by="jordan") == "acknowledged"
    assert await reply("acknowledge") == "acknowledged"
    assert await reply("unacknowledge") == "open"
    assert await reply("note", note="looking at the database") == "open"
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    assert await reply("snooze", until=until) == "acknowledged"
    assert "comment" in await kinds(responder, incident)
    await responder.post(f"/api/v1/incidents/{incident}/resolve")
    assert await reply("unacknowledge") == "resolved"
    assert await reply("snooze", until=until) == "resolved"
