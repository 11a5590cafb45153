"""Everything the auditor reads from the environment. It has no database."""

from pathlib import Path

from pydantic import AnyHttpUrl, Field, SecretStr
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
    notification_service_url: str = "http://127.0.0.1:8004"
    public_url: str = "http://127.0.0.1:8080"
    fallback_email_to: str = ""
    fallback_webhook_url: AnyHttpUrl | None = None
    fallback_after_seconds: float = Field(default=60.0, ge=0, le=3600)
    incident_email_smtp_host: str = ""
    incident_email_smtp_port: int = Field(default=587, ge=1, le=65535)
    incident_email_smtp_user: str = ""
    incident_email_smtp_password: SecretStr = SecretStr("")
    incident_email_smtp_tls: bool = True
    incident_email_from: str = ""
