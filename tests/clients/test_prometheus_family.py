"""Debian's Prometheus, Alertmanager and amtool, unchanged."""

import json
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from client_world import GENIE_KEY, ROUTING_KEY, World
from monitoring_stack import ErrorRate, program

from platform_local.ports import pick_free
from platform_local.trial import wait_for

pytestmark = pytest.mark.e2e

RULES = """
groups:
  - name: sample
    rules:
      - alert: {name}
        expr: http_error_rate > 0.05
        labels: {{severity: critical, service: payment-api}}
        annotations: {{summary: "Error rate is above 5 %"}}
"""


@contextmanager
def running(command: list[str], log: Path, ready: str) -> Generator[None]:
    """A program, once it answers."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        wait_for(lambda: httpx.get(ready).is_success, what=f"{ready}\n{log.read_text()}")
        yield
    finally:
        process.terminate()
        process.wait(20)


def test_prometheus_takes_us_for_its_alertmanager(world: World, tmp_path: Path) -> None:
    name, sample, port = f"Direct{uuid4().hex[:8]}", ErrorRate(), pick_free()
    (tmp_path / "rules.yml").write_text(RULES.format(name=name))
    (tmp_path / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
        f"rule_files: ['{tmp_path / 'rules.yml'}']\n"
        "alerting: {alertmanagers: [{static_configs: "
        f"[{{targets: ['127.0.0.1:{world.platform.ports['gateway']}']}}]}}]}}\n"
        "scrape_configs: [{job_name: sample, static_configs: "
        f"[{{targets: ['127.0.0.1:{sample.port}']}}]}}]\n"
    )
    command = [
        program("prometheus"),
        f"--config.file={tmp_path / 'prometheus.yml'}",
        f"--storage.tsdb.path={tmp_path / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--rules.alert.resend-delay=2s",
    ]
    with running(command, tmp_path / "log", f"http://127.0.0.1:{port}/-/ready"):
        sample.value = 0.2
        alert = world.alert(
            lambda a: a["labels"].get("alertname") == name and a["status"] == "firing"
        )
        assert (alert["severity"], alert["service"]) == ("critical", "payment-api")
        world.alert(lambda a: a["id"] == alert["id"] and a["count"] >= 2)
        opened = world.incident_of(alert, "open")
        sample.value = 0.0
        world.alert(lambda a: a["id"] == alert["id"] and a["status"] == "resolved")
        assert world.incident_of(alert, "resolved")["id"] == opened["id"]


def receivers(world: World) -> str:
    """One receiver that uses four of our wires."""
    webhook = world.integration("alertmanager")["url"]
    world.integration("pagerduty", key=ROUTING_KEY)
    world.integration("opsgenie", key=GENIE_KEY)
    victorops = world.integration("victorops")["key"]
    gateway = world.gateway
    return f"""
route: {{receiver: all, group_by: [alertname], group_wait: 1s, group_interval: 1s}}
receivers:
  - name: all
    webhook_configs: [{{url: '{webhook}'}}]
    pagerduty_configs: [{{routing_key: {ROUTING_KEY}, url: '{gateway}/v2/enqueue'}}]
    opsgenie_configs: [{{api_key: {GENIE_KEY}, api_url: '{gateway}/'}}]
    victorops_configs:
      - api_url: '{gateway}/integrations/generic/20131114/alert/'
        api_key: {victorops}
        routing_key: ops
"""


def test_one_alertmanager_drives_four_wires_at_once(world: World, tmp_path: Path) -> None:
    name, port = f"Disk{uuid4().hex[:8]}", pick_free()
    (tmp_path / "alertmanager.yml").write_text(receivers(world))
    command = [
        program("prometheus-alertmanager", "alertmanager"),
        f"--config.file={tmp_path / 'alertmanager.yml'}",
        f"--storage.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    address = f"http://127.0.0.1:{port}"
    sources = {"alertmanager", "pagerduty", "opsgenie", "victorops"}

    def seen(status: str) -> bool:
        listed = world.admin.get("/api/v1/alerts", params={"limit": 200}).json()["items"]
        found = {
            alert["source"]
            for alert in listed
            if name in json.dumps(alert) and alert["status"] == status
        }
        return found == sources

    with running(command, tmp_path / "log", f"{address}/-/ready"):
        began = datetime.now(UTC)
        labels = {"alertname": name, "severity": "critical", "service": "shop"}
        alert = {"labels": labels, "startsAt": began.isoformat()}
        url = f"{address}/api/v2/alerts"
        assert httpx.post(url, json=[alert]).status_code == 200
        wait_for(lambda: seen("firing"), what="four firing alerts")
        over = {**alert, "endsAt": datetime.now(UTC).isoformat()}
        assert httpx.post(url, json=[over]).status_code == 200
        wait_for(lambda: seen("resolved"), what="four resolved alerts")


class Amtool:
    """amtool, pointed at the platform with an API key."""

    def __init__(self, world: World, folder: Path) -> None:
        self._config = folder / "http.yml"
        token = world.api_key()
        self._config.write_text(
            f"authorization: {{type: Bearer, credentials: '{token}'}}\n", encoding="utf-8"
        )
        self._url = world.gateway

    def __call__(self, *arguments: str) -> str:
        command = [
            program("amtool"),
            f"--alertmanager.url={self._url}",
            f"--http.config.file={self._config}",
            *arguments,
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout.strip()


def test_amtool_adds_asks_silences_and_expires(world: World, tmp_path: Path) -> None:
    amtool, name = Amtool(world, tmp_path), f"Tool{uuid4().hex[:8]}"
    amtool("alert", "add", name, "severity=critical", "service=shop", "--annotation=summary=hi")
    alert = world.alert(lambda a: a["labels"].get("alertname") == name)
    assert (alert["status"], alert["title"]) == ("firing", "hi")
    assert name in amtool("alert", "query", f"alertname={name}")
    assert "ready" in amtool("cluster", "show")
    assert "receiver: platform" in amtool("config", "show")

    made = amtool("silence", "add", f"alertname={name}", "--comment=test", "--duration=1h")
    assert made in amtool("silence", "query", f"alertname={name}")
    assert made in amtool("silence", "query", "-q")
    wait_for(
        lambda: name in amtool("alert", "query", "--silenced", f"alertname={name}"),
        30,
        "the alert to be silenced",
    )
    amtool("silence", "expire", made)
    assert made not in amtool("silence", "query", "-q")
    assert made in amtool("silence", "query", "--expired", "-q")
