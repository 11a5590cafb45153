"""Everything this service reads from the environment."""

from pathlib import Path
from typing import ClassVar

from pydantic import SecretStr

from platform_contracts.vocabulary import Role, Service
from platform_kit.settings import ServiceSettings


class Settings(ServiceSettings):
    """Settings of oncall."""

    service_name: ClassVar[str] = Service.ONCALL
    schema_name: ClassVar[str] = "oncall"

    service_port: int = 8003
    accounts_key_file: Path
    incident_service_url: str = "http://127.0.0.1:8002"
    notification_service_url: str = "http://127.0.0.1:8004"

    calendar_allowed_networks: str = ""
    """Internal networks (CIDR, by comma) from which calendars may be read."""

    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_groups_claim: str = "groups"
    oidc_group_roles: dict[str, dict[str, Role]] = {}
    """A group of the provider to a role by team (`*` for all)."""

    @property
    def calendar_networks(self) -> list[str]:
        """The networks one by one."""
        return [part.strip() for part in self.calendar_allowed_networks.split(",") if part.strip()]

    @property
    def cookies_are_secure(self) -> bool:
        """On https cookies are Secure and carry the __Host- prefix; on http they cannot."""
        return self.public_url.startswith("https://")
