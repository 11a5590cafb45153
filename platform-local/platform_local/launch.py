"""Starts the whole platform in order, stays with it, and stops it in order."""

import asyncio
import fcntl
import json
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from platform_database import InsufficientRightsError

from platform_local import migrations
from platform_local.database import DatabaseAddresses, is_embedded, prepare_database
from platform_local.keys import make_keys
from platform_local.plan import POSTGRES, Plan
from platform_local.ports import is_free
from platform_local.postgres import PostgresError
from platform_local.programs import Program
from platform_local.settings import LocalSettings, port_settings
from platform_local.summary import summary
from platform_local.supervisor import StartError, StopRequestedError, Supervisor
from platform_local.web_ui import is_stale

OPTIONAL = {"prometheus", "alertmanager"}
_PORT_PATIENCE_SECONDS = 5.0  # the last platform may still be going down

Say = Callable[[str], None]


class LaunchError(RuntimeError):
    """The platform cannot be started; the text says why and what to do."""


async def run(settings: LocalSettings, say: Say) -> int:
    """Run the platform until it is told to stop; return the exit code."""
    try:
        with _only_one_platform(settings.state_dir):
            async with Supervisor(settings.state_dir / "logs", say) as supervisor:
                await _start(settings, supervisor, say)
                await supervisor.stopping.wait()
                say("stopping, dependants first (^C again to kill)")
    except StopRequestedError:
        pass
    except InsufficientRightsError as error:
        say(f"{error}\n\n{error.sql}")
        return 1
    except (LaunchError, StartError, PostgresError) as error:
        say(str(error))
        return 1
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        say(f"The database or a file cannot be used: {error}")
        return 1
    say("stopped")
    return 0


async def _start(settings: LocalSettings, supervisor: Supervisor, say: Say) -> None:
    started = time.monotonic()
    embedded = is_embedded(settings.environment)
    taken = await _check_ports(settings, embedded=embedded)
    plan = Plan(settings, make_keys(settings.state_dir / "secrets" / "keys"))
    if plan.missing:
        say(f"not installed, left out: {', '.join(part.name for part in plan.missing)}")
    building = _build_interface(settings, plan, supervisor, say)
    database = await _prepare_database(settings, plan, supervisor, say)
    await _migrate(settings, plan, supervisor, database)
    programs = plan.platform(database, embedded=embedded)
    extras = plan.monitoring(taken)
    supervisor.start([*programs, *extras])
    await supervisor.ready([program.name for program in programs])
    demo = plan.demo_data() if _demo_data_is_wanted(settings) else None
    if demo is not None:
        supervisor.start([demo])
    expected = [*([demo] if demo else []), *([building] if building else []), *extras]
    failed = await _wait_for_extras(supervisor, [program.name for program in expected], say)
    say(f"everything runs, after {time.monotonic() - started:.1f} s")
    say(summary(settings, plan, demo=demo is not None and demo.name not in failed))


@contextmanager
def _only_one_platform(state_dir: Path) -> Generator[None]:
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LaunchError(
                f"The platform runs already with the state in {state_dir}. Stop it, or set "
                "PLATFORM_STATE_DIR and other ports for a second one."
            ) from None
        yield


async def _check_ports(settings: LocalSettings, *, embedded: bool) -> set[str]:
    """Return the optional components whose port is taken; refuse to start for the others."""
    wanted = {name: port for name, port in settings.ports.items() if embedded or name != POSTGRES}
    deadline = time.monotonic() + _PORT_PATIENCE_SECONDS
    while True:
        taken = {name for name, port in wanted.items() if not is_free(port, settings.bind_host)}
        if not taken - OPTIONAL:
            return taken
        if time.monotonic() > deadline:
            break
        await asyncio.sleep(0.2)
    variables = port_settings()
    lines = [
        f"Port {wanted[name]} for {name} is taken by another program;"
        f" {variables[name][0]}=<port> moves it."
        for name in sorted(taken - OPTIONAL)
    ]
    raise LaunchError("\n".join(lines))


def _build_interface(
    settings: LocalSettings, plan: Plan, supervisor: Supervisor, say: Say
) -> Program | None:
    job = plan.web_ui()
    if job is None or not settings.build_ui or not is_stale():
        return None
    say("building the web interface meanwhile")
    supervisor.start([job])
    return job


async def _wait_for_extras(supervisor: Supervisor, names: list[str], say: Say) -> set[str]:
    """Wait for parts that the platform can do without; return those that failed."""
    failed: set[str] = set()
    for name in names:
        try:
            await supervisor.ready([name])
        except StartError as error:
            say(f"All else runs, but {error}")
            failed.add(name)
    return failed


async def _prepare_database(
    settings: LocalSettings, plan: Plan, supervisor: Supervisor, say: Say
) -> DatabaseAddresses:
    if is_embedded(settings.environment):
        say("starting the embedded PostgreSQL")
        supervisor.start([plan.postgres()])
        await supervisor.ready([POSTGRES])
    return await prepare_database(settings.state_dir, settings.environment)


async def _migrate(
    settings: LocalSettings, plan: Plan, supervisor: Supervisor, database: DatabaseAddresses
) -> None:
    record = settings.state_dir / "migrated.json"
    behind = await migrations.pending(plan.services, database.migration, record)
    jobs = plan.migrations(behind, database)
    supervisor.start(jobs)
    await supervisor.ready([job.name for job in jobs])
    if behind:
        await migrations.remember(plan.services, database.migration, record)


def _demo_data_is_wanted(settings: LocalSettings) -> bool:
    """Decide once, on the first start, unless the environment says otherwise."""
    record = settings.state_dir / "demo-data.json"
    if settings.demo_data is not None:
        wanted = settings.demo_data
    elif record.exists():
        wanted = bool(json.loads(record.read_text()))
    else:
        wanted = settings.open_access
    record.write_text(json.dumps(wanted))
    return wanted
