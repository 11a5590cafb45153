"""The application: the page and its small API."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated
from urllib.parse import urlsplit

import httpx
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel

from test_runner.catalogue import SCENARIOS
from test_runner.page import answer_page
from test_runner.runner import Runner, SendResult, ServiceHealth, open_runner
from test_runner.scenarios import Scenario
from test_runner.settings import Settings


class ScenarioView(BaseModel):
    """A scenario as the page shows it; `payload` is the body that is posted."""

    id: str
    name: str
    category: str
    service: str
    severity: str
    description: str
    payload: dict[str, object]
    expected: str


class ScenarioList(BaseModel):
    """All scenarios, in the order in which they are sent."""

    scenarios: list[ScenarioView]


class SendResults(BaseModel):
    """One result for each scenario, in the order sent."""

    results: list[SendResult]


class TargetHealth(BaseModel):
    """The five services."""

    services: list[ServiceHealth]


def _runner(request: Request) -> Runner:
    return request.app.state.runner


def _from_own_page(request: Request) -> None:
    """A page of another site must not make a browser on this machine post alerts."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "requests of other sites are refused")


TheRunner = Annotated[Runner, Depends(_runner)]
OWN_PAGE = [Depends(_from_own_page)]


def create_app(settings: Settings, transport: httpx.AsyncBaseTransport | None = None) -> FastAPI:
    """The application; nothing is opened before its lifespan begins."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        async with open_runner(settings, transport) as runner:
            app.state.runner = runner
            yield

    app = FastAPI(title="test-runner", lifespan=lifespan, docs_url=None, redoc_url=None)
    _add_health(app)
    _add_api(app)

    @app.get("/{path:path}", include_in_schema=False)
    async def page(path: str) -> Response:
        return answer_page(settings.dist, path)

    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/health", operation_id="health")
    async def health() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok", "service": "test-runner"}

    @app.get("/ready", operation_id="ready")
    async def ready() -> dict[str, str]:
        """It can send; whether anybody answers is shown on the page."""
        return {"status": "ready"}


def _add_api(app: FastAPI) -> None:
    @app.get("/api/scenarios", operation_id="list_scenarios")
    async def list_scenarios() -> ScenarioList:
        """All scenarios."""
        return ScenarioList(scenarios=[_view(scenario) for scenario in SCENARIOS.values()])

    @app.post("/api/scenarios/send-all", operation_id="send_all", dependencies=OWN_PAGE)
    async def send_all(runner: TheRunner) -> SendResults:
        """Post every scenario, one after the other."""
        return SendResults(results=await runner.send_all(SCENARIOS.values()))

    @app.post(
        "/api/scenarios/{scenario_id}/send", operation_id="send_scenario", dependencies=OWN_PAGE
    )
    async def send(runner: TheRunner, scenario_id: str) -> SendResult:
        """Post one scenario."""
        scenario = SCENARIOS.get(scenario_id)
        if scenario is None:
            raise HTTPException(404, f"there is no scenario {scenario_id}")
        return await runner.send(scenario)

    @app.get("/api/targets/health", operation_id="targets_health")
    async def targets_health(runner: TheRunner) -> TargetHealth:
        """Whether the five services answer, how fast, and which release they are."""
        return TargetHealth(services=await runner.health())


def _view(scenario: Scenario) -> ScenarioView:
    alert = scenario.alert
    return ScenarioView(
        id=scenario.id,
        name=scenario.name,
        category=scenario.category,
        service=alert.service,
        severity=alert.severity,
        description=alert.description,
        payload=alert.model_dump(mode="json", exclude_unset=True),
        expected=scenario.expected,
    )
