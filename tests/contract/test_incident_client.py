"""The client of incident-management against the real service: what goes beyond one incident."""

from datetime import UTC, datetime, timedelta

from incident_management.main import create_app
from incident_management.settings import Settings
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.incident_lists import BulkAction, BulkRequest, IncidentFilter
from platform_contracts.incident_work import Reassign
from platform_contracts.incidents import CreateIncident, Incident
from platform_contracts.people import PersonRef
from platform_contracts.postmortems import PutRca
from platform_contracts.runbooks import PutRunbook, RunbookStep
from platform_contracts.service_rules import PutMaintenance, PutSlaPolicy, SlaTargets
from platform_contracts.vocabulary import IncidentStatus, Severity
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

CLEO = PersonRef(id=new_id(), name="Cleo")


async def test_everything_that_the_client_offers_is_understood(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(Settings, create_app) as app:
        http = client_of(app, keyring.person("admin"))
        client = IncidentsClient(http, "http://service.test")

        async def opened() -> Incident:
            return await client.create(CreateIncident(title="Slow", service="payment-api"))

        targets = {Severity.HIGH: SlaTargets(acknowledge=5, resolve=60)}
        policy = await client.put_sla_policy("gold", PutSlaPolicy(targets=targets))
        assert policy.targets[Severity.HIGH].resolve == 60
        first, second = await opened(), await opened()
        await client.acknowledge(first.id)
        assert (await client.escalate(first.id)).status is IncidentStatus.OPEN
        await client.acknowledge(first.id)
        assert (await client.unacknowledge(first.id)).status is IncidentStatus.OPEN
        owner = (await client.reassign(first.id, Reassign(people=[CLEO]))).assignee
        assert owner is not None
        assert owner.name == "Cleo"
        assert (await client.merge(second.id, first.number)).id == first.id
        rca = await client.put_rca(first.id, PutRca(root_cause="x"))
        assert rca.missing == ["contributing_factors", "corrective_actions", "prevention"]
        steps = [RunbookStep(title="Look")]
        runbook = await client.put_runbook(new_id(), PutRunbook(title="Disk", steps=steps))
        assert (runbook.version, runbook.steps) == (1, steps)
        everything = BulkRequest(action=BulkAction.RESOLVE, filter=IncidentFilter())
        job = await client.change_many(everything)
        assert (await client.bulk_job(job.id)).total == job.total == 2
        now = datetime.now(UTC)
        window = PutMaintenance(
            title="x",
            services=["payment-api"],
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=1),
        )
        assert (await client.create_maintenance(window)).active_until is not None
        assert (await client.dashboard()).open_incidents == 1
