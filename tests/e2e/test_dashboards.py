"""Every query of the dashboards and rules answers after the scenarios, on a real Prometheus."""

import math
import re
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import yaml
from monitoring_stack import program

from dashboards.build import PAGES
from platform_local.ports import pick_free
from platform_local.trial import TrialPlatform, wait_for

pytestmark = pytest.mark.e2e

REPOSITORY = Path(__file__).resolve().parents[2]
RULES = REPOSITORY / "monitoring" / "prometheus" / "rules" / "platform.yml"
SCRAPED = {
    "alert-ingestion": "alert-ingestion",
    "incident-management": "incident-management",
    "oncall": "oncall",
    "notification": "notification",
    "ai-analysis": "ai-analysis",
    "auditor": "auditor",
}
VARIABLES = {
    "$__rate_interval": "1m",
    "$__range": "5m",
    "$severity": ".*",
    "$service": ".*",
    "$environment": ".*",
    "$job": ".*",
}


COMPARISON = re.compile(r"\s(==|>|<)\s*[\d.* ]+$")
ONLY_WITH_SETTINGS = {"ChannelRefused"}
"""Alerts about channels that have settings: this platform has none."""


@contextmanager
def scraping(platform: TrialPlatform, folder: Path) -> Generator[str]:
    """Prometheus with the shipped rules and a second between two scrapes; its address."""
    jobs = [
        {
            "job_name": job,
            "static_configs": [{"targets": [platform.url(part).removeprefix("http://")]}],
        }
        for job, part in SCRAPED.items()
    ]
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": [str(RULES)],
        "scrape_configs": jobs,
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    port = pick_free()
    command = [
        program("prometheus"),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={folder / 'tsdb'}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: httpx.get(f"{address}/-/ready").is_success, what=address)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def make_a_day(platform: TrialPlatform) -> None:
    """Alerts, somebody on call who is paged, an acknowledgement, a resolve, a judgement."""
    with platform.admin() as admin:
        person = str(uuid4())
        body = {"login": f"ana-{person[:8]}", "name": "Ana", "email": "ana@example.com"}
        admin.put(f"/api/v1/people/{person}", json=body).raise_for_status()
        layer = {"users": [person], "start": "2026-01-05T09:00"}
        schedule = {"name": "week", "layers": [layer]}
        admin.put("/api/v1/schedules/dashboards", json=schedule).raise_for_status()
        level = {"targets": [{"schedule": "dashboards"}]}
        policy = {"name": "Dashboards", "levels": [level]}
        admin.put("/api/v1/escalation-policies/default", json=policy).raise_for_status()
        for severity in ("critical", "high", "medium"):
            alert = {
                "service": f"dashboards-{severity}",
                "severity": severity,
                "environment": f"of-{severity}",
                "message": "Error rate above 5 %",
            }
            made = admin.post("/api/v1/alerts", json=alert).raise_for_status().json()
            path = f"/api/v1/incidents/{made['incident_id']}"
            wait_for(lambda at=path: admin.get(at).is_success, what=path)
            for step in ("acknowledge", "resolve")[: 2 if severity != "critical" else 1]:
                answer = admin.post(f"{path}/{step}", json={"note": ""})
                assert answer.is_success, answer.text


def exprs() -> list[tuple[str, str]]:
    """(where, expression) of every panel."""
    return [
        (f"{page.title}: {panel.title}", query.expr)
        for page in PAGES
        for section in page.sections
        for panel in section.panels
        for query in panel.queries
    ]


def answered(address: str, expr: str) -> list[dict[str, Any]]:
    """The series that an expression gives. Raises AssertionError for one that is none."""
    for name, value in VARIABLES.items():
        expr = expr.replace(name, value)
    answer = httpx.get(f"{address}/api/v1/query", params={"query": expr})
    assert answer.is_success, (expr, answer.text)
    return answer.json()["data"]["result"]


def good(address: str, expr: str) -> bool:
    """Whether it gives something, and numbers only."""
    series = answered(address, expr)
    return bool(series) and not any(math.isnan(float(one["value"][1])) for one in series)


def send_scenarios(platform: TrialPlatform) -> None:
    """All fifteen, from the test runner; then their end."""
    runner = platform.url("test-runner")
    for order, part in (("scenarios/send-all", "batch"), ("resolve-all", "ending")):
        httpx.post(f"{runner}/api/{order}", timeout=30).raise_for_status()

        def is_over(name: str = part) -> bool:
            state = httpx.get(f"{runner}/api/state", timeout=30).json()[name]
            assert state["failed"] == 0, state
            return not state["running"] and state["done"] == state["total"] > 0

        wait_for(is_over, what=order)


@pytest.fixture(scope="module")
def prometheus(platform: TrialPlatform, tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The address of a Prometheus that has seen two days and the scenarios."""
    with scraping(platform, tmp_path_factory.mktemp("prometheus")) as address:
        wait_for(lambda: len(answered(address, "up == 1")) == len(SCRAPED), what="every part")
        # Rates need a series that is there before it grows: the day happens twice.
        make_a_day(platform)
        time.sleep(3)
        make_a_day(platform)
        send_scenarios(platform)
        yield address


def test_every_panel_shows_something(prometheus: str) -> None:
    left = exprs()
    end = time.monotonic() + 180
    while left and time.monotonic() < end:
        left = [(at, expr) for at, expr in left if not good(prometheus, expr)]
        time.sleep(1)
    assert not left


def rules_of(file: Path) -> list[dict[str, Any]]:
    groups = yaml.safe_load(file.read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def test_every_rule_is_evaluated_without_an_error(prometheus: str) -> None:
    def evaluated() -> list[dict[str, Any]] | None:
        groups = httpx.get(f"{prometheus}/api/v1/rules").json()["data"]["groups"]
        rules = [rule for group in groups for rule in group["rules"]]
        return rules if rules and all(rule["health"] != "unknown" for rule in rules) else None

    rules = wait_for(evaluated, what="the first evaluation of all rules")
    assert len(rules) == len(rules_of(RULES))
    assert {
        rule["name"]: rule.get("lastError", "") for rule in rules if rule["health"] != "ok"
    } == {}


@pytest.mark.parametrize(
    "rule", rules_of(RULES), ids=lambda rule: rule.get("alert") or rule["record"]
)
def test_what_a_rule_compares_is_a_number(prometheus: str, rule: dict[str, Any]) -> None:
    """An alert that asks for a series which nobody makes would be silent for ever."""
    if rule.get("alert") in ONLY_WITH_SETTINGS:
        pytest.skip("no channel of this platform has settings")
    for part in re.split(r"\band\b", rule["expr"]):
        compared = COMPARISON.sub("", part.strip())
        wait_for(lambda expr=compared: good(prometheus, expr), what=compared)


def test_alerts_that_need_settings_ask_for_a_metric_that_is_declared(
    platform: TrialPlatform,
) -> None:
    text = httpx.get(f"{platform.url('notification')}/metrics").text
    assert "# TYPE notification_channel_broken gauge" in text
