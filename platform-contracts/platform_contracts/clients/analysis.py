"""Client of ai-analysis."""

from uuid import UUID

from platform_contracts.analysis import (
    ActionPlan,
    Analysis,
    AnalyzeRequest,
    ClassifyAnswer,
    ClassifyRequest,
    FoundRunbooks,
    IncidentSuggestions,
    SimilarIncidents,
)
from platform_contracts.clients.base import ServiceClient
from platform_contracts.reports import Report, ReportKind, Reports, WriteReport


class AnalysisClient(ServiceClient):
    """Root-cause suggestions."""

    async def analyze(self, body: AnalyzeRequest) -> Analysis:
        """Explain one alert."""
        return await self.send("POST", "/api/v1/analyze", Analysis, body)

    async def suggestions(self, incident_id: UUID) -> IncidentSuggestions:
        """What was found for an incident."""
        query = {"incident_id": str(incident_id)}
        return await self.get("/api/v1/suggestions", IncidentSuggestions, query)

    async def classify(self, body: ClassifyRequest) -> ClassifyAnswer:
        """Categories for a batch of alerts."""
        return await self.send("POST", "/internal/v1/classify", ClassifyAnswer, body)

    async def similar(self, incident_id: UUID) -> SimilarIncidents:
        """Past incidents with a known cause that are like this one."""
        query = {"incident_id": str(incident_id)}
        return await self.get("/api/v1/similar", SimilarIncidents, query)

    async def runbooks(self, text: str, service: str | None = None) -> FoundRunbooks:
        """Runbooks for the text of an alert."""
        query = {"q": text, "service": service}
        return await self.get("/api/v1/runbook-search", FoundRunbooks, query)

    async def plan(self, incident_id: UUID) -> ActionPlan:
        """Hypotheses, evidence and steps of an incident."""
        return await self.get(f"/api/v1/suggestions/{incident_id}/plan", ActionPlan)

    async def reports(self, incident_id: UUID, kind: ReportKind | None = None) -> Reports:
        """Written reports about an incident, drafts of its review among them."""
        query = {"incident_id": str(incident_id), "kind": kind}
        return await self.get("/api/v1/reports", Reports, query)

    async def write_report(self, body: WriteReport) -> Report:
        """Have a report written now."""
        return await self.send("POST", "/api/v1/reports", Report, body)
