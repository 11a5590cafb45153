"""Posts scenarios to alert-ingestion and asks the services how they are."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from uuid import UUID

import httpx
from joserfc.jwk import OKPKey
from pydantic import BaseModel, ValidationError

from platform_contracts.clients.alerts import AlertsClient
from platform_contracts.clients.base import ApiError
from platform_contracts.vocabulary import Correlation, Service
from test_runner.scenarios import Scenario
from test_runner.settings import Settings
from test_runner.tokens import read_key, service_token

SEND_SECONDS = 10.0
PROBE_SECONDS = 2.0


class SendResult(BaseModel):
    """What became of a posted scenario. `status`: that of the answer, or `unreachable`."""

    scenario_id: str
    status: int | str
    alert_id: UUID | None = None
    incident_id: UUID | None = None
    correlation: Correlation | None = None
    latency_ms: float
    error: str | None = None


class ServiceHealth(BaseModel):
    """Whether a service answers, how fast, and which release it is."""

    name: str
    ok: bool
    latency_ms: float | None = None
    version: str | None = None


class Runner:
    """Speaks to the platform as any sender of alerts does."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings) -> None:
        self._http = http
        self._targets = settings.targets
        self._alerts = AlertsClient(http, settings.targets[Service.ALERTS])

    async def send(self, scenario: Scenario) -> SendResult:
        """Post one scenario; a refusal or a missing answer is a result, too."""
        begun = time.perf_counter()
        try:
            accepted = await self._alerts.post(scenario.alert)
        except ApiError as error:
            return _failed(scenario, error.status, begun, error.problem.detail or str(error))
        except httpx.HTTPError as error:
            return _failed(scenario, "unreachable", begun, f"alert-ingestion: {error!r}")
        return SendResult(
            scenario_id=scenario.id,
            status=201,
            alert_id=accepted.alert_id,
            incident_id=accepted.incident_id,
            correlation=accepted.correlation,
            latency_ms=_milliseconds_since(begun),
        )

    async def send_all(self, scenarios: Iterable[Scenario]) -> list[SendResult]:
        """One after the other: the order decides which alert opens an incident."""
        return [await self.send(scenario) for scenario in scenarios]

    async def health(self) -> list[ServiceHealth]:
        """All services at once."""
        probes = (self._probe(service, url) for service, url in self._targets.items())
        return await asyncio.gather(*probes)

    async def _probe(self, service: Service, url: str) -> ServiceHealth:
        begun = time.perf_counter()
        try:
            answer = await self._http.get(f"{url}/health", timeout=PROBE_SECONDS)
            version = _Alive.model_validate_json(answer.content).version
        except (httpx.HTTPError, ValidationError):
            return ServiceHealth(name=service, ok=False)
        latency = _milliseconds_since(begun)
        return ServiceHealth(
            name=service, ok=answer.is_success, latency_ms=latency, version=version
        )


class _Alive(BaseModel):
    version: str | None = None


def _failed(scenario: Scenario, status: int | str, begun: float, error: str) -> SendResult:
    latency = _milliseconds_since(begun)
    return SendResult(scenario_id=scenario.id, status=status, latency_ms=latency, error=error)


def _milliseconds_since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)


@asynccontextmanager
async def open_runner(
    settings: Settings, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncGenerator[Runner]:
    """A runner with its connections. Raises OSError or ValueError for a key that is none."""
    key = read_key(settings.key_file) if settings.key_file else None
    async with httpx.AsyncClient(
        timeout=SEND_SECONDS,
        auth=_Token(key) if key else None,
        transport=transport or httpx.AsyncHTTPTransport(retries=1),
        trust_env=False,
    ) as http:
        yield Runner(http, settings)


class _Token(httpx.Auth):
    """A fresh token on every request."""

    def __init__(self, key: OKPKey) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request):
        request.headers["authorization"] = f"Bearer {service_token(self._key)}"
        yield request
