"""The embedded server: makes the cluster once, runs `postgres` as a child, stops it."""

import fcntl
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Self

from platform_local.lifeline import Lifeline
from platform_local.ports import LOOPBACK, is_free, pick_free
from platform_local.postgres import identity as identities
from platform_local.postgres import pidfile
from platform_local.postgres.binaries import Binaries, discover
from platform_local.postgres.errors import PortTakenError, PostgresError
from platform_local.postgres.identity import Identity

SUPERUSER = "platform"
_LOCK_SECONDS = 3.0  # a launcher that was just killed may hold it a moment longer
_START_SECONDS = 60.0
_FAST_STOP_SECONDS = 20.0
_HARD_STOP_SECONDS = 10.0
_LOG_LIMIT_BYTES = 10_000_000
_PORT_ATTEMPTS = 5
_BUILTIN_LOCALE_SINCE = 17


class EmbeddedPostgres:
    """One PostgreSQL on 127.0.0.1 that lives exactly as long as this process.

    `state_dir` keeps the data, the superuser's password and the log. `port` None takes a free
    one at start. `volatile` trades durability for speed: for tests. `bindir` overrides the
    discovery of the programs. All failures are PostgresError.
    """

    def __init__(
        self,
        state_dir: Path,
        *,
        port: int | None = None,
        volatile: bool = False,
        bindir: Path | None = None,
    ) -> None:
        self.state_dir = state_dir.resolve()
        self.port = port
        self.volatile = volatile
        self.log_file = self.state_dir / "postgres.log"
        self._bindir = bindir
        self._data = self.state_dir / "data"
        self._password_file = self.state_dir / "password"
        self._port_is_ours_to_pick = port is None
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline = Lifeline(signal.SIGINT)
        self._lock: IO[str] | None = None
        self._binaries: Binaries | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def version(self) -> str:
        """The programs in use, e.g. "PostgreSQL 18 (/usr/lib/postgresql/18/bin)"."""
        if self._binaries is None:
            raise PostgresError("The server was not started.")
        return f"PostgreSQL {self._binaries.major} ({self._binaries.folder})"

    def dsn(self, database: str = "postgres") -> str:
        """Return the superuser's address of a database. Needs a port: given, or by start()."""
        if self.port is None:
            raise PostgresError("The server was not started, so its port is not known.")
        password = self._password_file.read_text()
        return f"postgresql://{SUPERUSER}:{password}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> None:
        """Return when the server accepts connections. The first start makes the cluster."""
        if self._process is not None:
            raise PostgresError("The server was started already.")
        self._take_lock()
        try:
            pidfile.settle(self._data, patience=_FAST_STOP_SECONDS)
            self._binaries = discover(os.environ, self._bindir, self._data_major())
            identity = identities.choose(self._binaries, self.state_dir, self._data)
            if not self._data.exists():
                self._make_cluster(self._binaries, identity)
            self._start_on_some_port(self._binaries, identity)
        except BaseException:
            self._drop_lock()
            raise

    def wait(self) -> int:
        """Block until the server ends, return its exit code."""
        if self._process is None:
            raise PostgresError("The server was not started.")
        return self._process.wait()

    def stop(self) -> None:
        """Stop the server: open transactions are rolled back. Harmless when it is not running."""
        process, self._process = self._process, None
        if process is not None:
            _stop_process(process)
            self._lifeline.release()
        self._drop_lock()

    def _take_lock(self) -> None:
        try:
            self.state_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = (self.state_dir / "lock").open("w")
        except OSError as error:
            raise PostgresError(
                f"Cannot write to {self.state_dir} ({error.strerror}): was it made by another "
                "user? Remove it, or set PLATFORM_STATE_DIR."
            ) from error
        deadline = time.monotonic() + _LOCK_SECONDS
        while not _try_lock(lock):
            if time.monotonic() > deadline:
                lock.close()
                raise PostgresError(
                    f"The database in {self.state_dir} is in use: the platform runs already."
                )
            time.sleep(0.1)
        self._lock = lock

    def _drop_lock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _data_major(self) -> int | None:
        try:
            return int((self._data / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None
        except PermissionError as error:
            raise PostgresError(
                f"{self._data} belongs to another user. Start as that user, or set "
                "PLATFORM_STATE_DIR."
            ) from error

    def _make_cluster(self, binaries: Binaries, identity: Identity) -> None:
        # Made beside its place and renamed: an interrupted first start leaves no half cluster.
        unfinished = self.state_dir / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        self._password_file.unlink(missing_ok=True)
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24))
        identity.owns(self._password_file)
        arguments = [
            f"--pgdata={unfinished}",
            f"--username={SUPERUSER}",
            f"--pwfile={self._password_file}",
            "--encoding=UTF8",
            "--auth=scram-sha-256",
            "--no-instructions",
            *_locale_options(binaries.major),
            *(["--no-sync"] if self.volatile else []),
        ]
        process = self._spawn(
            identity, [str(binaries.initdb), *arguments], subprocess.PIPE, Lifeline(signal.SIGTERM)
        )
        output, _ = process.communicate()
        if process.returncode != 0:
            raise PostgresError(f"initdb failed:\n{output.decode(errors='replace')}")
        unfinished.rename(self._data)

    def _start_on_some_port(self, binaries: Binaries, identity: Identity) -> None:
        if not self._port_is_ours_to_pick:
            self._start_on_port(binaries, identity)
            return
        for attempt in range(1, _PORT_ATTEMPTS + 1):
            self.port = pick_free()
            try:
                self._start_on_port(binaries, identity)
            except PortTakenError:  # somebody was quicker
                if attempt == _PORT_ATTEMPTS:
                    raise
            else:
                return

    def _start_on_port(self, binaries: Binaries, identity: Identity) -> None:
        if self.port is None or not is_free(self.port):
            raise PortTakenError(self.port or 0)
        self._trim_log()
        command = [str(binaries.postgres), "-D", str(self._data), *self._server_options()]
        with self.log_file.open("ab") as log:
            process = self._spawn(identity, command, log, self._lifeline)
        self._lifeline.attach(process.pid)
        try:
            self._wait_until_ready(process)
        except BaseException:
            _stop_process(process)
            self._lifeline.release()
            raise
        self._process = process

    def _server_options(self) -> list[str]:
        options = {
            "port": str(self.port),
            "listen_addresses": LOOPBACK,
            "unix_socket_directories": "",
            "max_connections": "300" if self.volatile else "200",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] ",
            "logging_collector": "off",
            "jit": "off",
        }
        if self.volatile:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for key, value in options.items() for part in ("-c", f"{key}={value}")]

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if pidfile.is_ready(self._data, process.pid):
                return
            if process.poll() is not None:
                tail = self._last_log_lines()
                if "Address already in use" in tail:
                    raise PortTakenError(self.port or 0)
                raise PostgresError(f"PostgreSQL did not start; end of {self.log_file}:\n{tail}")
            time.sleep(0.02)
        raise PostgresError(f"PostgreSQL is not ready after {_START_SECONDS:.0f} s.")

    def _last_log_lines(self) -> str:
        lines = self.log_file.read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])

    def _trim_log(self) -> None:
        if self.log_file.exists() and self.log_file.stat().st_size > _LOG_LIMIT_BYTES:
            self.log_file.replace(self.log_file.with_suffix(".log.old"))

    def _spawn(
        self, identity: Identity, command: list[str], output: IO[bytes] | int, lifeline: Lifeline
    ) -> subprocess.Popen[bytes]:
        def in_child() -> None:
            identity.in_child()
            lifeline.in_child()

        return subprocess.Popen(  # noqa: S603 - no shell, our own arguments
            command,
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(self.state_dir)},
            user=identity.uid,
            group=identity.gid,
            extra_groups=None if identity.uid is None else [],
            start_new_session=True,  # ^C at the terminal reaches the launcher only
            preexec_fn=in_child,  # noqa: PLW1509 - two system calls, no locks
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locale_options(major: int) -> list[str]:
    if major >= _BUILTIN_LOCALE_SINCE:  # the same collation on every operating system
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8" if sys.platform == "linux" else "--locale=en_US.UTF-8"]


def _stop_process(process: subprocess.Popen[bytes]) -> None:
    steps = ((signal.SIGINT, _FAST_STOP_SECONDS), (signal.SIGQUIT, _HARD_STOP_SECONDS))
    for signum, patience in steps:
        process.send_signal(signum)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        return
    process.kill()
    process.wait()
