"""Each typed client against the real application of its provider: a renamed field fails here."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest

from ai_analysis.main import create_app as analysis_app
from ai_analysis.settings import Settings as AnalysisSettings
from alert_ingestion.main import create_app as alerts_app
from alert_ingestion.settings import Settings as AlertsSettings
from incident_management.main import create_app as incidents_app
from incident_management.settings import Settings as IncidentsSettings
from notification.main import create_app as notification_app
from notification.settings import Settings as NotificationSettings
from oncall.main import create_app as oncall_app
from oncall.settings import Settings as OncallSettings
from platform_contracts.alerts import PostAlert
from platform_contracts.analysis import AnalyzeRequest, ClassifyItem, ClassifyRequest
from platform_contracts.clients.alerts import AlertsClient
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.base import ApiError
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.clients.oncall import OnCallClient
from platform_contracts.incidents import CreateIncident, PutService, Topology
from platform_contracts.integrations import CreateIntegration
from platform_contracts.notifications import (
    PutContactMethod,
    PutNotificationRules,
    RuleStep,
)
from platform_contracts.oncall import (
    PolicyLevel,
    PolicyTarget,
    PutPerson,
    PutPolicy,
    PutTeam,
)
from platform_contracts.schedules import Layer, PutSchedule
from platform_contracts.vocabulary import Channel, Correlation, IncidentStatus, Role, Severity
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

BASE = "http://service.test"


@pytest.fixture
def admin_headers(keyring: KeyRing) -> dict[str, str]:
    return keyring.person("admin")


async def test_incidents(
    service_app: AppFactory, admin_headers: dict[str, str], keyring: KeyRing
) -> None:
    async with service_app(IncidentsSettings, incidents_app) as app:
        client = IncidentsClient(client_of(app, admin_headers), BASE)
        service = await client.put_service("payment-api", PutService(team="payments", tier=1))
        assert service.team == "payments"
        made = await client.create(
            CreateIncident(title="Slow", service="payment-api", severity=Severity.LOW)
        )
        assert (await client.read(made.number)).id == made.id
        assert (await client.acknowledge(made.id, "mine")).status is IncidentStatus.ACKNOWLEDGED
        mitigated = await client.change_status(made.id, IncidentStatus.MITIGATED)
        assert mitigated.allowed_statuses == [IncidentStatus.RESOLVED, IncidentStatus.CLOSED]
        assert (await client.comment(made.id, "noted")).message == "noted"
        assert (await client.resolve(made.id)).mttr_seconds is not None
        assert len((await client.timeline(made.id)).items) >= 4
        assert (await client.list(team="payments")).total == 1
        assert (await client.metrics_summary()).resolved_count == 1
        asking = keyring.service("notification", "incident-management")
        peer = IncidentsClient(client_of(app, asking), BASE)
        (paging,) = (await peer.paging_states([made.id, uuid4()])).items
        assert (paging.status, paging.cycle) == (IncidentStatus.RESOLVED, 1)
        graph = await client.put_topology(Topology(depends_on={"a": ["b"]}))
        assert graph.depends_on == {"a": ["b"]}
        with pytest.raises(ApiError) as missing:
            await client.read(10**12)
        assert missing.value.status == 404


@pytest.mark.committed
async def test_alerts(service_app: AppFactory, admin_headers: dict[str, str]) -> None:
    async with service_app(AlertsSettings, alerts_app, service_role="api") as app:
        client = AlertsClient(client_of(app, admin_headers), BASE)
        alert = PostAlert(message="Disk full", service="orders-db", severity="high")
        first = await client.post(alert)
        assert first.correlation is Correlation.NEW
        assert first.incident_id is not None
        many = await client.post_many([alert, PostAlert(message="x", service="s", severity="no")])
        assert [result.status for result in many.results] == [201, 422]
        (listed,) = (await client.of_incident(first.incident_id)).items
        assert (listed.id, listed.count) == (first.alert_id, 2)
        made = await client.create_integration(CreateIntegration(name="shop"))
        assert made.url.endswith(made.key)


async def test_oncall(service_app: AppFactory, admin_headers: dict[str, str]) -> None:
    async with service_app(OncallSettings, oncall_app) as app:
        client = OnCallClient(client_of(app, admin_headers), BASE)
        person = uuid4()
        body = PutPerson(
            login="jordan", name="Jordan", roles={"*": Role.VIEWER}, password="demo123"
        )
        assert (await client.put_person(person, body)).login == "jordan"
        await client.put_schedule(
            "weekly",
            PutSchedule(name="W", layers=[Layer(users=[person], start="2026-01-05T09:00")]),
        )
        level = PolicyLevel(targets=[PolicyTarget(schedule="weekly")])
        await client.put_policy("main", PutPolicy(name="M", levels=[level]))
        await client.put_team("platform", PutTeam(name="P", members=[person], policy="main"))
        assert [p.id for p in (await client.current("platform")).people] == [person]
        signed_in = await client.login("jordan", "demo123")
        assert signed_in.person.id == person
        bearer = {"authorization": f"Bearer {signed_in.access_token}"}
        me = await OnCallClient(client_of(app, bearer), BASE).me()
        assert me.person is not None
        assert me.person.id == person


async def test_notifications(service_app: AppFactory, admin_headers: dict[str, str]) -> None:
    async with service_app(NotificationSettings, notification_app) as app:
        client = NotificationsClient(client_of(app, admin_headers), BASE)
        person, method = uuid4(), uuid4()
        contact = PutContactMethod(person_id=person, channel=Channel.MOCK, address="jordan")
        assert (await client.put_contact_method(method, contact)).id == method
        rules = PutNotificationRules(high=[RuleStep(after_min=0, channel=Channel.MOCK)])
        assert (await client.put_rules(person, rules)).high == rules.high
        assert (await client.deliveries(uuid4())).items == []


@pytest.fixture
async def analysis(service_app: AppFactory, keyring: KeyRing) -> AsyncIterator[httpx.AsyncClient]:
    async with service_app(AnalysisSettings, analysis_app, service_role="api") as app:
        yield client_of(app, keyring.service("alert-ingestion", "ai-analysis"))


@pytest.mark.committed
async def test_analysis(analysis: httpx.AsyncClient) -> None:
    client = AnalysisClient(analysis, BASE)
    found = await client.analyze(AnalyzeRequest(message="No space left on device /var/lib"))
    assert found.suggestions[0].category
    item = ClassifyItem(id="1", message="No space left on device")
    (classified,) = (await client.classify(ClassifyRequest(items=[item]))).items
    assert classified.id == "1"
    nobody_knows = uuid4()
    assert (await client.suggestions(nobody_knows)).suggestions == []
    assert (await client.similar(nobody_knows)).items == []
    assert (await client.runbooks("No space left on device", "payment-api")).items == []
    assert (await client.plan(nobody_knows)).actions == []
    assert (await client.reports(nobody_knows, "postmortem")).items == []
