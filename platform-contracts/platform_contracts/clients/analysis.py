"""Client of ai-analysis."""

from uuid import UUID

from platform_contracts.analysis import (
    Analysis,
    AnalyzeRequest,
    ClassifyAnswer,
    ClassifyRequest,
    IncidentSuggestions,
)
from platform_contracts.clients.base import ServiceClient


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
