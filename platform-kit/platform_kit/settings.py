"""The settings that every service has; a service's own class adds its variables."""

from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class ServiceRole(StrEnum):
    """Which half of a service this process runs."""

    ALL = "all"
    API = "api"
    WORKER = "worker"


class ServiceSettings(BaseSettings):
    """Read from the environment only here; a wrong value stops the start and names the variable."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    service_name: ClassVar[str]
    schema_name: ClassVar[str]

    database_url: SecretStr
    migration_database_url: SecretStr | None = None
    bind_host: str = "127.0.0.1"
    service_port: int = Field(ge=1, le=65535)
    service_role: ServiceRole = ServiceRole.ALL
    auth_jwks_file: Path
    auth_key_file: Path
    secrets_key_file: Path | None = None
    trusted_proxies: str = ""
    open_access: bool = False
    public_url: str = "http://127.0.0.1:8080"
    oncall_service_url: str = "http://127.0.0.1:8003"
    log_level: str = "INFO"
    otel_exporter_otlp_endpoint: str = ""
    database_pool_size: int = Field(default=10, ge=1, le=200)
    max_body_bytes: int = Field(default=1_048_576, ge=1024)

    @property
    def runs_api(self) -> bool:
        """Whether this process answers public requests."""
        return self.service_role in (ServiceRole.ALL, ServiceRole.API)

    @property
    def runs_worker(self) -> bool:
        """Whether this process runs jobs."""
        return self.service_role in (ServiceRole.ALL, ServiceRole.WORKER)
