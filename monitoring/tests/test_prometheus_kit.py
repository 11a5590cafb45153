"""The kit for a laptop: the sample service's schedule, the configuration, the install script."""

import importlib.util
import io
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import threading
from pathlib import Path

import httpx
import pytest
import yaml

KIT = Path(__file__).resolve().parents[1] / "prometheus-kit"
SPEC = importlib.util.spec_from_file_location("sample_metrics", KIT / "sample_metrics.py")
assert SPEC is not None
assert SPEC.loader is not None
sample = importlib.util.module_from_spec(SPEC)
sys.modules["sample_metrics"] = sample
SPEC.loader.exec_module(sample)

MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}
LIMITS = {"http_error_rate": 0.05, "cpu_usage": 0.80}


def values_at(share: float, always: str = "") -> dict[str, float]:
    text: str = sample.text_at(share * 300, 300, always)
    found = re.findall(r"^(\w+)\{[^}]*\} ([0-9.]+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in found}


def breached(share: float, always: str = "") -> set[str]:
    return {name for name, value in values_at(share, always).items() if value > LIMITS[name]}


def test_limits_are_crossed_on_a_fixed_schedule() -> None:
    assert set(values_at(0)) == set(LIMITS)
    assert breached(0) == set()
    assert breached(0.3) == {"http_error_rate"}
    assert breached(0.5) == {"http_error_rate", "cpu_usage"}
    assert breached(0.7) == {"cpu_usage"}
    assert breached(0.9) == set()
    assert breached(0.3) == breached(1.3) == breached(25.3)


def test_the_schedule_can_be_held() -> None:
    assert {len(breached(share, "breach")) for share in (0, 0.5, 0.9)} == {2}
    assert {len(breached(share, "calm")) for share in (0, 0.5, 0.9)} == {0}


def test_metrics_are_served_and_nothing_else() -> None:
    server = sample.server(0, clock=lambda: 90.0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    answer = httpx.get(f"{address}/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'http_error_rate{service="payment-api"} 0.12' in answer.text
    assert httpx.get(f"{address}/etc/passwd").status_code == 404
    server.shutdown()


def test_prometheus_scrapes_the_sample_service_and_knows_the_limits() -> None:
    config = yaml.safe_load((KIT / "prometheus.yml").read_text())
    (job,) = config["scrape_configs"]
    assert job["static_configs"][0]["targets"] == [f"127.0.0.1:{sample.PORT}"]
    rules = yaml.safe_load((KIT / "rules.yml").read_text())["groups"][0]["rules"]
    assert {rule["expr"] for rule in rules} == {
        f"{name} > {limit:.2f}" for name, limit in LIMITS.items()
    }


def test_promtool_accepts_the_configuration() -> None:
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed")
    command = ["promtool", "check", "config", str(KIT / "prometheus.yml")]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A copy of the scripts, so that nothing is unpacked into the repository."""
    folder = tmp_path / "kit"
    folder.mkdir()
    shutil.copy(KIT / "install.sh", folder)
    return folder


def release(version: str) -> str:
    system = platform.system().lower()
    return f"prometheus-{version}.{system}-{MACHINES[platform.machine().lower()]}"


def an_archive(path: Path, name: str) -> Path:
    """An archive like that of a release, with a program that only says its name."""
    body = b"#!/bin/sh\necho started\n"
    with tarfile.open(path, "w:gz") as archive:
        entry = tarfile.TarInfo(f"{name}/prometheus")
        entry.size, entry.mode = len(body), 0o755
        archive.addfile(entry, io.BytesIO(body))
    return path


def install(kit: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Without a network: the proxy is a closed port."""
    environment = {"PATH": "/usr/bin:/bin", "https_proxy": "http://127.0.0.1:1"}
    command = ["bash", str(kit / "install.sh"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_an_archive_beside_the_script_is_installed_without_a_network(kit: Path) -> None:
    an_archive(kit / f"{release('2.51.0')}.tar.gz", release("2.51.0"))
    done = install(kit)
    assert done.returncode == 0, done.stderr
    program = kit / "bin" / "prometheus" / "prometheus"
    assert done.stdout.strip() == str(program)
    assert subprocess.run([program], capture_output=True, check=True).stdout == b"started\n"


def test_another_version_and_archive_can_be_named(kit: Path, tmp_path: Path) -> None:
    archive = an_archive(tmp_path / "elsewhere.tar.gz", release("2.53.1"))
    assert install(kit, "2.53.1", "--archive", str(archive)).returncode == 0
    wrong = install(kit, "2.51.0", "--archive", str(archive))
    assert wrong.returncode == 1
    assert "is it the archive of 2.51.0" in wrong.stderr


def test_an_archive_with_a_wrong_checksum_is_refused(kit: Path) -> None:
    archive = an_archive(kit / f"{release('2.51.0')}.tar.gz", release("2.51.0"))
    Path(f"{archive}.sha256").write_text(f"{'0' * 64}  {archive.name}\n")
    assert install(kit).returncode != 0
    assert not (kit / "bin").exists()


def test_without_network_and_archive_it_says_what_to_do(kit: Path) -> None:
    failed = install(kit)
    assert failed.returncode == 1
    assert f"{release('2.51.0')}.tar.gz" in failed.stderr
    assert "README" in failed.stderr
    assert install(kit, "newest").returncode == 2
