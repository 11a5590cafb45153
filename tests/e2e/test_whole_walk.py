"""The whole walk: a rule fires, a person is paged by mail, acknowledges in the browser, it ends."""

import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from monitoring_stack import ErrorRate, monitoring, program
from playwright.sync_api import expect, sync_playwright

from platform_local.trial import TrialPlatform, wait_for

pytestmark = pytest.mark.e2e

JORDAN = "jordan@example.com"
TITLE = "Error rate of payment-api is above 5 %"


@pytest.fixture(scope="module")
def company(platform: TrialPlatform) -> dict[str, str]:
    """Jordan is on call for team platform, which owns payment-api."""
    jordan = str(uuid4())
    with platform.admin() as admin:
        put(
            admin,
            f"/api/v1/people/{jordan}",
            login="jordan",
            name="Jordan Lee",
            email=JORDAN,
            password="demo123",
            roles={"platform": "responder"},
        )
        layer = {"users": [jordan], "start": "2026-01-05T09:00"}
        put(admin, "/api/v1/schedules/platform", name="Platform", layers=[layer])
        level = {"delay_minutes": 5, "targets": [{"schedule": "platform"}]}
        second = {"delay_minutes": 10, "targets": [{"person": jordan}]}
        put(admin, "/api/v1/escalation-policies/platform", name="P", levels=[level, second])
        put(admin, "/api/v1/teams/platform", name="Platform", members=[jordan], policy="platform")
        put(admin, "/api/v1/services/payment-api", team="platform", tier=1)
    return {"jordan": jordan}


def put(client: httpx.Client, path: str, **body: Any) -> None:
    answer = client.put(path, json=body)
    assert answer.status_code == 200, answer.text


def incident_of(client: httpx.Client, title: str) -> dict[str, Any] | None:
    """The newest incident with this title."""
    listed = client.get("/api/v1/incidents", params={"q": title}).json()["items"]
    return listed[0] if listed else None


def metric(platform: TrialPlatform, name: str) -> float:
    """The sum of a metric of incident-management over its labels."""
    text = httpx.get(f"{platform.url('incident-management')}/metrics").text
    lines = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
    return sum(float(line.rpartition(" ")[2]) for line in lines)


def test_from_a_prometheus_rule_to_a_resolved_incident(
    platform: TrialPlatform, company: dict[str, str], mailbox: Any, tmp_path: Path
) -> None:
    sample = ErrorRate()
    webhook = f"{platform.url('gateway')}/alerts"
    stack = monitoring(
        tmp_path,
        program("prometheus"),
        program("prometheus-alertmanager", "alertmanager"),
        webhook,
        sample.port,
    )
    with stack, platform.admin() as admin:
        assert incident_of(admin, TITLE) is None
        sample.value = 0.2
        incident = wait_for(lambda: incident_of(admin, TITLE), what="the incident")
        assert (incident["severity"], incident["service"]) == ("critical", "payment-api")
        assert incident["team"] == "platform"

        mail: EmailMessage = wait_for(lambda: mailbox.to(JORDAN, TITLE), what="the mail")
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert f"/incidents/{incident['number']}" in plain.get_content()
        assigned = wait_for(
            lambda: (found := incident_of(admin, TITLE)) and found["assignee"], what="an assignee"
        )
        assert assigned["id"] == company["jordan"]

        acknowledge_in_the_browser(platform, incident["number"])
        wait_for(
            lambda: (found := incident_of(admin, TITLE)) and found["status"] == "acknowledged",
            what="the acknowledgement",
        )
        wait_for(lambda: metric(platform, "incident_mtta_seconds_count") >= 1, what="MTTA")

        sample.value = 0.0
        resolved = wait_for(
            lambda: (
                (found := incident_of(admin, TITLE)) and found["status"] == "resolved" and found
            ),
            what="the resolution",
        )
        assert 0 < resolved["mtta_seconds"] <= resolved["mttr_seconds"]
        wait_for(lambda: metric(platform, "incident_mttr_seconds_count") >= 1, what="MTTR")
        kinds = timeline_kinds(admin, incident["number"])
        for kind in ("opened", "assigned", "notified", "status_changed", "alert_resolved"):
            assert kind in kinds


def timeline_kinds(client: httpx.Client, number: int) -> list[str]:
    entries = client.get(f"/api/v1/incidents/{number}/timeline").json()["items"]
    return [entry["kind"] for entry in entries]


def acknowledge_in_the_browser(platform: TrialPlatform, number: int) -> None:
    """Sign in as Jordan, open the incident from its link, press the button."""
    chromium = program(os.environ.get("CHROMIUM", "chromium"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{platform.url('gateway')}/sign-in")
        page.get_by_label("Name or e-mail address").fill("jordan")
        page.get_by_label("Password").fill("demo123")
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in", timeout=120_000)
        page.goto(f"{platform.url('gateway')}/incidents/{number}")
        expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE, timeout=120_000)
        with page.expect_response("**/acknowledge", timeout=120_000) as answer:
            page.get_by_role("button", name="Acknowledge").first.click()
        assert answer.value.ok
        expect(page.get_by_text("Open for")).to_be_visible(timeout=120_000)
        browser.close()


def test_one_trace_leads_from_the_post_to_the_mail(
    platform: TrialPlatform, company: dict[str, str], mailbox: Any
) -> None:
    trace = uuid4().hex
    title = f"Trace {trace[:8]}"
    body = {"service": "payment-api", "severity": "high", "message": title, "environment": trace}
    answer = httpx.post(
        f"{platform.url('gateway')}/api/v1/alerts",
        json=body,
        headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"},
    )
    assert answer.status_code == 201
    assert answer.headers["x-trace-id"] == trace
    mail: EmailMessage = wait_for(lambda: mailbox.to(JORDAN, title), what="the mail")
    assert mail["X-Trace-Id"] == trace


def test_the_live_stream_shows_a_new_incident(
    platform: TrialPlatform, company: dict[str, str]
) -> None:
    title = f"Live {uuid4().hex[:8]}"
    gateway = platform.url("gateway")
    with httpx.stream("GET", f"{gateway}/api/stream?topics=incident", timeout=30) as stream:
        lines = stream.iter_lines()
        assert next(line for line in lines if line.startswith("event: ready"))
        body = {"service": "search", "severity": "low", "message": title, "environment": title}
        assert httpx.post(f"{gateway}/api/v1/alerts", json=body).status_code == 422
        body["environment"] = title.replace(" ", "-")
        assert httpx.post(f"{gateway}/api/v1/alerts", json=body).status_code == 201
        assert next(line for line in lines if title in line)
