"""The page's own API. Changes are taken from the page itself only."""

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from platform_contracts.alerts import PostAlert
from test_runner.catalogue import SCENARIOS
from test_runner.continuous import ContinuousOrder
from test_runner.forms import Form
from test_runner.health import read_health
from test_runner.ledger import Run
from test_runner.runner import Runner, State
from test_runner.storm import StormOrder
from test_runner.views import (
    Checked,
    ScenarioList,
    TargetHealth,
    Typed,
    check_alert,
    scenario_view,
)


def _runner(request: Request) -> Runner:
    return request.app.state.runner


def _from_own_page(request: Request) -> None:
    """A page of another site must not make a browser on this machine post alerts."""
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(403, "requests of other sites are refused")


TheRunner = Annotated[Runner, Depends(_runner)]
reading = APIRouter(prefix="/api")
changing = APIRouter(prefix="/api", dependencies=[Depends(_from_own_page)])


@reading.get("/scenarios", operation_id="list_scenarios")
async def list_scenarios(request: Request, runner: TheRunner) -> ScenarioList:
    """All scenarios, with their payload in every form."""
    return ScenarioList(
        scenarios=[scenario_view(scenario) for scenario in SCENARIOS.values()],
        forms=[form for form in Form if runner.platform.key or not form.needs_key],
        public_url=request.app.state.settings.public_url,
    )


@reading.get("/state", operation_id="read_state")
async def read_state(request: Request, response: Response, runner: TheRunner) -> State | None:
    """Everything that was set going; 304 for a revision that the caller has."""
    etag = f'"{runner.id}-{runner.ledger.revision}"'
    response.headers.update({"etag": etag, "cache-control": "no-cache"})
    if request.headers.get("if-none-match") == etag:
        response.status_code = 304
        return None
    return runner.state()


@reading.get("/targets/health", operation_id="targets_health")
async def targets_health(runner: TheRunner) -> TargetHealth:
    """Whether the services answer, how fast, and which release they are."""
    return TargetHealth(services=await read_health(runner.platform))


@changing.post("/scenarios/send-all", operation_id="send_all", status_code=202)
async def send_all(runner: TheRunner, form: Form = Form.NATIVE) -> State:
    """Send every scenario, one after the other; it goes on when the page is closed."""
    await runner.start_all(list(SCENARIOS.values()), form)
    return runner.state()


@changing.post("/scenarios/{scenario_id}/send", operation_id="send_scenario")
async def send_scenario(runner: TheRunner, scenario_id: str, form: Form = Form.NATIVE) -> Run:
    """Send one scenario."""
    scenario = SCENARIOS.get(scenario_id)
    if scenario is None:
        raise HTTPException(404, f"there is no scenario {scenario_id}")
    return await runner.sender.scenario(scenario, form)


@changing.post("/custom/check", operation_id="check_custom")
async def check_custom(typed: Typed) -> Checked:
    """Where a typed alert breaks the schema; nothing is sent."""
    return Checked(errors=check_alert(typed.body))


@changing.post("/custom/send", operation_id="send_custom")
async def send_custom(runner: TheRunner, typed: Typed) -> Run:
    """Send it exactly as typed, also when it will be refused; another form needs a good one."""
    if not isinstance(typed.body, dict):
        raise HTTPException(422, "an alert is a JSON object")
    if typed.form is Form.NATIVE:
        return await runner.sender.typed(typed.body)
    errors = check_alert(typed.body)
    if errors:
        raise HTTPException(422, f"{errors[0].field}: {errors[0].reason}")
    return await runner.sender.custom(PostAlert.model_validate(typed.body), typed.form)


@changing.post("/storm", operation_id="start_storm", status_code=202)
async def start_storm(runner: TheRunner, order: StormOrder) -> State:
    """Begin a storm."""
    await runner.start_storm(order)
    return runner.state()


@changing.post("/continuous", operation_id="start_continuous", status_code=202)
async def start_continuous(runner: TheRunner, order: ContinuousOrder) -> State:
    """Begin to send at an interval."""
    await runner.start_continuous(order)
    return runner.state()


@changing.delete("/{name}", operation_id="stop")
async def stop(runner: TheRunner, name: str) -> State:
    """Stop `storm`, `continuous` or `batch`; it has stopped when this is answered."""
    if name not in ("storm", "continuous", "batch"):
        raise HTTPException(404, f"there is no {name}")
    await runner.stop(name)
    return runner.state()


@changing.post("/resolve-all", operation_id="resolve_all", status_code=202)
async def resolve_all(runner: TheRunner) -> State:
    """Stop what is under way and post the end of every alert that was made here."""
    await runner.start_ending()
    return runner.state()


@changing.post("/clear", operation_id="clear")
async def clear(runner: TheRunner) -> State:
    """Empty the list of results; alerts and incidents stay."""
    runner.ledger.clear()
    return runner.state()
