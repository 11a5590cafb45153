"""The demo company is loaded into the real services, once and for all."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from alert_ingestion.main import create_app as create_alerts
from alert_ingestion.settings import Settings as AlertsSettings
from incident_management.main import create_app as create_incidents
from incident_management.settings import Settings as IncidentsSettings
from notification.main import create_app as create_notification
from notification.settings import Settings as NotificationSettings
from oncall.main import create_app as create_oncall
from oncall.settings import Settings as OnCallSettings
from platform_contracts.vocabulary import Service
from platform_kit.database import Database
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory
from platform_local.demo import DemoDataError, administrator, fill, load
from platform_local.demo_company import ALERT, PEOPLE, PERSON_IDS, SERVICES, TEAMS
from platform_local.ports import pick_free

URLS = {service: f"http://{service}.test" for service in Service}
TABLES = {
    Service.ONCALL: ("people", "teams", "schedules", "escalation_policies"),
    Service.INCIDENTS: ("services",),
    Service.NOTIFICATION: ("contact_methods",),
    Service.ALERTS: ("alerts", "outbox_messages"),
}
SCHEMAS = {
    Service.ONCALL: "oncall",
    Service.INCIDENTS: "incidents",
    Service.NOTIFICATION: "notifications",
    Service.ALERTS: "alerts",
}


@dataclass
class Demo:
    """The services that the demo data is loaded into, and an administrator's client of them."""

    apps: dict[Service, FastAPI]
    http: httpx.AsyncClient

    async def load(self, *, email: bool = False) -> None:
        await fill(self.http, URLS, email=email)

    async def rows(self) -> dict[str, Any]:
        """Everything that the demo data touches, as it is stored."""
        stored: dict[str, Any] = {}
        for service, tables in TABLES.items():
            database: Database = self.apps[service].state.database
            async with database.transaction() as session:
                for table in tables:
                    source = f"{SCHEMAS[service]}.{table}"
                    query = text(f"SELECT to_jsonb(t) AS row FROM {source} AS t")  # noqa: S608
                    found = [row.row for row in await session.execute(query)]
                    stored[table] = sorted(found, key=json.dumps)
        return stored

    async def get(self, service: Service, path: str) -> Any:
        answer = await self.http.get(URLS[service] + path)
        answer.raise_for_status()
        return answer.json()


@pytest.fixture
async def demo(service_app: AppFactory, keyring: KeyRing) -> AsyncIterator[Demo]:
    role = {"service_role": "api"}
    async with (
        service_app(AlertsSettings, create_alerts, **role) as alerts,
        service_app(IncidentsSettings, create_incidents, **role) as incidents,
        service_app(OnCallSettings, create_oncall, **role) as oncall,
        service_app(NotificationSettings, create_notification, **role) as notification,
        administrator(keyring.private["accounts"]) as signed,
    ):
        apps = {
            Service.ALERTS: alerts,
            Service.INCIDENTS: incidents,
            Service.ONCALL: oncall,
            Service.NOTIFICATION: notification,
        }
        mounts = {URLS[service]: httpx.ASGITransport(app) for service, app in apps.items()}
        async with httpx.AsyncClient(headers=signed.headers, mounts=mounts) as http:
            yield Demo(apps, http)


@pytest.mark.committed
async def test_demo_people_sign_in_with_their_roles(demo: Demo) -> None:
    await demo.load()
    for login, role in (("jordan", "responder"), ("avery", "manager"), ("morgan", "admin")):
        body = {"username": login, "password": "demo123"}
        answer = await demo.http.post(f"{URLS[Service.ONCALL]}/api/v1/auth/login", json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["person"]["roles"] == {"*": role}


@pytest.mark.committed
async def test_every_team_has_somebody_on_call_and_a_second_level(demo: Demo) -> None:
    await demo.load()
    for team in (*(team.slug for team in TEAMS), "default"):
        now = await demo.get(Service.ONCALL, f"/api/v1/oncall/current?team={team}")
        assert len(now["levels"]) == 2
        assert all(level["people"] for level in now["levels"])


@pytest.mark.committed
async def test_services_have_owners_that_exist_and_depend_on_services_that_exist(
    demo: Demo,
) -> None:
    await demo.load()
    topology = await demo.get(Service.INCIDENTS, "/api/v1/topology")
    assert topology["depends_on"].keys() == SERVICES.keys()
    assert {slug for slugs in topology["depends_on"].values() for slug in slugs} <= SERVICES.keys()
    listed = await demo.get(Service.INCIDENTS, "/api/v1/services")
    assert {service["team"] for service in listed["items"]} == {team.slug for team in TEAMS}


@pytest.mark.committed
async def test_one_alert_opens_the_active_incident(demo: Demo) -> None:
    await demo.load()
    (alert,) = (await demo.get(Service.ALERTS, "/api/v1/alerts"))["items"]
    assert (alert["title"], alert["service"]) == (ALERT.message, "payment-api")
    (message,) = (await demo.rows())["outbox_messages"]
    assert message["type"] == "OpenIncident"


@pytest.mark.committed
async def test_mail_is_a_contact_method_only_where_mail_is_set_up(demo: Demo) -> None:
    await demo.load()
    channels = [row["channel"] for row in (await demo.rows())["contact_methods"]]
    assert channels == ["mock"] * len(PEOPLE)
    await demo.load(email=True)
    methods = (await demo.rows())["contact_methods"]
    mails = {row["address"] for row in methods if row["channel"] == "email"}
    assert mails == {person.email for person in PEOPLE}


@pytest.mark.committed
async def test_loading_again_changes_nothing(demo: Demo) -> None:
    await demo.load()
    await open_the_incident(demo)
    before = await demo.rows()
    await demo.load()
    assert await demo.rows() == before


@pytest.mark.committed
async def test_what_people_changed_stays(demo: Demo) -> None:
    await demo.load()
    jordan = {"login": "jordan", "name": "Jordan Lee-Park", "roles": {"platform": "manager"}}
    path = f"{URLS[Service.ONCALL]}/api/v1/people/{PERSON_IDS['jordan']}"
    (await demo.http.put(path, json=jordan)).raise_for_status()
    await demo.load()
    assert (await demo.http.get(path)).json()["name"] == "Jordan Lee-Park"


async def open_the_incident(demo: Demo) -> None:
    """Hand the waiting message over, as the relay does."""
    (message,) = (await demo.rows())["outbox_messages"]
    tokens = demo.apps[Service.ALERTS].state.tokens
    headers = {"authorization": f"Bearer {tokens.for_service(Service.INCIDENTS)}"}
    answer = await demo.http.post(
        f"{URLS[Service.INCIDENTS]}/internal/v1/messages",
        json={"messages": [message["body"]]},
        headers=headers,
    )
    assert [outcome["outcome"] for outcome in answer.json()["outcomes"]] == ["done"]


async def test_service_that_does_not_answer_is_named(keyring: KeyRing) -> None:
    port = pick_free()
    nobody = dict.fromkeys(Service, f"http://127.0.0.1:{port}")
    with pytest.raises(DemoDataError, match=f"127.0.0.1:{port}"):
        await load(nobody, keyring.file("accounts"))


async def test_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(DemoDataError, match=r"accounts\.json"):
        await load(URLS, tmp_path / "accounts.json")
