"""Everything this service reads from the environment."""

from datetime import timedelta
from typing import ClassVar, Literal

from pydantic import Field

from alert_ingestion.domain.correlation.topology import Options
from platform_contracts.vocabulary import Service
from platform_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of alert-ingestion."""

    service_name: ClassVar[str] = Service.ALERTS
    schema_name: ClassVar[str] = "alerts"

    service_port: int = 8001
    incident_service_url: str = "http://127.0.0.1:8002"
    ai_service_url: str = "http://127.0.0.1:8005"
    correlation_window_minutes: int = Field(default=5, ge=0, le=1440)
    correlation_strategy: Literal["rule", "source", "topology"] = "topology"
    resolve_hold_seconds: int = Field(default=10, ge=0, le=3600)
    correlation_longest_minutes: int = Field(default=20, ge=1, le=1440)
    alert_retention_days: int = Field(default=90, ge=1, le=3650)
    payload_retention_days: int = Field(default=7, ge=1, le=3650)
    longest_silence_days: int = Field(default=365, ge=1, le=3650)

    inbound_email_port: int = Field(default=0, ge=0, le=65535)
    inbound_email_host: str = "127.0.0.1"
    inbound_email_domain: str = "alerts.localhost"
    outside_allowed_networks: str = ""
    sns_signatures: bool = True

    monitor_allowed_networks: str = (
        "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"
    )

    @property
    def resolve_hold(self) -> timedelta:
        """So long an incident whose last alert ended waits for one that fires again."""
        return timedelta(seconds=self.resolve_hold_seconds)

    @property
    def correlation_options(self) -> Options:
        """What the strategy topology works with."""
        return Options(
            window=self.correlation_window.total_seconds(),
            longest_life=self.correlation_longest_minutes * 60.0,
        )

    @property
    def monitor_networks(self) -> list[str]:
        """Networks (CIDR) beside the public ones in which a monitor may ask Prometheus."""
        return [part.strip() for part in self.monitor_allowed_networks.split(",") if part.strip()]

    @property
    def correlation_window(self) -> timedelta:
        """Alerts of one rule within this time belong together."""
        return timedelta(minutes=self.correlation_window_minutes)
