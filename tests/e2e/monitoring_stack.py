"""Debian's Prometheus and Alertmanager in front of the platform, with second-long intervals."""

import shutil
import subprocess
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from platform_local.ports import pick_free
from platform_local.trial import wait_for

RULES = """
groups:
  - name: sample
    rules:
      - alert: HighErrorRate
        expr: http_error_rate > 0.05
        labels: {severity: critical, service: payment-api, team: platform}
        annotations:
          summary: "Error rate of payment-api is above 5 %"
          runbook_url: "https://runbooks.example.com/payment-api/errors"
"""


def program(*names: str) -> str:
    """The path of an installed program; skips with the reason where it is missing."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"{names[0]} is not installed")
    return found


class ErrorRate:
    """The sample application: one metric, set by the test."""

    def __init__(self) -> None:
        self.value = 0.0
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-type", "text/plain; version=0.0.4")
                self.end_headers()
                self.wfile.write(f"http_error_rate {owner.value}\n".encode())

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        """Where it is scraped."""
        return self._server.server_address[1]


@contextmanager
def monitoring(
    folder: Path, prometheus: str, alertmanager: str, webhook: str, sample_port: int
) -> Generator[None]:
    """Both programs, running."""
    am_port, prometheus_port = pick_free(), pick_free()
    (folder / "rules.yml").write_text(RULES)
    (folder / "alertmanager.yml").write_text(
        "route: {receiver: platform, group_by: [alertname], group_wait: 1s, "
        "group_interval: 1s, repeat_interval: 1h}\n"
        f"receivers: [{{name: platform, webhook_configs: [{{url: '{webhook}'}}]}}]\n"
    )
    (folder / "prometheus.yml").write_text(
        "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
        f"rule_files: ['{folder / 'rules.yml'}']\n"
        "alerting: {alertmanagers: [{static_configs: "
        f"[{{targets: ['127.0.0.1:{am_port}']}}]}}]}}\n"
        f"scrape_configs: [{{job_name: sample, static_configs: "
        f"[{{targets: ['127.0.0.1:{sample_port}']}}]}}]\n"
    )
    commands = [
        [
            alertmanager,
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'am'}",
            f"--web.listen-address=127.0.0.1:{am_port}",
            "--cluster.listen-address=",
        ],
        [
            prometheus,
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address=127.0.0.1:{prometheus_port}",
            "--rules.alert.resend-delay=5s",
        ],
    ]
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for number, command in enumerate(commands):
            log = (folder / f"{number}.log").open("wb")
            processes.append(subprocess.Popen(command, stdout=log, stderr=log))
        for port in (am_port, prometheus_port):
            address = f"http://127.0.0.1:{port}/-/ready"
            wait_for(lambda at=address: httpx.get(at).is_success, what=address)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(20)
