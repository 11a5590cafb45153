"""What the gateway needs to know, and where it is read from."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platform_contracts.vocabulary import Service

DEFAULT_PORT = 8080

URL_VARIABLES: Mapping[Service, str] = {
    Service.ALERTS: "ALERT_SERVICE_URL",
    Service.INCIDENTS: "INCIDENT_SERVICE_URL",
    Service.ONCALL: "ONCALL_SERVICE_URL",
    Service.NOTIFICATION: "NOTIFICATION_SERVICE_URL",
    Service.ANALYSIS: "AI_SERVICE_URL",
}
"""The environment variable with the base address of each service."""


@dataclass(frozen=True)
class GatewaySettings:
    """`upstreams`: base address of each service. `dist`: the built web interface.

    `trusted_proxies`: addresses whose X-Forwarded-* headers are believed, separated by commas.
    """

    upstreams: Mapping[Service, str]
    dist: Path
    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    trusted_proxies: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "GatewaySettings":
        """Raise KeyError with the name of a variable that is missing."""
        return cls(
            upstreams={
                service: environment[variable].rstrip("/")
                for service, variable in URL_VARIABLES.items()
            },
            dist=Path(environment["UI_DIST"]),
            host=environment.get("BIND_HOST") or "127.0.0.1",
            port=int(environment.get("GATEWAY_PORT") or DEFAULT_PORT),
            trusted_proxies=environment.get("FORWARDED_ALLOW_IPS", ""),
        )
