"""Every query of the dashboards and rules answers, on a Prometheus that scrapes the platform."""

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


@contextmanager
def scraping(platform: TrialPlatform, folder: Path) -> Generator[str]:
    """Prometheus, with a second between two scrapes; its address."""
    jobs = [
        {
            "job_name": job,
            "static_configs": [{"targets": [platform.url(part).removeprefix("http://")]}],
        }
        for job, part in SCRAPED.items()
    ]
    config = {"global": {"scrape_interval": "1s"}, "scrape_configs": jobs}
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


def test_every_panel_shows_something(platform: TrialPlatform, tmp_path: Path) -> None:
    with scraping(platform, tmp_path) as address:
        wait_for(lambda: len(answered(address, "up == 1")) == len(SCRAPED), what="every part")
        left = exprs()
        end = time.monotonic() + 90
        # Rates need a series that is there before it grows: the day happens twice.
        make_a_day(platform)
        time.sleep(3)
        make_a_day(platform)
        while left and time.monotonic() < end:
            left = [(at, expr) for at, expr in left if not good(address, expr)]
            time.sleep(1)
        assert not left


def test_every_rule_of_the_platform_can_be_asked(platform: TrialPlatform, tmp_path: Path) -> None:
    rules = yaml.safe_load(RULES.read_text())["groups"]
    with scraping(platform, tmp_path) as address:
        wait_for(lambda: len(answered(address, "up == 1")) == len(SCRAPED), what="every part")
        known = set(httpx.get(f"{address}/api/v1/label/__name__/values").json()["data"])
        for rule in (rule for group in rules for rule in group["rules"]):
            answered(address, rule["expr"])
            names = set(re.findall(r"\b([a-z][a-z0-9_]*_[a-z0-9_]+)\b(?=[\[{ )]|$)", rule["expr"]))
            metrics = {name for name in names if name.endswith(("_seconds", "_total", "_bucket"))}
            assert metrics <= known, rule["alert"]
