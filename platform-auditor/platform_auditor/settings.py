"""Everything the auditor reads from the environment. It has no database."""

from pathlib import Path

from pydantic import AnyHttpUrl, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

NAME = "auditor"


class Settings(BaseSettings):
    """A wrong value stops the start and names the variable."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True, env_ignore_empty=True)

    bind_host: str = "127.0.0.1"
    service_port: int = Field(default=8007, ge=1, le=65535)
    log_level: str = "INFO"
    auth_key_file: Path
    incident_service_url: str = "http://127.0.0.1:8002"
    oncall_service_url: str = "http://127.0.0.1:8003"
    auditor_interval_seconds: float = Field(default=15.0, ge=0.1, le=3600)
    auditor_heartbeat_url: AnyHttpUrl | None = None
