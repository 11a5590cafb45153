"""What a person can change about `make run`: read once from the environment and .env."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from platform_local.components import (
    ALERTMANAGER_PORT,
    COMPANIONS,
    GATEWAY,
    PROMETHEUS_PORT,
    SERVICES,
)
from platform_local.database import DEFAULT_PORT

REPOSITORY = Path(__file__).resolve().parents[2]

# In .env these describe the containers of docker-compose.yml, not this machine.
_ONLY_FOR_CONTAINERS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "BIND_HOST", "PUBLIC_URL")
_FALSE = {"0", "false", "no", "off"}
_TRUE = {"1", "true", "yes", "on"}


class SettingError(ValueError):
    """A setting has a value that cannot be used; the text names it."""


@dataclass(frozen=True)
class LocalSettings:
    """`ports` by component name; `demo_data` None: as on the first start.

    `environment`: all variables, for the programs that are started.
    """

    state_dir: Path
    bind_host: str
    ports: Mapping[str, int]
    open_access: bool
    demo_data: bool | None
    build_ui: bool
    public_url: str
    environment: Mapping[str, str]

    @property
    def connect_host(self) -> str:
        """The address under which components of this machine reach each other, as in URLs."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind_host, self.bind_host)
        return f"[{host}]" if ":" in host else host


def port_settings() -> dict[str, tuple[str, int]]:
    """Return for each component the variable that moves its port, and the default."""
    components = (*SERVICES, *COMPANIONS, GATEWAY)
    return {
        **{part.name: (part.port_variable, part.default_port) for part in components},
        "postgres": ("POSTGRES_PORT", DEFAULT_PORT),
        "prometheus": PROMETHEUS_PORT,
        "alertmanager": ALERTMANAGER_PORT,
    }


def read_settings(environment: Mapping[str, str], env_file: Path | None = None) -> LocalSettings:
    """Return the settings; the environment wins over the file. Raises SettingError."""
    values = {**_from_file(env_file or REPOSITORY / ".env"), **environment}
    host = values.get("BIND_HOST") or "127.0.0.1"
    ports = {
        name: _port(values, variable, default)
        for name, (variable, default) in port_settings().items()
    }
    open_access = _switch(values, "OPEN_ACCESS")
    return LocalSettings(
        state_dir=Path(values.get("PLATFORM_STATE_DIR") or REPOSITORY / ".local").resolve(),
        bind_host=host,
        ports=ports,
        open_access=_is_loopback(host) if open_access is None else open_access,
        demo_data=_switch(values, "DEMO_DATA"),
        build_ui=_switch(values, "BUILD_UI") is not False,
        public_url=values.get("PUBLIC_URL") or f"http://127.0.0.1:{ports[GATEWAY.name]}",
        environment=values,
    )


def _from_file(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    return {
        name: value
        for name, value in dotenv_values(path).items()
        if value is not None
        and name not in _ONLY_FOR_CONTAINERS
        and not name.endswith("_SERVICE_URL")
    }


def _port(values: Mapping[str, str], variable: str, default: int) -> int:
    text = values.get(variable) or str(default)
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise SettingError(f"{variable}={text} is not a port number.")
    return int(text)


def _switch(values: Mapping[str, str], variable: str) -> bool | None:
    text = values.get(variable, "").strip().lower()
    if not text:
        return None
    if text not in _TRUE | _FALSE:
        raise SettingError(f"{variable}={text} is neither true nor false.")
    return text in _TRUE


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
