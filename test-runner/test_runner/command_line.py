"""What the page does, in a terminal: `python -m test_runner send --all --follow`."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
import uvicorn
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from test_runner import forms
from test_runner.catalogue import SCENARIOS
from test_runner.continuous import ContinuousOrder
from test_runner.forms import KEY_SHOWN, Form
from test_runner.health import read_health
from test_runner.ledger import Hop, HopState, Run
from test_runner.main import create_app
from test_runner.runner import Runner, open_runner
from test_runner.settings import Settings
from test_runner.storm import StormOrder
from test_runner.tokens import read_key

FOLLOW_SECONDS = 60.0

cli = typer.Typer(
    help="Realistic alerts for a platform that is meant for tests: they page people.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)
PIPED_WIDTH = 180  # a program that reads the output gets whole lines
out = Console(width=None if sys.stdout.isatty() else PIPED_WIDTH)
err = Console(stderr=True)

AForm = Annotated[Form, typer.Option("--form", help="Whose words the alert is sent in.")]
AFollow = Annotated[
    bool, typer.Option("--follow", help="Wait for incident, person, notification, suggestion.")
]


@cli.callback(invoke_without_command=True)
def main(context: typer.Context) -> None:
    """Without a command: serve the page."""
    if context.invoked_subcommand is None:
        serve()


@cli.command()
def serve() -> None:
    """Serve the page."""
    settings = _settings()
    uvicorn.run(
        create_app(settings),
        host=settings.bind_host,
        port=settings.service_port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


@cli.command("list")
def list_scenarios() -> None:
    """List the scenarios."""
    table = Table("id", "category", "severity", "service", "name")
    for scenario in SCENARIOS.values():
        alert = scenario.alert
        table.add_row(scenario.id, scenario.category, alert.severity, alert.service, scenario.name)
    out.print(table)


@cli.command()
def show(scenario: str, form: AForm = Form.NATIVE) -> None:
    """Print what a scenario posts, and what should become of it."""
    chosen = SCENARIOS[_known([scenario])[0]]
    request = forms.fire(form, chosen.alert, KEY_SHOWN)
    out.print(f"POST {request.path}")
    out.print_json(json.dumps(request.body))
    out.print(f"Expected: {chosen.expected}")


@cli.command()
def send(
    scenarios: Annotated[list[str] | None, typer.Argument(metavar="[ID]...")] = None,
    all_of_them: Annotated[bool, typer.Option("--all", help="Every scenario.")] = False,
    form: AForm = Form.NATIVE,
    follow: AFollow = False,
    file: Annotated[
        Path | None, typer.Option("--file", help="A JSON file with an alert of your own.")
    ] = None,
) -> None:
    """Send scenarios, or an alert of your own. Exit code 1 when one is refused."""
    if file is None and bool(scenarios) == all_of_them:
        raise typer.BadParameter("name scenarios, or say --all, or --file")
    names = list(SCENARIOS) if all_of_them else _known(scenarios or [])
    body = _read_body(file) if file is not None else None

    async def work(runner: Runner) -> int:
        if body is not None:
            await runner.sender.typed(body)
        for name in names:
            await runner.sender.scenario(SCENARIOS[name], form)
        if follow:
            await _followed(runner)
        runs = list(reversed(runner.ledger.runs))
        out.print(_results(runs, follow=follow))
        return 1 if any(run.error for run in runs) else 0

    raise typer.Exit(_with_runner(work))


@cli.command()
def storm(
    count: Annotated[int, typer.Option(min=1, max=5000)] = 200,
    duplicates: Annotated[float, typer.Option(min=0, max=1, help="Share of repeats.")] = 0.5,
    jitter: Annotated[float, typer.Option(min=0, max=300, help="Spread over seconds.")] = 5.0,
    seed: int | None = None,
    form: AForm = Form.NATIVE,
) -> None:
    """Send many alerts at once. Exit code 1 when one is refused."""
    order = StormOrder(
        count=count, duplicate_share=duplicates, jitter_seconds=jitter, seed=seed, form=form
    )

    async def work(runner: Runner) -> int:
        await runner.storm.run(order)
        state = runner.storm.state
        outcomes = ", ".join(f"{number} {name}" for name, number in state.outcomes.items())
        out.print(f"{state.sent} sent: {outcomes}; {state.incidents} incidents")
        out.print(f"answered in {state.p50_ms} ms (p50), {state.p95_ms} ms (p95)")
        if state.failed:
            err.print(state.first_error)
        return 1 if state.failed else 0

    raise typer.Exit(_with_runner(work))


@cli.command("continuous")
def send_continuously(
    interval: Annotated[float, typer.Option(min=1, max=300)] = 10.0,
    scenario: Annotated[list[str] | None, typer.Option("--scenario")] = None,
    form: AForm = Form.NATIVE,
) -> None:
    """Send at an interval until ^C, at most an hour."""
    order = ContinuousOrder(interval_seconds=interval, scenarios=_known(scenario or []), form=form)

    async def work(runner: Runner) -> int:
        try:
            await runner.continuous.run(order)
        finally:
            state = runner.continuous.state
            out.print(f"{state.sent} sent, {state.failed} refused")
        return 1 if runner.continuous.state.failed else 0

    try:
        raise typer.Exit(_with_runner(work))
    except KeyboardInterrupt:
        raise typer.Exit(0) from None


@cli.command("resolve-all")
def resolve_all() -> None:
    """End every alert that the test runner made. Exit code 1 when one could not be ended."""

    async def work(runner: Runner) -> int:
        await runner.end_all()
        ending = runner.ending
        out.print(f"{ending.done - ending.failed} of {ending.total} ended")
        if ending.error:
            err.print(ending.error)
        return 1 if ending.error else 0

    raise typer.Exit(_with_runner(work))


@cli.command()
def health() -> None:
    """Ask the five services and the database how they are. Exit code 1 when one is not well."""

    async def work(runner: Runner) -> int:
        parts = await read_health(runner.platform)
        table = Table("part", "", "ms", "version")
        for part in parts:
            word = "ok" if part.ok else part.reason or "down"
            table.add_row(part.name, word, str(part.latency_ms or ""), part.version or "")
        out.print(table)
        return 0 if all(part.ok for part in parts) else 1

    raise typer.Exit(_with_runner(work))


async def _followed(runner: Runner) -> None:
    """Until every chain is known or a minute is over."""
    async with asyncio.timeout(FOLLOW_SECONDS + 5):
        while any(run.chain and not run.chain.is_complete for run in runner.ledger.runs):
            await runner.follower.turn()
            await asyncio.sleep(0.2)


def _results(runs: Sequence[Run], *, follow: bool) -> Table:
    table = Table("scenario", "status", "ms", "result", *(CHAIN if follow else ()))
    for run in runs:
        result = run.error or str(run.outcome)
        cells = [run.scenario_id or run.name, str(run.status), str(run.latency_ms), result]
        if follow:
            cells += [_cell(hop) for hop in run.chain.hops] if run.chain else [""] * len(CHAIN)
        table.add_row(*cells)
    return table


CHAIN = ("incident", "person", "notification", "suggestion")


def _cell(hop: Hop) -> str:
    took = f" {hop.latency_ms:.0f} ms" if hop.latency_ms is not None else ""
    state = "" if hop.state is HopState.DONE else f" ({hop.state})"
    return f"{hop.text}{state}{took}".strip()


def _known(names: Sequence[str]) -> list[str]:
    unknown = [name for name in names if name not in SCENARIOS]
    if unknown:
        raise typer.BadParameter(f"there is no scenario {', '.join(unknown)}; see `list`")
    return list(names)


def _read_body(file: Path) -> dict[str, Any]:
    try:
        body = json.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise typer.BadParameter(f"{file}: {error}") from None
    if not isinstance(body, dict):
        raise typer.BadParameter(f"{file}: an alert is a JSON object")
    return body  # pyright: ignore[reportUnknownVariableType]


def _with_runner(work: Callable[[Runner], Awaitable[int]]) -> int:
    settings = _settings()

    async def run() -> int:
        async with open_runner(settings) as runner:
            return await work(runner)

    return asyncio.run(run())


def _settings() -> Settings:
    """The settings; a wrong one ends the program with 2 and names the variable."""
    try:
        settings = Settings()
        if settings.key_file:
            read_key(settings.key_file)
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            print(f"{name}: {fault['msg']}", file=sys.stderr)
        raise typer.Exit(2) from None
    except (OSError, ValueError) as error:
        print(f"TEST_RUNNER_KEY_FILE: {error}", file=sys.stderr)
        raise typer.Exit(2) from None
    return settings
