"""What people ask for by the buttons and links of a page."""

import httpx
from fastapi import FastAPI
from incident_builders import an_incident, deliver
from sqlalchemy import text

from platform_contracts.messages import ReplyToIncident
from platform_contracts.people import PersonRef
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

JORDAN = PersonRef(id=new_id(), name="Jordan Lee")


async def reply(ingestion: httpx.AsyncClient, incident: object, action: str) -> None:
    values = {"incident_id": incident, "source": "slack", "action": action, "person": JORDAN}
    await deliver(ingestion, ReplyToIncident.model_validate(values))


async def test_a_person_may_acknowledge_escalate_and_resolve_by_a_page(
    app: FastAPI, ingestion: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    incident = an_incident()
    await deliver(ingestion, incident)
    path = f"/api/v1/incidents/{incident.incident_id}"
    await reply(ingestion, incident.incident_id, "acknowledge")
    assert (await responder.get(path)).json()["status"] == "acknowledged"
    await reply(ingestion, incident.incident_id, "escalate")
    assert (await responder.get(path)).json()["status"] == "open"
    database: Database = app.state.database
    async with database.transaction() as session:
        query = "SELECT body FROM incidents.outbox_messages WHERE type = 'ChangeEscalation'"
        body = (await session.execute(text(query))).scalar_one()
    assert (body["action"], body["cycle"], body["by"]["name"]) == ("escalate", 2, "Jordan Lee")
    await reply(ingestion, incident.incident_id, "resolve")
    assert (await responder.get(path)).json()["status"] == "resolved"


async def test_notification_asks_for_status_and_cycle_before_it_pages(
    app: FastAPI, ingestion: httpx.AsyncClient, keyring: KeyRing
) -> None:
    incident = an_incident()
    await deliver(ingestion, incident)
    await reply(ingestion, incident.incident_id, "acknowledge")
    asker = client_of(app, keyring.service("notification", "incident-management"))
    body = {"incident_ids": [str(incident.incident_id), str(new_id())]}
    (state,) = (await asker.post("/internal/v1/paging-states", json=body)).json()["items"]
    assert (state["status"], state["cycle"], state["escalation_state"]) == (
        "acknowledged",
        1,
        "acknowledged",
    )
    somebody = client_of(app, keyring.person("admin"))
    assert (await somebody.post("/internal/v1/paging-states", json=body)).status_code == 401
