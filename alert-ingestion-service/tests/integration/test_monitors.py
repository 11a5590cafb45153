"""Monitors ask a real Prometheus: test, save, sample, raise an alert, verify recovery."""

import asyncio
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from alert_ingestion.main import create_app
from alert_ingestion.monitors import poller
from alert_ingestion.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

WAIT_SECONDS = 180.0
PROMETHEUS = shutil.which("prometheus")

needs_prometheus = pytest.mark.skipif(PROMETHEUS is None, reason="prometheus is not installed")


@dataclass
class Target:
    """A program with two metrics that a Prometheus scrapes every second."""

    prometheus: str
    values: dict[str, float] = field(default_factory=dict[str, float])

    def text(self) -> str:
        return "".join(f"{name} {value}\n" for name, value in self.values.items())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Target]:
    """The target and the Prometheus that scrapes it."""
    assert PROMETHEUS is not None
    port = _free_port()
    target = Target(f"http://127.0.0.1:{port}", {"http_error_rate": 0.01, "cpu_usage": 0.2})

    class Metrics(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = target.text().encode()
            self.send_response(200)
            self.send_header("content-type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Metrics)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    config = tmp_path / "prometheus.yml"
    config.write_text(
        "global: {scrape_interval: 1s}\nscrape_configs:\n- job_name: sample\n"
        f"  static_configs: [{{targets: ['127.0.0.1:{server.server_port}']}}]\n"
    )
    command = [
        PROMETHEUS,
        f"--config.file={config}",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_until_scraped(target.prometheus)
        yield target
    finally:
        process.terminate()
        process.wait(20)
        server.shutdown()


def _wait_until_scraped(url: str) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        with suppress(httpx.HTTPError):
            answer = httpx.get(f"{url}/api/v1/query", params={"query": "cpu_usage"})
            if '"cpu_usage"' in answer.text:
                return
        time.sleep(0.2)
    raise AssertionError("Prometheus scraped nothing")


@pytest.fixture
def manager(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    return client_of(app, keyring.person("manager"))


async def until(check: Callable[[], Awaitable[bool]], app: FastAPI) -> None:
    """Poll the monitors until the check holds."""
    end = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < end:
        await poller.poll(app.state.database, app.state.monitor_client, app.state.intake.inlet)
        if await check():
            return
        await asyncio.sleep(0.3)
    raise AssertionError("it did not happen")


@needs_prometheus
@pytest.mark.committed
async def test_the_consoles_monitor_from_test_to_recovery(
    app: FastAPI, manager: httpx.AsyncClient, target: Target
) -> None:
    settings = {"base_url": target.prometheus}
    tested = await manager.post("/prometheus/test", json=settings)
    assert tested.status_code == 200, tested.text
    assert [result["value"] for result in tested.json()["results"]] == [0.01, 0.2]
    saved = await manager.post("/prometheus/save", json=settings)
    assert [query["threshold"] for query in saved.json()["queries"]] == [0.05, 0.8]

    async def state_is(state: str) -> bool:
        (monitor,) = (await manager.get("/api/v1/monitors")).json()["items"]
        return monitor["state"] == state

    await until(lambda: state_is("ok"), app)
    assert (await manager.post("/alerts/verify")).json()["recovered"]

    target.values["http_error_rate"] = 0.3
    await until(lambda: state_is("anomaly"), app)
    verified = (await manager.post("/alerts/verify")).json()
    assert not verified["recovered"]
    assert [check["recovered"] for check in verified["checks"]] == [False, True]
    assert verified["detail"] == "prometheus HTTP: 0.3, limit 0.05"
    (alert,) = (await manager.get("/api/v1/alerts")).json()["items"]
    assert alert["title"] == "prometheus: HTTP http_error_rate is 0.3, limit 0.05"
    assert alert["incident_id"]
    state = (await manager.get("/state")).json()
    assert state["prometheus"]["base_url"] == target.prometheus
    assert state["last_alert"]["id"] == alert["id"]

    target.values["http_error_rate"] = 0.0

    async def recovered() -> bool:
        return (await manager.post("/alerts/verify")).json()["recovered"]

    await until(recovered, app)


@needs_prometheus
async def test_a_wrong_query_says_why(manager: httpx.AsyncClient, target: Target) -> None:
    queries = [
        {"name": "wrong", "query": "rate(", "threshold": 1},
        {"name": "empty", "query": "no_such_metric", "threshold": 1},
        {"name": "good", "query": "cpu_usage", "threshold": "10 %"},
        {"name": "scalar", "query": "scalar(cpu_usage)", "threshold": 0.1, "breach": "below"},
    ]
    body = {"name": "m", "base_url": target.prometheus, "queries": queries}
    tested = (await manager.post("/api/v1/monitors/test", json=body)).json()
    assert not tested["ok"]
    wrong, empty, good, scalar = tested["results"]
    assert "parse error" in wrong["error"]
    assert empty["error"] == "the query has no result"
    assert (good["value"], good["breached"]) == (0.2, True)
    assert (scalar["value"], scalar["breached"]) == (0.2, False)


async def test_a_silent_prometheus_is_named_as_what_failed(manager: httpx.AsyncClient) -> None:
    settings = {"base_url": f"http://127.0.0.1:{_free_port()}"}
    answer = await manager.post("/prometheus/test", json=settings)
    assert answer.status_code == 424
    assert answer.json()["detail"].startswith("prometheus: ")
    assert answer.json()["type"] == "integration-failed"


async def test_bad_limits_are_refused_with_the_field(manager: httpx.AsyncClient) -> None:
    answer = await manager.post("/prometheus/save", json={"http_threshold": "five"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "queries.0.threshold"
    assert "'five' is no number" in answer.text


async def test_without_a_monitor_there_is_nothing_to_verify(manager: httpx.AsyncClient) -> None:
    answer = await manager.post("/alerts/verify")
    assert answer.status_code == 409


@pytest.fixture
async def guarded(service_app: AppFactory) -> AsyncIterator[FastAPI]:
    async with service_app(
        Settings, create_app, service_role="api", monitor_allowed_networks="10.0.0.0/8"
    ) as app:
        yield app


async def test_addresses_outside_the_operators_list_are_not_called(
    guarded: FastAPI, keyring: KeyRing
) -> None:
    manager = client_of(guarded, keyring.person("manager"))
    answer = await manager.post("/prometheus/test", json={"base_url": "http://127.0.0.1:9090"})
    assert answer.status_code == 424
    assert "internal address" in answer.json()["detail"]
    metadata = await manager.post("/prometheus/test", json={"base_url": "http://169.254.169.254"})
    assert "internal address" in metadata.json()["detail"]


async def test_monitors_are_saved_changed_and_removed(
    manager: httpx.AsyncClient, responder: httpx.AsyncClient
) -> None:
    body: dict[str, Any] = {
        "name": "shop",
        "base_url": "http://127.0.0.1:9090",
        "queries": [{"name": "up", "query": "up", "threshold": 1, "breach": "below"}],
    }
    saved = await manager.post("/api/v1/monitors", json=body)
    assert saved.status_code == 201
    path = f"/api/v1/monitors/{saved.json()['id']}"
    changed = await manager.put(path, json=body | {"interval_seconds": 30})
    assert changed.json()["interval_seconds"] == 30
    assert (await manager.put(path, json=body | {"name": "else"})).status_code == 422
    assert (await responder.post("/api/v1/monitors", json=body)).status_code == 403
    assert (await responder.get(path)).json()["state"] == "unknown"
    assert (await manager.delete(path)).status_code == 204
    assert (await manager.get(path)).status_code == 404
