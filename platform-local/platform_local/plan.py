"""Turns settings into the programs to run."""

import sys
from collections.abc import Iterable
from importlib.util import find_spec

from platform_contracts.vocabulary import Service
from platform_local.components import (
    COMPANIONS,
    GATEWAY,
    SERVICES,
    TEST_RUNNER,
    Component,
    service_urls,
)
from platform_local.database import DatabaseAddresses, embedded_server
from platform_local.keys import KeyFiles
from platform_local.monitoring import monitoring_programs
from platform_local.programs import Program, answers_http, answers_postgres
from platform_local.settings import REPOSITORY, LocalSettings, port_settings
from platform_local.web_ui import DIST, FOLDER

POSTGRES = "postgres"
WEB_UI = "web-ui"
DEMO = "demo-data"
_NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"
_ADMIN_VARIABLES = {"DATABASE_URL", "MIGRATION_DATABASE_URL"}


class Plan:
    """All programs of one installation; `database` is known once roles and schemas exist."""

    def __init__(self, settings: LocalSettings, keys: KeyFiles) -> None:
        self._settings = settings
        self._keys = keys
        self.services = [service for service in SERVICES if service.exists]
        self.companions = [companion for companion in COMPANIONS if companion.exists]
        self.missing = [part for part in (*SERVICES, *COMPANIONS) if not part.exists]

    def address(self, name: str) -> str:
        """Return the base address of a component."""
        return f"http://{self._settings.connect_host}:{self._settings.ports[name]}"

    def postgres(self) -> Program:
        """Return the embedded server."""
        state_dir = self._settings.state_dir
        server = embedded_server(state_dir, self._settings.environment)
        port = str(self._settings.ports[POSTGRES])
        command = (*_python("platform_local.postgres"), str(server.state_dir), "--port", port)
        return Program(POSTGRES, command, answers_postgres(server.dsn))

    def migrations(
        self, components: Iterable[Component], database: DatabaseAddresses
    ) -> list[Program]:
        """Return one job for each schema that is behind."""
        return [
            Program(
                f"migrate-{part.name}",
                (*_python(part.package), "migrate"),
                ready=None,
                environment=self._component_environment(part, database)
                | {"MIGRATION_DATABASE_URL": database.migration},
                folder=REPOSITORY,
            )
            for part in components
        ]

    def platform(self, database: DatabaseAddresses, *, embedded: bool) -> list[Program]:
        """Return the services and what stands around them."""
        services = [
            self._component(part, database, needs=(POSTGRES,) if embedded else ())
            for part in self.services
        ]
        names = tuple(program.name for program in services)
        companions = [self._component(part, database, needs=names) for part in self.companions]
        gateway = Program(
            GATEWAY.name,
            _python(GATEWAY.package),
            answers_http(f"{self.address(GATEWAY.name)}/health"),
            fronts=(*names, *(program.name for program in companions)),
            environment=self._environment(
                UI_DIST=self._settings.environment.get("UI_DIST") or str(DIST),
                GATEWAY_PORT=str(self._settings.ports[GATEWAY.name]),
            ),
            folder=REPOSITORY,
        )
        return [*services, *companions, gateway]

    def monitoring(self, ports_taken: set[str]) -> list[Program]:
        """Return Prometheus and Alertmanager where they are installed and their port is free."""
        settings = self._settings
        moved = {default: settings.ports[name] for name, (_, default) in port_settings().items()}
        programs = monitoring_programs(
            REPOSITORY / "monitoring",
            settings.state_dir,
            settings.connect_host,
            moved,
            settings.ports,
        )
        return [program for program in programs if program.name not in ports_taken]

    def web_ui(self) -> Program | None:
        """Return the job that builds the interface, None without its sources."""
        if not (FOLDER / "package.json").is_file():
            return None
        return Program(WEB_UI, _python("platform_local.web_ui"), ready=None, folder=REPOSITORY)

    def demo_data(self) -> Program | None:
        """Return the job that fills in the demo company, None while there is none."""
        if find_spec("platform_local.demo") is None:
            return None
        environment = self._environment(
            AUTH_KEY_FILE=str(self._keys.private(TEST_RUNNER.name)),
            ACCOUNTS_KEY_FILE=str(self._keys.private("accounts")),
            **self._integration_key(),
        )
        command = _python("platform_local.demo")
        return Program(DEMO, command, ready=None, environment=environment, folder=REPOSITORY)

    def _component(
        self, part: Component, database: DatabaseAddresses, needs: tuple[str, ...]
    ) -> Program:
        return Program(
            part.name,
            _python(part.package),
            answers_http(f"{self.address(part.name)}/ready"),
            needs,
            environment=self._component_environment(part, database),
            folder=REPOSITORY,
        )

    def _component_environment(
        self, part: Component, database: DatabaseAddresses
    ) -> dict[str, str]:
        own = {
            "SERVICE_PORT": str(self._settings.ports[part.name]),
            "AUTH_KEY_FILE": str(self._keys.private(part.name)),
        }
        if part.schema is not None:
            own["DATABASE_URL"] = database.services[part.schema]
        if part.name == Service.ONCALL:
            own["ACCOUNTS_KEY_FILE"] = str(self._keys.private("accounts"))
        if part is TEST_RUNNER:  # the services of this platform are what it is there to test
            listed = self._settings.environment.get("TEST_RUNNER_ALLOWED_HOSTS", "")
            own["TEST_RUNNER_ALLOWED_HOSTS"] = f"{listed},{self._settings.connect_host.strip('[]')}"
            own |= self._integration_key()
        return self._environment(**own)

    def _integration_key(self) -> dict[str, str]:
        """The key of the test runner as a sender; one from the environment goes before ours."""
        name = "TEST_RUNNER_INTEGRATION_KEY"
        return {name: self._settings.environment.get(name) or self._keys.integration.read_text()}

    def _environment(self, **own: str) -> dict[str, str]:
        settings = self._settings
        if settings.environment.get(_NO_BYTECODE):
            # Eight programs that compile all they import take several times as long to start.
            own |= {_NO_BYTECODE: "", "PYTHONPYCACHEPREFIX": str(REPOSITORY / ".local/bytecode")}
        return {
            **{k: v for k, v in settings.environment.items() if k not in _ADMIN_VARIABLES},
            **service_urls(settings.ports, settings.connect_host),
            "BIND_HOST": settings.bind_host,
            "PUBLIC_URL": settings.public_url,
            "OPEN_ACCESS": "true" if settings.open_access else "false",
            "AUTH_JWKS_FILE": str(self._keys.public),
            "SECRETS_KEY_FILE": str(self._keys.secrets),
            "TRUSTED_PROXIES": settings.environment.get("TRUSTED_PROXIES", "127.0.0.0/8,::1"),
            "PYTHONUNBUFFERED": "1",
            **own,
        }


def _python(module: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module)
