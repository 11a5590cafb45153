"""A whole platform for a test: real processes on free ports, with a state folder of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar
from uuid import UUID, uuid4

import httpx
from joserfc import jwt
from joserfc.jwk import OKPKey

from platform_local.ports import pick_free
from platform_local.settings import port_settings

T = TypeVar("T")

START_SECONDS = 180.0
WAIT_SECONDS = 180.0
REPOSITORY = Path(__file__).resolve().parents[2]


@contextmanager
def trial_platform(**environment: str) -> Generator["TrialPlatform"]:
    """A running platform in a folder of its own, which the database's user may enter."""
    with tempfile.TemporaryDirectory(prefix="trial-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        platform = TrialPlatform(Path(folder) / "state", environment)
        try:
            platform.start()
            yield platform
        finally:
            platform.stop()


class TrialPlatform:
    """`python -m platform_local` under test; `url(name)` says where each part is."""

    def __init__(self, state: Path, environment: Mapping[str, str] | None = None) -> None:
        self.state = state
        self.ports = {name: pick_free() for name in port_settings()}
        self._environment = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start everything. Raises RuntimeError with the launcher's words when it ends early."""
        self.state.mkdir(parents=True, exist_ok=True)
        ports = {variable: str(self.ports[name]) for name, (variable, _) in port_settings().items()}
        environment = {
            **os.environ,
            **ports,
            "PLATFORM_STATE_DIR": str(self.state),
            "PUBLIC_URL": self.url("gateway"),
            "BUILD_UI": "false",
            "DEMO_DATA": "false",
            "OPEN_ACCESS": "true",
            **self._environment,
        }
        output = (self.state / "launcher.log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "platform_local"],
            env=environment,
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            cwd=REPOSITORY,
        )
        wait_for(self._says_everything_runs, START_SECONDS, "the platform to start")

    def _says_everything_runs(self) -> bool:
        text = (self.state / "launcher.log").read_text()
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"the platform ended:\n{text}")
        return "Logs: " in text

    def stop(self) -> None:
        """Stop as ^C does."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(60)
            except subprocess.TimeoutExpired:
                self._process.kill()

    def url(self, name: str) -> str:
        """The address of a component."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def admin(self) -> httpx.Client:
        """A client of the one public address with an administrator's token."""
        headers = {"authorization": f"Bearer {self.token('admin')}"}
        return httpx.Client(base_url=self.url("gateway"), headers=headers, timeout=30)

    def token(self, role: str, person_id: UUID | None = None, name: str = "Test") -> str:
        """A person's token, signed with the accounts key of this platform."""
        file = next(path for path in self.state.rglob("accounts.json"))
        key = OKPKey.import_key(json.loads(file.read_text()))
        now = int(time.time())
        claims = {
            "iss": "accounts",
            "aud": "platform",
            "kind": "person",
            "sub": str(person_id or uuid4()),
            "name": name,
            "roles": {"*": role},
            "iat": now,
            "exp": now + 600,
        }
        header = {"alg": "Ed25519", "kid": key.kid}
        return jwt.encode(header, claims, key, algorithms=["Ed25519"])

    def pid_of(self, package: str) -> int:
        """The process that serves a package of this platform."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_text().split("\0")
                variables = (folder / "environ").read_text()
            except (OSError, UnicodeDecodeError):
                continue
            if command[1:3] == ["-m", package] and f"={self.state}\0" in variables:
                return int(folder.name)
        raise LookupError(f"{package} does not run")


def wait_for(
    check: Callable[[], T | Literal[False] | None],
    seconds: float = WAIT_SECONDS,
    what: str = "a condition",
) -> T:
    """Ask `check` until it answers something true. Raises TimeoutError that says for what."""
    end = time.monotonic() + seconds
    last: Any = None
    while time.monotonic() < end:
        try:
            last = check()
        except (httpx.HTTPError, LookupError) as error:
            last = error
        else:
            if last:
                return last
        time.sleep(0.2)
    raise TimeoutError(f"waited {seconds:.0f} s for {what}; last: {last!r}")
