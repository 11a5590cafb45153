"""Everything this service reads from the environment."""

from datetime import timedelta
from typing import Any, ClassVar

from pydantic import Field, SecretStr

from platform_contracts.vocabulary import Channel, Service
from platform_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of notification. E-mail is off while no SMTP host is set."""

    service_name: ClassVar[str] = Service.NOTIFICATION
    schema_name: ClassVar[str] = "notifications"

    service_port: int = 8004
    incident_service_url: str = "http://127.0.0.1:8002"
    incident_email_smtp_host: str = ""
    incident_email_smtp_port: int = Field(default=587, ge=1, le=65535)
    incident_email_smtp_user: str = ""
    incident_email_smtp_password: SecretStr = SecretStr("")
    incident_email_smtp_tls: bool = True
    incident_email_from: str = ""
    webhook_signing_secret: SecretStr = SecretStr("")
    outbound_allowed_networks: str = ""
    page_ttl_minutes: int = Field(default=30, ge=1, le=1440)

    alert_service_url: str = "http://127.0.0.1:8001"
    delivery_retention_days: int = Field(default=90, ge=1, le=3650)
    canary_minutes: float = Field(default=5.0, ge=0, le=1440)
    canary_addresses: dict[Channel, str] = {}
    push_subject: str = "mailto:oncall@localhost.invalid"

    def channel_values(self, channel: Channel) -> dict[str, Any] | None:
        """The settings of a channel that the environment gives, if it gives any."""
        sender = self.incident_email_from or self.incident_email_smtp_user
        if channel is Channel.EMAIL and self.incident_email_smtp_host and sender:
            return {
                "host": self.incident_email_smtp_host,
                "port": self.incident_email_smtp_port,
                "user": self.incident_email_smtp_user,
                "password": self.incident_email_smtp_password.get_secret_value() or None,
                "tls": self.incident_email_smtp_tls,
                "sender": sender,
            }
        secret = self.webhook_signing_secret.get_secret_value()
        if channel is Channel.WEBHOOK and secret:
            return {"signing_secret": secret}
        return None

    @property
    def allowed_networks(self) -> list[str]:
        """Internal networks that webhooks may reach, as CIDR."""
        return [part.strip() for part in self.outbound_allowed_networks.split(",") if part.strip()]

    @property
    def page_ttl(self) -> timedelta:
        """How long a page is tried."""
        return timedelta(minutes=self.page_ttl_minutes)
