"""Everything this service reads from the environment."""

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from platform_contracts.vocabulary import Service
from platform_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of alert-ingestion."""

    service_name: ClassVar[str] = Service.ALERTS
    schema_name: ClassVar[str] = "alerts"

    service_port: int = 8001
    incident_service_url: str = "http://127.0.0.1:8002"
    correlation_window_minutes: int = Field(default=5, ge=0, le=1440)
    correlation_strategy: Literal["rule", "source", "topology"] = "topology"
    alert_retention_days: int = Field(default=90, ge=1, le=3650)
    payload_retention_days: int = Field(default=7, ge=1, le=3650)
    longest_silence_days: int = Field(default=365, ge=1, le=3650)

    inbound_email_port: int = Field(default=0, ge=0, le=65535)
    inbound_email_host: str = "127.0.0.1"
    inbound_email_domain: str = "alerts.localhost"
    outside_allowed_networks: str = ""
    sns_signatures: bool = True

    @property
    def correlation_window(self) -> timedelta:
        """Alerts of one rule within this time belong together."""
        return timedelta(minutes=self.correlation_window_minutes)
