"""The always firing alert keeps a heartbeat alive; without Prometheus the platform pages."""

import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from monitoring_stack import program

from platform_local.ports import pick_free
from platform_local.trial import TrialPlatform, wait_for

pytestmark = pytest.mark.e2e

MONITORING = Path(__file__).resolve().parents[2] / "monitoring"


@contextmanager
def running(command: list[str], log: Path) -> Generator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def shipped_alertmanager(platform: TrialPlatform, folder: Path, port: int) -> Generator[None]:
    """With the shipped routes; only the port of the platform and the intervals are others."""
    text = (MONITORING / "alertmanager" / "alertmanager.yml").read_text()
    text = text.replace(":8080", f":{platform.ports['gateway']}").replace("30s", "1s")
    (folder / "alertmanager.yml").write_text(text)
    command = [
        program("alertmanager", "prometheus-alertmanager"),
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'alertmanager'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with running(command, folder / "alertmanager.log"):
        yield


@contextmanager
def watchdog(folder: Path, alertmanager: int) -> Generator[None]:
    """Prometheus with the shipped rules and nothing to scrape."""
    config = {
        "global": {"evaluation_interval": "1s"},
        "rule_files": [str(MONITORING / "prometheus" / "rules" / "platform.yml")],
        "alerting": {
            "alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{alertmanager}"]}]}]
        },
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    command = [
        program("prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{pick_free()}",
        "--rules.alert.resend-delay=1s",
    ]
    with running(command, folder / "prometheus.log"):
        yield


def state_of(admin: httpx.Client, heartbeat: str) -> str:
    return admin.get(f"/api/v1/heartbeats/{heartbeat}").raise_for_status().json()["state"]


def silent_alert(admin: httpx.Client) -> dict[str, Any] | None:
    """The heartbeat's alert; what else fires may have put it into a larger incident."""
    found = admin.get("/api/v1/alerts", params={"severity": "critical"}).raise_for_status().json()
    return next((one for one in found["items"] if one["title"] == "Prometheus is silent"), None)


def test_the_platform_pages_when_prometheus_has_stopped(
    platform: TrialPlatform, tmp_path: Path
) -> None:
    port = pick_free()
    with platform.admin() as admin, shipped_alertmanager(platform, tmp_path, port):
        body = {
            "name": "prometheus",
            "interval_seconds": 5,
            "grace_seconds": 0,
            "severity": "critical",
            "message": "Prometheus is silent",
        }
        made = admin.post("/api/v1/heartbeats", json=body).raise_for_status().json()
        assert made["state"] == "new"
        with watchdog(tmp_path, port):
            wait_for(lambda: state_of(admin, made["id"]) == "up", what="the first ping")
        wait_for(lambda: state_of(admin, made["id"]) == "down", what="silence")
        alert = wait_for(lambda: silent_alert(admin), what="the alert")
        assert alert["severity"] == "critical"
        found = f"/api/v1/incidents/{alert['incident_id']}"
        incident = wait_for(lambda: admin.get(found).raise_for_status().json(), what="the incident")
        assert incident["severity"] == "critical"
        admin.delete(f"/api/v1/heartbeats/{made['id']}").raise_for_status()
