"""A running platform, integrations whose keys the clients use, and a TLS door before it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from client_world import MAIL_DOMAIN, Script, World
from environment import UnavailableError, interpreter
from tls_door import TlsDoor

from platform_local.ports import pick_free
from platform_local.trial import trial_platform


@pytest.fixture(scope="session")
def world() -> Iterator[World]:
    """The whole platform; SNS of the tests signs with no certificate of Amazon's."""
    mail_port = pick_free()
    with trial_platform(
        CORRELATION_STRATEGY="source",
        SNS_SIGNATURES="false",
        INBOUND_EMAIL_PORT=str(mail_port),
        INBOUND_EMAIL_DOMAIN=MAIL_DOMAIN,
    ) as platform:
        yield World(platform, mail_port)


@pytest.fixture(scope="session")
def clients() -> str:
    """The Python that has the clients."""
    try:
        return interpreter()
    except UnavailableError as error:
        pytest.skip(f"the clients cannot be installed: {error}")


@pytest.fixture(scope="session")
def door(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TlsDoor]:
    """The platform's address with TLS, for clients that insist on it."""
    with TlsDoor(world.platform.ports["gateway"], tmp_path_factory.mktemp("tls")) as made:
        yield made


@pytest.fixture
def run_client(clients: str, tmp_path: Path) -> Script:
    """`run_client(text, **environment)`: a script with the clients; returns what it prints."""

    def run(text: str, **environment: str) -> str:
        script = tmp_path / "client.py"
        script.write_text(text)
        done = subprocess.run(
            [clients, str(script)],
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **environment},
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout.strip()

    return run
