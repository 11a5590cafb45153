"""First responder: a breach appears without a click, actions are logged, recovery is verified."""

import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


class Metrics(BaseHTTPRequestHandler):
    """Prometheus' query API with one value for everything."""

    value = 0.01

    def _answer(self, query: str) -> None:
        sample = f'{{"metric":{{"__name__":"{query}"}},"value":[0,"{self.value}"]}}'
        body = f'{{"status":"success","data":{{"resultType":"vector","result":[{sample}]}}}}'
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query).get("query", [""])[0])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self._answer(parse_qs(body).get("query", [""])[0])

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        pass


@pytest.fixture
def metrics() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Metrics)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    Metrics.value = 0.01
    server.shutdown()


def test_a_breach_appears_by_itself_and_recovery_turns_green(
    sign_in: OpenPage, metrics: str
) -> None:
    page = sign_in("/console")
    panel = page.get_by_role("region", name="Prometheus")
    panel.get_by_label("Address").fill(metrics)
    panel.get_by_role("button", name="Verify recovery").click()
    expect(panel.get_by_role("status")).to_contain_text("http_error_rate: 0.01 (limit 0.05)")
    panel.get_by_role("button", name="Save").click()
    expect(panel).to_contain_text("All is well")
    Metrics.value = 0.97
    expect(panel).to_contain_text("Breached", timeout=90_000)
    feed = page.get_by_role("region", name="Alerts")
    expect(feed.get_by_role("button").filter(has_text="prometheus").first).to_be_visible()
    Metrics.value = 0.01
    panel.get_by_role("button", name="Verify recovery").click()
    expect(panel.get_by_role("status")).to_contain_text("cpu_usage: 0.01 (limit 0.8)")


def test_an_action_is_done_and_a_report_without_targets_is_read_at_once(
    sign_in: OpenPage, base_url: str
) -> None:
    service = f"shop-{uuid.uuid4().hex[:8]}"
    alert = {
        "service": service,
        "severity": "high",
        "message": f"Connection pool of {service} exhausted, database timeouts",
    }
    httpx.post(f"{base_url}/api/v1/alerts", json=alert, timeout=30).raise_for_status()
    page = sign_in("/console")
    page.get_by_role("region", name="Alerts").get_by_role("button").filter(has_text=service).click()
    actions = page.get_by_role("region", name="What to do")
    first = actions.get_by_role("listitem").first
    first.get_by_role("button", name="Execute").click()
    expect(first).to_contain_text("Done by Avery Brooks")
    second = actions.get_by_role("listitem").nth(1)
    second.get_by_role("button", name="Postpone").click()
    expect(second).to_contain_text("Put off by Avery Brooks")
    reports = page.get_by_role("region", name="Reports")
    reports.get_by_role("button", name="Write the report").click()
    expect(page.get_by_role("dialog")).to_contain_text(service)


def test_the_console_speaks_korean(sign_in: OpenPage) -> None:
    page = sign_in("/console")
    page.evaluate("localStorage.setItem('language', 'ko')")
    page.reload()
    expect(page.get_by_role("heading", level=1, name="초기 대응")).to_be_visible()
    expect(page.get_by_role("button", name="복구 확인")).to_be_visible()
