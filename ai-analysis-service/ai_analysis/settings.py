"""The settings of ai-analysis; the only reader of its environment."""

from typing import ClassVar

from pydantic import Field

from platform_contracts.vocabulary import Service
from platform_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Everything beyond the common settings has a default: no key and no network is needed."""

    service_name: ClassVar[str] = Service.ANALYSIS
    schema_name: ClassVar[str] = "analysis"

    service_port: int = Field(default=8005, ge=1, le=65535)
    incident_service_url: str = "http://127.0.0.1:8002"
