"""The kit as it is shipped, with real Prometheus and Alertmanager: a breach becomes an incident."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from monitoring_stack import program

from platform_local.ports import pick_free
from platform_local.trial import TrialPlatform, wait_for

pytestmark = pytest.mark.e2e

KIT = Path(__file__).resolve().parents[2] / "monitoring" / "prometheus-kit"


@contextmanager
def running(command: list[str], log: Path) -> Generator[None]:
    with log.open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def sample_service(port: int, folder: Path, state: str) -> Generator[None]:
    command = [sys.executable, str(KIT / "sample_metrics.py"), "--port", str(port)]
    with running([*command, "--always", state], folder / "sample.log"):
        metrics = f"http://127.0.0.1:{port}/metrics"
        wait_for(lambda: httpx.get(metrics).is_success, what=metrics)
        yield


@contextmanager
def kit_on_free_ports(platform: TrialPlatform, folder: Path, sample: int) -> Generator[None]:
    """Prometheus and Alertmanager with the shipped files; only the ports are others."""
    prometheus, alertmanager = pick_free(), pick_free()
    ports = {
        ":9001": f":{sample}",
        ":9093": f":{alertmanager}",
        ":8080": f":{platform.ports['gateway']}",
    }
    for name in ("prometheus.yml", "rules.yml", "alertmanager.yml"):
        text = (KIT / name).read_text()
        for before, after in ports.items():
            text = text.replace(before, after)
        (folder / name).write_text(text)
    with ExitStack() as stack:
        command = [
            program("alertmanager", "prometheus-alertmanager"),
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'alertmanager'}",
            f"--web.listen-address=127.0.0.1:{alertmanager}",
            "--cluster.listen-address=",
        ]
        stack.enter_context(running(command, folder / "alertmanager.log"))
        command = [
            program("prometheus"),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address=127.0.0.1:{prometheus}",
        ]
        stack.enter_context(running(command, folder / "prometheus.log"))
        yield


def sample_alerts(client: httpx.Client) -> dict[str, dict[str, Any]]:
    """Alerts of the sample by the name of their rule."""
    query = {"environment": "sample", "limit": 50}
    listed = client.get("/api/v1/alerts", params=query).raise_for_status().json()["items"]
    return {one["labels"]["alertname"]: one for one in listed}


def incidents_of(client: httpx.Client, alerts: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """Both alerts may share an incident: they are of one service."""
    ids = {one["incident_id"] for one in alerts.values()}
    return [client.get(f"/api/v1/incidents/{one}").raise_for_status().json() for one in ids]


def test_a_breach_of_the_sample_opens_an_incident_and_its_end_resolves_it(
    platform: TrialPlatform, tmp_path: Path
) -> None:
    port = pick_free()
    with kit_on_free_ports(platform, tmp_path, port), platform.admin() as admin:
        with sample_service(port, tmp_path, "breach"):
            wait_for(lambda: len(sample_alerts(admin)) == 2, what="both alerts")
            alerts = sample_alerts(admin)
            assert alerts["SampleErrorRateHigh"]["severity"] == "critical"
            assert alerts["SampleErrorRateHigh"]["title"] == "Error rate of payment-api is 12%"
            assert alerts["SampleCpuHigh"]["severity"] == "high"
            opened = wait_for(lambda: incidents_of(admin, alerts), what="the incident")
            assert {one["service"] for one in opened} == {"payment-api"}
            assert "critical" in {one["severity"] for one in opened}
        with sample_service(port, tmp_path, "calm"):
            wait_for(
                lambda: {one["status"] for one in incidents_of(admin, alerts)} == {"resolved"},
                what="its end",
            )
