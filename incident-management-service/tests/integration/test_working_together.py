"""Several people on one incident: who was first, what changed since, who helps, who watches."""

import asyncio
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import an_alert, deliver, kinds, opened, read, sent_bodies

from incident_management.bulk import service as bulk
from platform_contracts.messages import AttachAlert
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

CLEO = {"id": str(new_id()), "name": "Cleo Park"}


async def post(client: httpx.AsyncClient, incident: str, action: str, /, **body: Any) -> Any:
    answer = await client.post(f"/api/v1/incidents/{incident}/{action}", json=body)
    assert answer.is_success, answer.text
    return answer.json()


async def test_of_two_who_acknowledge_one_is_first_and_both_learn_it(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    first = await post(responder, incident, "acknowledge")
    second = await post(manager, incident, "acknowledge")
    assert first["acknowledged_by"]["name"] == "Jordan Lee"
    assert second["acknowledged_by"]["name"] == "Jordan Lee"
    assert second["assignee"]["name"] == "Jordan Lee"
    assert second["version"] == first["version"]


@pytest.mark.committed
async def test_of_ten_who_acknowledge_in_the_same_instant_one_wins_and_all_learn_who(
    app: FastAPI, ingestion: httpx.AsyncClient, keyring: KeyRing
) -> None:
    incident = await opened(ingestion)
    people = [client_of(app, keyring.person(name=f"Person {number}")) for number in range(10)]
    path = f"/api/v1/incidents/{incident}/acknowledge"
    answers = await asyncio.gather(*(person.post(path) for person in people))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["acknowledged_by"]["id"] for answer in answers}) == 1
    assert (await kinds(people[0], incident)).count("status_changed") == 1
    assert len(await sent_bodies(app, "StopEscalation")) == 1


