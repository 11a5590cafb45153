"""Runs programs in dependency order, starts crashed ones again, and stops all in order."""

import asyncio
import contextlib
import os
import shutil
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from platform_local.lifeline import Lifeline
from platform_local.programs import Program

STOP_SECONDS = 25.0
START_SECONDS = 120.0
PROGRESS_SECONDS = 5.0
_PROBE_PAUSE_SECONDS = 0.2
_FIRST_BACKOFF_SECONDS = 0.5
_LONGEST_BACKOFF_SECONDS = 30.0
_STEADY_SECONDS = 30.0  # a program that ran this long starts again without delay
_CRASHES_SHOWN = 3
_CRASHES_UNTIL_GIVING_UP = 5  # only before it was ever ready
_LOG_LIMIT_BYTES = 50_000_000
_LOG_CHECK_SECONDS = 60.0
_LINES_SHOWN = 15
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StartError(RuntimeError):
    """A program does not become ready; the text holds the end of its log."""


class StopRequestedError(Exception):
    """The person at the terminal, or the system, asked to stop."""


class _Child:
    """The changing state of one program."""

    def __init__(self, program: Program, log_file: Path) -> None:
        self.program = program
        self.log_file = log_file
        self.process: Process | None = None
        self.crashes = 0
        self.first_ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.first_ready.add_done_callback(lambda future: future.cancelled() or future.exception())
        self.task: asyncio.Task[None] | None = None


