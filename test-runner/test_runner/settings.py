"""Everything the test runner reads from the environment."""

import ipaddress
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from platform_contracts.vocabulary import Service

REPOSITORY = Path(__file__).resolve().parents[2]


class Settings(BaseSettings):
    """A wrong value stops the start and names the variable.

    Targets are this machine or hosts of TEST_RUNNER_ALLOWED_HOSTS (separated by commas): test
    alerts page people, so they must not reach a platform by accident.
    """

    model_config = SettingsConfigDict(
        extra="ignore", frozen=True, env_ignore_empty=True, populate_by_name=True
    )

    bind_host: str = "127.0.0.1"
    service_port: int = Field(default=8006, ge=1, le=65535)
    key_file: Path | None = Field(
        default=None, validation_alias=AliasChoices("TEST_RUNNER_KEY_FILE", "AUTH_KEY_FILE")
    )
    dist: Path = Field(
        default=REPOSITORY / "web-ui/apps/test-runner/dist", validation_alias="TEST_RUNNER_DIST"
    )
    integration_key: str = Field(default="", validation_alias="TEST_RUNNER_INTEGRATION_KEY")
    public_url: str = "http://127.0.0.1:8080"
    allowed_hosts: str = Field(default="", validation_alias="TEST_RUNNER_ALLOWED_HOSTS")
    alert_service_url: str = "http://127.0.0.1:8001"
    incident_service_url: str = "http://127.0.0.1:8002"
    oncall_service_url: str = "http://127.0.0.1:8003"
    notification_service_url: str = "http://127.0.0.1:8004"
    ai_service_url: str = "http://127.0.0.1:8005"

    @field_validator(
        "alert_service_url",
        "incident_service_url",
        "oncall_service_url",
        "notification_service_url",
        "ai_service_url",
    )
    @classmethod
    def _is_allowed(cls, url: str, info: ValidationInfo) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url} is not an http or https address")
        listed = {name.strip().lower() for name in info.data.get("allowed_hosts", "").split(",")}
        if not _is_loopback(parts.hostname) and parts.hostname not in listed:
            raise ValueError(
                f"{parts.hostname} is not this machine; TEST_RUNNER_ALLOWED_HOSTS does not list it"
            )
        return url.rstrip("/")

    @property
    def targets(self) -> dict[Service, str]:
        """The base address of each service."""
        return {
            Service.ALERTS: self.alert_service_url,
            Service.INCIDENTS: self.incident_service_url,
            Service.ONCALL: self.oncall_service_url,
            Service.NOTIFICATION: self.notification_service_url,
            Service.ANALYSIS: self.ai_service_url,
        }


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