@pytest.mark.committed
async def test_two_merges_in_opposite_directions_leave_one_incident(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    one, other = await opened(ingestion), await opened(ingestion)
    answers = await asyncio.gather(
        responder.post(f"/api/v1/incidents/{one}/merge", json={"into": other}),
        responder.post(f"/api/v1/incidents/{other}/merge", json={"into": one}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    statuses = {(await read(responder, key))["status"] for key in (one, other)}
    assert statuses == {"open", "closed"}


async def test_acting_on_an_old_view_is_refused_and_notes_of_the_platform_do_not_make_it_old(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    path = f"/api/v1/incidents/{incident}"
    seen = await responder.get(path)
    etag = {"if-match": seen.headers["etag"]}
    await post(manager, incident, "comments", body="Something else meanwhile")
    fine = await responder.post(f"{path}/status", json={"status": "investigating"}, headers=etag)
    assert fine.status_code == 200
    stale = await manager.post(f"{path}/status", json={"status": "mitigated"}, headers=etag)
    assert stale.status_code == 412
    assert stale.json()["type"] == "changed-meanwhile"
    assert stale.json()["current"] == "investigating"
    fresh = {"if-match": f'"{fine.json()["version"]}"'}
    again = await manager.post(f"{path}/status", json={"status": "mitigated"}, headers=fresh)
    assert again.status_code == 200
    garbage = {"if-match": "yesterday"}
    bad = await manager.post(f"{path}/status", json={"status": "resolved"}, headers=garbage)
    assert bad.status_code == 422


async def test_severity_goes_both_ways_by_hand_and_the_promises_follow(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion, severity="low")
    before = await read(responder, incident)
    path = f"/api/v1/incidents/{incident}"
    body = {"severity": "critical", "title": "Payments are down", "note": "customers call"}
    after = (await responder.patch(path, json=body)).json()
    assert (after["severity"], after["urgency"], after["title"]) == (
        "critical",
        "high",
        "Payments are down",
    )
    assert after["sla"]["resolve"]["due_at"] < before["sla"]["resolve"]["due_at"]
    starts = await sent_bodies(app, "StartEscalation")
    assert [(start["urgency"], start["cycle"]) for start in starts] == [("low", 1), ("high", 2)]
    lowered = (await responder.patch(path, json={"severity": "medium"})).json()
    assert (lowered["severity"], lowered["urgency"]) == ("medium", "low")
    assert len(await sent_bodies(app, "StartEscalation")) == 2
    silent = (await responder.patch(path, json={"severity": "info"})).json()
    assert (silent["urgency"], silent["escalation_state"]) == ("none", "stopped")
    assert len(await sent_bodies(app, "StopEscalation")) == 1
    loud = (await responder.patch(path, json={"severity": "high"})).json()
    assert loud["escalation_state"] == "triggered"
    assert [start["cycle"] for start in await sent_bodies(app, "StartEscalation")] == [1, 2, 3]


async def test_responders_are_paged_once_and_watchers_hear_of_every_step(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    await post(responder, incident, "responders", person=CLEO)
    people: dict[str, Any] = await post(responder, incident, "responders", person=CLEO)
    assert [entry["person"]["name"] for entry in people["responders"]] == ["Cleo Park"]
    (page,) = await sent_bodies(app, "Notify")
    assert (page["person"]["id"], page["level"], page["pass_no"]) == (CLEO["id"], 0, 0)
    watched = await responder.put(f"/api/v1/incidents/{incident}/watch")
    (watcher,) = watched.json()["watchers"]
    await post(responder, incident, "resolve")
    told = [
        body["topic"]
        for body in await sent_bodies(app, "Announce")
        if body["data"].get("person") == watcher["person"]["id"]
    ]
    assert told == ["incident.resolved"]
    removed = await responder.delete(f"/api/v1/incidents/{incident}/responders/{CLEO['id']}")
    assert removed.json()["responders"] == []


async def test_merging_moves_the_alerts_and_the_merged_one_points_to_its_target(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    target = await opened(ingestion, severity="high")
    source = await opened(ingestion, severity="critical")
    number = (await read(responder, target))["number"]
    merged = await post(responder, source, "merge", into=f"INC-{number}")
    assert (merged["id"], merged["alert_count"], merged["severity"]) == (target, 2, "critical")
    gone = await read(responder, source)
    assert (gone["status"], gone["merged_into"], gone["alert_count"]) == ("closed", target, 0)
    (move,) = await sent_bodies(app, "MoveAlerts")
    assert move["target_incident_id"] == target
    (stop,) = await sent_bodies(app, "StopEscalation")
    assert (stop["reason"], stop["final"], stop["incident_id"]) == ("merged", True, source)
    again = await post(responder, source, "merge", into=target)
    assert again["alert_count"] == 2
    late = AttachAlert(incident_id=source, alerts=[an_alert()])  # pyright: ignore[reportArgumentType]
    (outcome,) = await deliver(ingestion, late)
    assert outcome["answer"] == {"attached": False, "status": "closed", "merged_into": target}
    reopened = await responder.post(f"/api/v1/incidents/{source}/reopen")
    assert reopened.status_code == 409
    itself = await responder.post(f"/api/v1/incidents/{target}/merge", json={"into": target})
    assert itself.status_code == 422


async def test_splitting_makes_a_new_incident_of_some_alerts(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    more = AttachAlert(incident_id=incident, alerts=[an_alert(), an_alert()])  # pyright: ignore[reportArgumentType]
    await deliver(ingestion, more)
    listed = (await responder.get(f"/api/v1/incidents/{incident}/alerts")).json()["items"]
    path = f"/api/v1/incidents/{incident}/split"
    every = [alert["alert_id"] for alert in listed]
    assert (await responder.post(path, json={"alert_ids": every})).status_code == 422
    assert (await responder.post(path, json={"alert_ids": [str(new_id())]})).status_code == 422
    answer = await responder.post(path, json={"alert_ids": every[:1], "title": "Another matter"})
    assert answer.status_code == 201
    split = answer.json()
    assert (split["title"], split["alert_count"], split["status"]) == ("Another matter", 1, "open")
    assert (await read(responder, incident))["alert_count"] == 2
    (move,) = await sent_bodies(app, "MoveAlerts")
    assert (move["alert_ids"], move["target_incident_id"]) == (every[:1], split["id"])
    assert len(await sent_bodies(app, "StartEscalation")) == 2
    (link,) = (await responder.get(f"/api/v1/incidents/{incident}/links")).json()
    assert (link["id"], link["kind"], link["outgoing"]) == (split["id"], "related", False)


async def test_links_are_seen_from_both_ends_and_can_be_taken_away(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    one, other = await opened(ingestion), await opened(ingestion)
    (made,) = await post(responder, one, "links", incident=other, kind="caused_by")
    assert (made["id"], made["kind"], made["outgoing"]) == (other, "caused_by", True)
    (seen,) = (await responder.get(f"/api/v1/incidents/{other}/links")).json()
    assert (seen["id"], seen["outgoing"]) == (one, False)
    gone = await responder.delete(f"/api/v1/incidents/{other}/links/{one}")
    assert gone.json() == []
    assert "linked" in await kinds(responder, one)


async def test_comments_are_markdown_edited_by_their_author_only_and_pinned_by_anybody(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    links = [{"title": "Graph", "url": "https://grafana.example/d/1"}]
    made = await post(responder, incident, "comments", body="**Disk** is full", links=links)
    assert made["html"] == "<p><strong>Disk</strong> is full</p>\n"
    assert made["data"]["links"] == links
    path = f"/api/v1/incidents/{incident}/timeline/{made['id']}"
    assert (await manager.patch(path, json={"body": "No"})).status_code == 403
    pinned = await manager.patch(path, json={"pinned": True})
    assert pinned.json()["pinned"] is True
    edited = (await responder.patch(path, json={"body": "Disk was full"})).json()
    assert (edited["message"], edited["data"]["former"]) == ("Disk was full", ["**Disk** is full"])
    assert edited["edited_at"] is not None
    future = await responder.patch(path, json={"at": "2999-01-01T00:00:00Z"})
    assert future.status_code == 422
    curated = await responder.get(f"/api/v1/incidents/{incident}/timeline?curated=true")
    assert made["id"] in [entry["id"] for entry in curated.json()["items"]]
    only = await responder.get(f"/api/v1/incidents/{incident}/timeline?kind=comment")
    assert [entry["kind"] for entry in only.json()["items"]] == ["comment"]


async def test_incidents_of_other_teams_are_neither_shown_nor_changed(
    app: FastAPI, ingestion: httpx.AsyncClient, manager: httpx.AsyncClient, keyring: KeyRing
) -> None:
    await manager.put("/api/v1/services/payment-api", json={"team": "payments"})
    incident = await opened(ingestion)
    shop = client_of(app, keyring.person("responder", team="shop"))
    path = f"/api/v1/incidents/{incident}"
    assert (await shop.get(path)).status_code == 404
    assert (await shop.post(f"{path}/acknowledge")).status_code == 404
    assert (await shop.get("/api/v1/incidents")).json()["items"] == []
    assert (await shop.get("/api/v1/incidents/facets")).json()["status"] == []
    payments = client_of(app, keyring.person("viewer", team="payments"))
    assert (await payments.get(path)).status_code == 200
    assert (await payments.post(f"{path}/acknowledge")).status_code == 403


@pytest.mark.parametrize("action", ["acknowledge", "resolve"])
async def test_many_are_changed_at_once_with_an_outcome_for_each(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, action: str
) -> None:
    ids = [await opened(ingestion) for _ in range(30)]
    for incident in ids[:2]:
        await post(responder, incident, "resolve")
    body = {"action": action, "filter": {"service": ["payment-api"]}}
    job = (await responder.post("/api/v1/incidents/bulk", json=body)).json()
    assert (job["state"], job["total"]) == ("waiting", 30)
    await work(app)
    job = (await responder.get(f"/api/v1/incidents/bulk/{job['id']}")).json()
    assert (job["state"], job["done"], job["unchanged"]) == ("finished", 28, 2)
    assert [item["reason"] for item in job["items"]] == ["already resolved"] * 2


async def test_what_one_incident_is_refused_leaves_the_others_alone(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    fine, over = await opened(ingestion), await opened(ingestion)
    await post(responder, over, "resolve")
    body = {"action": "assign", "ids": [over, fine, str(new_id())], "assignee": CLEO}
    job = (await responder.post("/api/v1/incidents/bulk", json=body)).json()
    await work(app)
    job = (await responder.get(f"/api/v1/incidents/bulk/{job['id']}")).json()
    assert (job["done"], job["refused"]) == (1, 2)
    assert (await read(responder, fine))["assignee"]["name"] == "Cleo Park"
    incomplete = {"action": "snooze", "ids": [fine]}
    assert (await responder.post("/api/v1/incidents/bulk", json=incomplete)).status_code == 422


async def work(app: FastAPI) -> None:
    """Let the worker do all jobs."""
    more = True
    while more:
        async with app.state.database.transaction() as session:
            more = await bulk.work(session)