class Supervisor:
    """Starts, watches and stops programs; use it as an async context in the main thread.

    Inside the context SIGINT, SIGTERM and SIGHUP request a stop; the second one kills. `say`
    receives short lines for the terminal; the programs' own output goes to files in `log_dir`.
    """

    def __init__(self, log_dir: Path, say: Callable[[str], None]) -> None:
        self._log_dir = log_dir
        self._say = say
        self._last_told = time.monotonic()
        self._children: dict[str, _Child] = {}
        self._stopping = asyncio.Event()
        self._log_keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._log_dir.mkdir(parents=True, exist_ok=True)
        for signum in _SIGNALS:
            asyncio.get_running_loop().add_signal_handler(signum, self.request_stop)
        self._log_keeper = asyncio.create_task(self._keep_logs_short())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.stop()
        for signum in _SIGNALS:
            asyncio.get_running_loop().remove_signal_handler(signum)

    @property
    def stopping(self) -> asyncio.Event:
        """Set once a stop was requested."""
        return self._stopping

    def request_stop(self) -> None:
        """Begin the ordered stop; asked again, kill what still runs."""
        if self._stopping.is_set():
            for child in self._children.values():
                _signal(child, signal.SIGKILL)
        self._stopping.set()

    def start(self, programs: Iterable[Program]) -> None:
        """Start programs as soon as what they need has been ready."""
        for program in programs:
            child = _Child(program, self._log_dir / f"{program.name}.log")
            self._children[program.name] = child
            child.task = asyncio.create_task(self._keep_running(child), name=program.name)

    async def ready(self, names: Sequence[str]) -> None:
        """Wait until these programs have been ready, jobs until they ended well.

        Raises StartError or StopRequestedError.
        """
        waiting = {name: self._children[name].first_ready for name in names}
        stop = asyncio.create_task(self._stopping.wait())
        started = time.monotonic()
        try:
            while open_futures := [f for f in waiting.values() if not f.done()]:
                await asyncio.wait(
                    [*open_futures, stop],
                    timeout=PROGRESS_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if self._stopping.is_set():
                    raise StopRequestedError
                _raise_first_failure(waiting.values())
                if self._stay_silent():
                    continue
                elapsed = time.monotonic() - started
                still = ", ".join(name for name, future in waiting.items() if not future.done())
                if still:
                    self._tell(f"waiting for {still} ({elapsed:.0f} s)")
            _raise_first_failure(waiting.values())
        finally:
            stop.cancel()

    async def stop(self) -> None:
        """Stop everything, dependants first, and return when no process is left."""
        self._stopping.set()
        if self._log_keeper is not None:
            self._log_keeper.cancel()
        depths = {name: self._depth(name) for name in self._children}
        for depth in sorted(set(depths.values()), reverse=True):
            level = [self._children[name] for name, at in depths.items() if at == depth]
            await asyncio.gather(*(self._terminate(child) for child in level))

    def _depth(self, name: str) -> int:
        program = self._children[name].program
        outlived_by = [need for need in (*program.needs, *program.fronts) if need in self._children]
        return 1 + max((self._depth(other) for other in outlived_by), default=0)

    def _tell(self, text: str) -> None:
        self._last_told = time.monotonic()
        self._say(text)

    def _stay_silent(self) -> bool:
        return time.monotonic() - self._last_told < PROGRESS_SECONDS * 0.9

    async def _keep_running(self, child: _Child) -> None:
        if not await self._needs_are_met(child):
            return
        while not self._stopping.is_set():
            started = time.monotonic()
            code = await self._run_once(child, started)
            ran = time.monotonic() - started
            if self._stopping.is_set() or self._job_is_over(child, code, ran):
                return
            child.crashes = 1 if ran > _STEADY_SECONDS else child.crashes + 1
            if child.crashes >= _CRASHES_UNTIL_GIVING_UP and not child.first_ready.done():
                self._give_up(child, f"ended {child.crashes} times with code {code}")
                return
            pause = min(_LONGEST_BACKOFF_SECONDS, _FIRST_BACKOFF_SECONDS * 2 ** (child.crashes - 1))
            self._tell(
                f"{child.program.name} ended with code {code}, starts again in {pause:g} s"
                f" (log: {child.log_file})"
            )
            if child.crashes == _CRASHES_SHOWN:
                self._tell(_log_tail(child))
            await self._sleep_unless_stopping(pause)

    async def _needs_are_met(self, child: _Child) -> bool:
        for need in child.program.needs:
            stop = asyncio.create_task(self._stopping.wait())
            first_ready = self._children[need].first_ready
            await asyncio.wait([first_ready, stop], return_when=asyncio.FIRST_COMPLETED)
            stop.cancel()
            if self._stopping.is_set():
                return False
            if first_ready.exception() is not None:
                child.first_ready.set_exception(StartError(f"{need} did not start"))
                return False
        return True

    async def _run_once(self, child: _Child, started: float) -> int:
        lifeline = Lifeline(signal.SIGTERM)
        try:
            process = child.process = await self._launch(child, lifeline)
        except OSError as error:
            self._tell(f"{child.program.name} cannot be started: {error}")
            return -1
        lifeline.attach(process.pid)
        if self._stopping.is_set():  # asked while the process was being made
            _signal(child, signal.SIGTERM)
        watcher = asyncio.create_task(self._watch_readiness(child, started))
        try:
            return await process.wait()
        finally:
            watcher.cancel()
            lifeline.release()
            _signal(child, signal.SIGKILL, even_when_over=True)  # what it may have left behind
            child.process = None

    async def _launch(self, child: _Child, lifeline: Lifeline) -> Process:
        with child.log_file.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *child.program.command,
                env=child.program.environment,
                cwd=child.program.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # ^C at the terminal reaches the supervisor only
                preexec_fn=lifeline.in_child,
            )

    async def _watch_readiness(self, child: _Child, started: float) -> None:
        probe = child.program.ready
        if probe is None:
            return
        while not await probe():
            if time.monotonic() - started > START_SECONDS and not child.first_ready.done():
                self._give_up(child, f"is not ready after {START_SECONDS:.0f} s")
                return
            await asyncio.sleep(_PROBE_PAUSE_SECONDS)
        took = time.monotonic() - started
        if not child.first_ready.done():
            child.first_ready.set_result(None)
            self._tell(f"{child.program.name} is ready ({took:.1f} s)")
        elif child.crashes:
            self._tell(f"{child.program.name} is ready again ({took:.1f} s)")

    def _job_is_over(self, child: _Child, code: int, ran: float) -> bool:
        if child.program.ready is not None:
            return False
        if code == 0:
            child.first_ready.set_result(None)
            self._tell(f"{child.program.name} is done ({ran:.1f} s)")
        else:
            self._give_up(child, f"ended with code {code}")
        return True

    def _give_up(self, child: _Child, why: str) -> None:
        error = StartError(f"{child.program.name} {why}.\n{_log_tail(child)}")
        child.first_ready.set_exception(error)

    async def _terminate(self, child: _Child) -> None:
        if child.task is None:
            return
        _signal(child, signal.SIGTERM)
        done, _ = await asyncio.wait([child.task], timeout=STOP_SECONDS)
        if not done:
            self._tell(f"{child.program.name} does not stop, it is killed")
            _signal(child, signal.SIGKILL)
            await asyncio.wait([child.task])
        if not child.first_ready.done():
            child.first_ready.cancel()

    async def _sleep_unless_stopping(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _keep_logs_short(self) -> None:
        while True:
            for child in self._children.values():
                _shorten_log(child.log_file)
            await asyncio.sleep(_LOG_CHECK_SECONDS)


def _raise_first_failure(futures: Iterable["asyncio.Future[None]"]) -> None:
    for future in futures:
        if future.done() and (error := future.exception()) is not None:
            raise error


def _signal(child: _Child, signum: signal.Signals, *, even_when_over: bool = False) -> None:
    """Signal the whole process group of a child."""
    if child.process is None or (child.process.returncode is not None and not even_when_over):
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signum)


def _log_tail(child: _Child) -> str:
    if not child.log_file.exists():
        return "It wrote no log."
    lines = child.log_file.read_text(errors="replace").splitlines()[-_LINES_SHOWN:]
    return "\n".join([f"End of {child.log_file}:", *(f"    {line}" for line in lines)])


def _shorten_log(path: Path) -> None:
    """Move a long log aside. The writer appends, so it goes on at the new end of the file."""
    if path.exists() and path.stat().st_size > _LOG_LIMIT_BYTES:
        shutil.copyfile(path, path.with_suffix(".log.old"))
        os.truncate(path, 0)
