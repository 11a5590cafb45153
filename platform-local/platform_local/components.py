"""What the platform consists of: names, packages, ports and the settings that move them."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from platform_contracts.vocabulary import Service
from platform_local.gateway.settings import URL_VARIABLES


@dataclass(frozen=True)
class Component:
    """One long-running Python process, started as `python -m <package>`.

    `schema` None: it has no tables. `name` is also the id of its signing key.
    """

    name: str
    package: str
    port_variable: str
    default_port: int
    schema: str | None = None

    @property
    def exists(self) -> bool:
        """Say whether the package is installed and can be started."""
        return find_spec(self.package) is not None and (
            find_spec(f"{self.package}.__main__") is not None
        )


SERVICES = (
    Component(Service.ALERTS.value, "alert_ingestion", "ALERT_PORT", 8001, "alerts"),
    Component(Service.INCIDENTS.value, "incident_management", "INCIDENT_PORT", 8002, "incidents"),
    Component(Service.ONCALL.value, "oncall", "ONCALL_PORT", 8003, "oncall"),
    Component(
        Service.NOTIFICATION.value, "notification", "NOTIFICATION_PORT", 8004, "notifications"
    ),
    Component(Service.ANALYSIS.value, "ai_analysis", "AI_PORT", 8005, "analysis"),
)
TEST_RUNNER = Component("test-runner", "test_runner", "TEST_RUNNER_PORT", 8006)
AUDITOR = Component("auditor", "platform_auditor", "AUDITOR_PORT", 8007)
GATEWAY = Component("gateway", "platform_local.gateway", "GATEWAY_PORT", 8080)
COMPANIONS = (TEST_RUNNER, AUDITOR)
PROMETHEUS_PORT = ("PROMETHEUS_PORT", 9090)
ALERTMANAGER_PORT = ("ALERTMANAGER_PORT", 9093)

KEY_IDS = ("accounts", *(component.name for component in (*SERVICES, *COMPANIONS)))


def service_urls(ports: Mapping[str, int], host: str) -> dict[str, str]:
    """Return the address variables that every component gets."""
    return {
        variable: f"http://{host}:{ports[service.value]}"
        for service, variable in URL_VARIABLES.items()
    }
