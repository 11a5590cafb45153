"""Everything this service reads from the environment."""

from typing import ClassVar

from platform_contracts.vocabulary import Service
from platform_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of incident-management."""

    service_name: ClassVar[str] = Service.INCIDENTS
    schema_name: ClassVar[str] = "incidents"

    service_port: int = 8002
    alert_service_url: str = "http://127.0.0.1:8001"
    oncall_service_url: str = "http://127.0.0.1:8003"
    notification_service_url: str = "http://127.0.0.1:8004"
    ai_service_url: str = "http://127.0.0.1:8005"
    tracker_allowed_networks: str = ""

    @property
    def tracker_networks(self) -> list[str]:
        """Internal networks in which Jira and GitHub may be, as CIDR."""
        return [part.strip() for part in self.tracker_allowed_networks.split(",") if part.strip()]
