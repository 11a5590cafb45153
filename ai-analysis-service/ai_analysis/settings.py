"""The settings of ai-analysis; the only reader of its environment."""

from typing import ClassVar

from pydantic import Field, SecretStr

from platform_contracts.vocabulary import Service
from platform_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Everything beyond the common settings has a default: no key and no network is needed."""

    service_name: ClassVar[str] = Service.ANALYSIS
    schema_name: ClassVar[str] = "analysis"

    service_port: int = Field(default=8005, ge=1, le=65535)
    incident_service_url: str = "http://127.0.0.1:8002"

    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = Field(default="https://api.openai.com/v1", pattern=r"^https?://")
    openai_model: str = "gpt-4o-mini"
    llm_timeout_seconds: float = Field(default=15.0, gt=0, le=120)
    llm_daily_tokens: int = Field(default=200_000, ge=0)
    llm_allowed_networks: str = (
        "127.0.0.0/8,::1/128,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,fc00::/7"
    )

    @property
    def llm_networks(self) -> list[str]:
        """Networks (CIDR) beside the public ones in which the language model may be."""
        return [part.strip() for part in self.llm_allowed_networks.split(",") if part.strip()]
