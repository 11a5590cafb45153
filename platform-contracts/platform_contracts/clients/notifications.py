"""Client of notification."""

from uuid import UUID

from platform_contracts.base import Page
from platform_contracts.clients.base import ServiceClient
from platform_contracts.notifications import (
    ContactMethod,
    Delivery,
    NotificationRules,
    PutContactMethod,
    PutNotificationRules,
)
from platform_contracts.paging import Plan, PlanRequest


class NotificationsClient(ServiceClient):
    """Contact methods, rules and deliveries."""

    async def put_contact_method(self, method: UUID, body: PutContactMethod) -> ContactMethod:
        """Create or replace a contact method."""
        path = f"/api/v1/contact-methods/{method}"
        return await self.send("PUT", path, ContactMethod, body)

    async def put_rules(self, person: UUID, body: PutNotificationRules) -> NotificationRules:
        """Replace a person's notification rules."""
        path = f"/api/v1/notification-rules/{person}"
        return await self.send("PUT", path, NotificationRules, body)

    async def deliveries(self, incident_id: UUID) -> Page[Delivery]:
        """What was sent, or tried, for an incident."""
        query = {"incident_id": str(incident_id)}
        return await self.get("/api/v1/deliveries", Page[Delivery], query)

    async def plan(self, body: PlanRequest) -> Plan:
        """What pages would become by people's rules."""
        return await self.send("POST", "/internal/v1/plan", Plan, body)
