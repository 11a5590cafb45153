"""python -m test_runner serves the page; `list` and `send` work without it."""

import argparse
import asyncio
import sys

import uvicorn
from pydantic import ValidationError

from test_runner.catalogue import SCENARIOS
from test_runner.main import create_app
from test_runner.runner import SendResult, open_runner
from test_runner.settings import Settings
from test_runner.tokens import read_key


def main(arguments: list[str] | None = None) -> int:
    """Return the exit code: 2 for a wrong setting or name, 1 when an alert was not accepted."""
    options = _parser().parse_args(arguments)
    if options.command == "list":
        for scenario in SCENARIOS.values():
            print(f"{scenario.id:<24} {scenario.alert.severity:<9} {scenario.name}")
        return 0
    try:
        settings = Settings()
        if settings.key_file:
            read_key(settings.key_file)
    except ValidationError as error:
        for fault in error.errors():
            name = "_".join(str(part) for part in fault["loc"]).upper()
            print(f"{name}: {fault['msg']}", file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:
        print(f"TEST_RUNNER_KEY_FILE: {error}", file=sys.stderr)
        return 2
    if options.command == "send":
        return asyncio.run(_send(settings, [*SCENARIOS] if options.all else options.scenario))
    _serve(settings)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="test_runner", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("serve", help="serve the page (default)")
    commands.add_parser("list", help="list the scenarios")
    send = commands.add_parser("send", help="post scenarios as alerts")
    what = send.add_mutually_exclusive_group(required=True)
    what.add_argument("scenario", nargs="*", default=[], metavar="ID", type=_known)
    what.add_argument("--all", action="store_true", help="every scenario")
    return parser


def _known(name: str) -> str:
    if name not in SCENARIOS:
        raise argparse.ArgumentTypeError(f"there is no scenario {name}; see `list`")
    return name


async def _send(settings: Settings, names: list[str]) -> int:
    async with open_runner(settings) as runner:
        results = await runner.send_all(SCENARIOS[name] for name in names)
    for result in results:
        print(_line(result))
    return 1 if any(result.error for result in results) else 0


def _line(result: SendResult) -> str:
    outcome = result.error or f"{result.correlation}: incident {result.incident_id}"
    return f"{result.scenario_id:<24} {result.status!s:<12} {result.latency_ms:>7.1f} ms  {outcome}"


def _serve(settings: Settings) -> None:
    uvicorn.run(
        create_app(settings),
        host=settings.bind_host,
        port=settings.service_port,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    sys.exit(main())
