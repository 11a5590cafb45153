"""Runbooks, root cause, closing, action items, recurrence, and the report."""

import io
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from incident_builders import kinds, opened, read, sent_bodies
from pypdf import PdfReader

from platform_kit.ids import new_id
from platform_kit.testing.plugin import World

RCA = {
    "root_cause": "The disk of **db-1** was full",
    "contributing_factors": "No alert at 80 %",
    "corrective_actions": "Deleted old logs",
    "prevention": "Log rotation",
}
STEPS = [{"title": "Look at the disk", "command": "df -h"}, {"title": "Delete old logs"}]


async def a_runbook(client: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    body = {"title": "Disk full", "services": ["payment-api"], "steps": STEPS} | changes
    answer = await client.put(f"/api/v1/runbooks/{new_id()}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_runbook_has_versions_and_saving_the_same_again_is_none(
    app: FastAPI, responder: httpx.AsyncClient
) -> None:
    first = await a_runbook(responder, summary="Do **this**")
    assert (first["version"], first["summary_html"]) == (1, "<p>Do <strong>this</strong></p>\n")
    path = f"/api/v1/runbooks/{first['id']}"
    body = {"title": "Disk full", "services": ["payment-api"], "steps": STEPS}
    same = await responder.put(path, json=body | {"summary": "Do **this**"})
    assert same.json()["version"] == 1
    changed = await responder.put(path, json=body | {"summary": "Do that"})
    assert changed.json()["version"] == 2
    versions = (await responder.get(f"{path}/versions")).json()
    assert [entry["content"]["summary"] for entry in versions] == ["Do that", "Do **this**"]
    told = await sent_bodies(app, "RunbookChanged")
    assert [message["text"].split("\n")[0] for message in told] == ["Do **this**", "Do that"]
    assert (await responder.delete(path)).status_code == 204
    assert (await responder.get("/api/v1/runbooks")).json()["items"] == []
    assert (await sent_bodies(app, "RunbookChanged"))[-1]["deleted"] is True


async def test_a_step_is_applied_skipped_with_a_reason_and_undone_and_the_timeline_says_so(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    runbook = await a_runbook(responder)
    await a_runbook(responder, title="Elsewhere", services=["mail"])
    incident = await opened(ingestion)
    path = f"/api/v1/incidents/{incident}"
    step = {"runbook_id": runbook["id"], "step": 1}
    for _ in range(2):
        (state,) = (await responder.post(f"{path}/apply-runbook-step", json=step)).json()
        assert (state["state"], state["by"]["name"]) == ("applied", "Jordan Lee")
    skip = {"runbook_id": runbook["id"], "step": 2, "action": "skip"}
    assert (await responder.post(f"{path}/apply-runbook-step", json=skip)).status_code == 422
    reasoned = skip | {"reason": "nothing to delete"}
    await responder.post(f"{path}/apply-runbook-step", json=reasoned)
    beyond = skip | {"step": 3, "action": "apply"}
    assert (await responder.post(f"{path}/apply-runbook-step", json=beyond)).status_code == 422
    undone = await responder.post(f"{path}/undo-runbook-step", json=step)
    assert [entry["step"] for entry in undone.json()] == [2]
    assert (await kinds(responder, incident)).count("runbook") == 3
    shown = (await responder.get(f"{path}/runbooks")).json()
    assert shown["search_answered"] is False  # ai-analysis does not run here
    (item,) = shown["items"]
    assert (item["runbook"]["title"], item["why"]) == ("Disk full", "for payment-api")
    assert [entry["reason"] for entry in item["states"]] == ["nothing to delete"]


async def test_a_runbook_knows_how_often_it_helped(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    runbook = await a_runbook(responder)
    step = {"runbook_id": runbook["id"], "step": 1}
    for ends in (True, False):
        path = f"/api/v1/incidents/{await opened(ingestion)}"
        await responder.post(f"{path}/apply-runbook-step", json=step)
        if ends:
            await responder.post(f"{path}/resolve")
    shown = (await responder.get(f"/api/v1/runbooks/{runbook['id']}")).json()
    assert (shown["used"], shown["worked"]) == (2, 1)


async def test_closing_is_refused_while_a_field_is_empty_and_names_it(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion)
    path = f"/api/v1/incidents/{incident}"
    await responder.post(f"{path}/resolve")
    refused = await responder.post(f"{path}/status", json={"status": "closed"})
    assert (refused.status_code, refused.json()["type"]) == (409, "rca-missing")
    assert refused.json()["missing"] == [
        "root_cause",
        "contributing_factors",
        "corrective_actions",
        "prevention",
    ]
    partly = (await responder.put(f"{path}/rca", json=RCA | {"prevention": "  "})).json()
    assert (partly["missing"], partly["closable"]) == (["prevention"], False)
    again = await responder.post(f"{path}/status", json={"status": "closed"})
    assert again.json()["missing"] == ["prevention"]
    whole = (await responder.put(f"{path}/rca", json=RCA)).json()
    assert (whole["version"], whole["closable"], whole["missing"]) == (2, True, [])
    assert whole["html"]["root_cause"] == "<p>The disk of <strong>db-1</strong> was full</p>\n"
    closed = await responder.post(f"{path}/status", json={"status": "closed"})
    assert (closed.status_code, closed.json()["status"]) == (200, "closed")
    (learnt,) = await sent_bodies(app, "RcaConfirmed")
    assert (learnt["root_cause"], learnt["service"]) == (RCA["root_cause"], "payment-api")


async def test_a_mild_incident_needs_no_root_cause(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = await opened(ingestion, severity="low")
    rca = (await responder.get(f"/api/v1/incidents/{incident}/rca")).json()
    assert (rca["required"], rca["closable"], rca["version"]) == (False, True, 0)
    path = f"/api/v1/incidents/{incident}/status"
    assert (await responder.post(path, json={"status": "closed"})).status_code == 200


async def test_the_same_cause_again_names_the_action_that_was_never_done(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    first = await opened(ingestion, fingerprint="disk-db-1")
    path = f"/api/v1/incidents/{first}"
    item = {"title": "Rotate logs", "kind": "preventive", "due_on": "2026-01-01"}
    made = await responder.put(f"{path}/action-items/{new_id()}", json=item)
    assert (made.json()["overdue"], made.json()["open_days"]) == (True, 0)
    await responder.put(f"{path}/rca", json=RCA)
    await responder.post(f"{path}/resolve")
    await world.fast_forward(hours=12 * 24 + 1)
    second = await opened(ingestion, fingerprint="disk-db-1")
    (found,) = (await responder.get(f"/api/v1/incidents/{second}/recurrence")).json()
    number = (await read(responder, first))["number"]
    assert found["summary"] == f"Same cause as INC-{number}, action open 12 days"
    assert found["root_cause"] == RCA["root_cause"]
    assert [entry["title"] for entry in found["open_actions"]] == ["Rotate logs"]
    overdue = (await responder.get("/api/v1/action-items?overdue=true")).json()["items"]
    assert [entry["id"] for entry in overdue] == [made.json()["id"]]
    done = item | {"done": True}
    await responder.put(f"{path}/action-items/{made.json()['id']}", json=done)
    assert (await responder.get("/api/v1/action-items?done=false")).json()["items"] == []
    (found,) = (await responder.get(f"/api/v1/incidents/{second}/recurrence")).json()
    assert found["open_actions"] == []


async def test_action_items_are_paged_by_their_date(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    path = f"/api/v1/incidents/{await opened(ingestion)}/action-items"
    for due in ("2026-12-02", None, "2026-12-01"):
        body = {"title": f"due {due}", "due_on": due}
        assert (await responder.put(f"{path}/{new_id()}", json=body)).status_code == 200
    seen: list[str] = []
    cursor = None
    while True:
        params = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = (await responder.get("/api/v1/action-items", params=params)).json()
        seen += [entry["title"] for entry in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == ["due 2026-12-01", "due 2026-12-02", "due None"]
    other = f"/api/v1/incidents/{await opened(ingestion)}/action-items"
    (first,) = (await responder.get("/api/v1/action-items?limit=1")).json()["items"]
    assert (await responder.put(f"{other}/{first['id']}", json={"title": "x"})).status_code == 404


async def test_the_report_has_timeline_metrics_and_root_cause_in_both_forms(
    ingestion: httpx.AsyncClient, responder: httpx.AsyncClient, world: World
) -> None:
    incident = await opened(ingestion, title="오류율 5 % 초과")
    path = f"/api/v1/incidents/{incident}"
    await world.fast_forward(minutes=3)
    await responder.post(f"{path}/acknowledge")
    await responder.post(f"{path}/comments", json={"body": "Restarted the *pods*"})
    await world.fast_forward(minutes=60)
    await responder.post(f"{path}/resolve")
    await responder.put(f"{path}/rca", json=RCA)
    report = await responder.get(f"{path}/report.md")
    assert report.headers["content-type"] == "text/markdown; charset=utf-8"
    for expected in (
        "오류율 5 % 초과",
        "Time to acknowledge (MTTA): 3 min 0 s",
        "Time to resolve (MTTR): 1 h 3 min 0 s",
        "open → acknowledged",
        r"Restarted the \*pods\*",
        "The disk of **db-1** was full",
        "## Prevention",
    ):
        assert expected in report.text
    pdf = await responder.get(f"{path}/report.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    shown = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    for expected in ("3 min 0 s", "The disk of", "Prevention", "오류율"):
        assert expected in shown


@pytest.mark.parametrize("form", ["md", "pdf"])
async def test_a_report_of_anything_people_write_is_made(
    responder: httpx.AsyncClient, form: str
) -> None:
    title = "</para><b>& \x01 \u202e 🔥 [x](javascript:alert(1)) | ``` ${7*7}"
    body = {"title": title, "service": "s", "description": "<para>\n\n" + "x" * 5000}
    made = (await responder.post("/api/v1/incidents", json=body)).json()
    answer = await responder.get(f"/api/v1/incidents/{made['id']}/report.{form}")
    assert answer.status_code == 200
