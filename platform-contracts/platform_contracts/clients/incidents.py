"""Client of incident-management."""

from collections.abc import Sequence
from uuid import UUID

from platform_contracts.base import CountedPage, Page
from platform_contracts.clients.base import Query, ServiceClient, checked
from platform_contracts.incident_lists import BulkJob, BulkRequest
from platform_contracts.incident_work import MergeInto, Reassign
from platform_contracts.incidents import (
    AddComment,
    CatalogService,
    ChangeStatus,
    CreateIncident,
    Incident,
    MetricsSummary,
    Note,
    PutService,
    TimelineEntry,
    Topology,
)
from platform_contracts.paging_states import PagingQuestion, PagingStates
from platform_contracts.postmortems import PutRca, Rca
from platform_contracts.runbooks import PutRunbook, Runbook
from platform_contracts.service_rules import (
    Maintenance,
    PutMaintenance,
    PutSlaPolicy,
    SlaPolicy,
)
from platform_contracts.stats import Dashboard
from platform_contracts.vocabulary import IncidentStatus

IncidentKey = UUID | int | str

NOT_MODIFIED = 304


class IncidentsClient(ServiceClient):
    """Incidents, their timeline, and the catalogue. An incident is named by id or number."""

    async def list(self, **filters: str | int | None) -> CountedPage[Incident]:
        """GET /api/v1/incidents with any of its filters."""
        query: Query = filters
        return await self.get("/api/v1/incidents", CountedPage[Incident], query)

    async def read(self, incident: IncidentKey) -> Incident:
        """One incident."""
        return await self.get(f"/api/v1/incidents/{incident}", Incident)

    async def paging_states(self, incident_ids: Sequence[UUID]) -> PagingStates:
        """Whether these incidents still want pages; unknown ones are left out."""
        body = PagingQuestion(incident_ids=[*incident_ids])
        return await self.send("POST", "/internal/v1/paging-states", PagingStates, body)

    async def create(self, body: CreateIncident) -> Incident:
        """An incident made by hand."""
        return await self.send("POST", "/api/v1/incidents", Incident, body)

    async def acknowledge(self, incident: IncidentKey, note: str = "") -> Incident:
        """Somebody looks at it: pages stop."""
        path = f"/api/v1/incidents/{incident}/acknowledge"
        return await self.send("POST", path, Incident, Note(note=note))

    async def resolve(self, incident: IncidentKey, note: str = "") -> Incident:
        """It is over."""
        path = f"/api/v1/incidents/{incident}/resolve"
        return await self.send("POST", path, Incident, Note(note=note))

    async def change_status(self, incident: IncidentKey, status: IncidentStatus) -> Incident:
        """Any allowed step; ApiError 409 names the allowed ones."""
        path = f"/api/v1/incidents/{incident}/status"
        return await self.send("POST", path, Incident, ChangeStatus(status=status))

    async def comment(self, incident: IncidentKey, body: str) -> TimelineEntry:
        """Add a comment."""
        path = f"/api/v1/incidents/{incident}/comments"
        return await self.send("POST", path, TimelineEntry, AddComment(body=body))

    async def timeline(
        self, incident: IncidentKey, cursor: str | None = None
    ) -> Page[TimelineEntry]:
        """What happened, oldest first."""
        path = f"/api/v1/incidents/{incident}/timeline"
        return await self.get(path, Page[TimelineEntry], {"cursor": cursor})

    async def unacknowledge(self, incident: IncidentKey, note: str = "") -> Incident:
        """Nobody works on it after all: page again."""
        path = f"/api/v1/incidents/{incident}/unacknowledge"
        return await self.send("POST", path, Incident, Note(note=note))

    async def escalate(self, incident: IncidentKey, note: str = "") -> Incident:
        """Page the next level now."""
        path = f"/api/v1/incidents/{incident}/escalate"
        return await self.send("POST", path, Incident, Note(note=note))

    async def reassign(self, incident: IncidentKey, body: Reassign) -> Incident:
        """Page these people instead."""
        return await self.send("POST", f"/api/v1/incidents/{incident}/reassign", Incident, body)

    async def merge(self, incident: IncidentKey, into: IncidentKey) -> Incident:
        """Put an incident into another one, which is returned."""
        body = MergeInto(into=str(into))
        return await self.send("POST", f"/api/v1/incidents/{incident}/merge", Incident, body)

    async def put_rca(self, incident: IncidentKey, body: PutRca) -> Rca:
        """Write the root-cause analysis."""
        return await self.send("PUT", f"/api/v1/incidents/{incident}/rca", Rca, body)

    async def change_many(self, body: BulkRequest) -> BulkJob:
        """Start one action on many incidents."""
        return await self.send("POST", "/api/v1/incidents/bulk", BulkJob, body)

    async def bulk_job(self, job: UUID) -> BulkJob:
        """How far a change of many is."""
        return await self.get(f"/api/v1/incidents/bulk/{job}", BulkJob)

    async def put_runbook(self, runbook: UUID, body: PutRunbook) -> Runbook:
        """Create or change a runbook."""
        return await self.send("PUT", f"/api/v1/runbooks/{runbook}", Runbook, body)

    async def put_sla_policy(self, slug: str, body: PutSlaPolicy) -> SlaPolicy:
        """Create or replace a policy of promises."""
        return await self.send("PUT", f"/api/v1/sla-policies/{slug}", SlaPolicy, body)

    async def create_maintenance(self, body: PutMaintenance) -> Maintenance:
        """Plan a window in which pages wait."""
        return await self.send("POST", "/api/v1/maintenance", Maintenance, body)

    async def dashboard(self) -> Dashboard:
        """What the first page shows."""
        return await self.get("/api/v1/stats/dashboard", Dashboard)

    async def put_service(self, slug: str, body: PutService) -> CatalogService:
        """Create or replace a service of the catalogue."""
        return await self.send("PUT", f"/api/v1/services/{slug}", CatalogService, body)

    async def put_topology(self, body: Topology) -> Topology:
        """Replace the service graph."""
        return await self.send("PUT", "/api/v1/topology", Topology, body)

    async def topology(self, known: str | None = None) -> tuple[Topology, str] | None:
        """The service graph with its version; None when it is still the `known` one."""
        response = await self._http.get(
            f"{self._base_url}/api/v1/topology",
            headers={"if-none-match": known} if known else None,
        )
        if response.status_code == NOT_MODIFIED:
            return None
        graph = Topology.model_validate(checked(response).json())
        return graph, response.headers.get("etag", "")

    async def metrics_summary(self) -> MetricsSummary:
        """The figures of the metrics panel."""
        return await self.get("/api/v1/metrics/summary", MetricsSummary)
