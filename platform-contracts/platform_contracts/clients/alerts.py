"""Client of alert-ingestion."""

from uuid import UUID

from platform_contracts.alerts import (
    AlertAccepted,
    AlertsAccepted,
    AlertSummary,
    PostAlert,
)
from platform_contracts.base import Page
from platform_contracts.clients.base import ServiceClient
from platform_contracts.integrations import CreateIntegration, IntegrationCreated


class AlertsClient(ServiceClient):
    """Posting and reading alerts."""

    async def post(self, alert: PostAlert) -> AlertAccepted:
        """Post one alert; it is stored when this returns."""
        return await self.send("POST", "/api/v1/alerts", AlertAccepted, alert)

    async def post_many(self, alerts: list[PostAlert]) -> AlertsAccepted:
        """Post several; each has its own result."""
        response = await self._http.post(
            f"{self._base_url}/api/v1/alerts", json=[a.model_dump(mode="json") for a in alerts]
        )
        return AlertsAccepted.model_validate(response.json())

    async def of_incident(self, incident_id: UUID) -> Page[AlertSummary]:
        """The alerts of an incident."""
        return await self.get(
            "/api/v1/alerts", Page[AlertSummary], {"incident_id": str(incident_id)}
        )

    async def create_integration(self, body: CreateIntegration) -> IntegrationCreated:
        """A new sender with its key."""
        return await self.send("POST", "/api/v1/integrations", IntegrationCreated, body)
