"""The test runner's page and command line, in front of all services with the demo company."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest
from playwright.sync_api import Page, expect

from platform_local.trial import wait_for

OpenPage = Callable[..., Page]
PATIENCE_MS = 120_000


def state_of(url: str) -> dict[str, Any]:
    return httpx.get(f"{url}/api/state", timeout=30).raise_for_status().json()


def runs_of(url: str, kind: str) -> list[dict[str, Any]]:
    """The newest first."""
    return [run for run in state_of(url)["runs"] if run["kind"] == kind]


def ended(url: str) -> dict[str, Any] | None:
    """How "resolve all" went, once it is over."""
    ending = state_of(url)["ending"]
    return None if ending["running"] else ending


@pytest.fixture
def runner_page(open_page: OpenPage, test_runner_url: str) -> Page:
    """The page, with an empty list of results."""
    httpx.post(f"{test_runner_url}/api/clear", timeout=30).raise_for_status()
    return open_page(test_runner_url)


def test_fifteen_scenarios_are_listed_by_category(runner_page: Page) -> None:
    expect(runner_page.locator("[data-scenario]")).to_have_count(15)
    for name, count in {
        "Infrastructure": 3,
        "Application": 3,
        "Database": 3,
        "Network": 2,
        "Security": 2,
        "Business": 2,
    }.items():
        group = runner_page.get_by_role("region", name=name)
        expect(group.locator("[data-scenario]")).to_have_count(count)
    expect(runner_page.get_by_text("TEST", exact=False).first).to_be_visible()


def test_send_all_gives_fifteen_results_and_every_step_to_a_person(
    runner_page: Page, test_runner_url: str, base_url: str
) -> None:
    runner_page.get_by_role("button", name="Send all").click()
    expect(runner_page.get_by_text("15 of 15 sent, 0 failed")).to_be_visible(timeout=PATIENCE_MS)
    expect(runner_page.locator("[data-scenario] [data-outcome]")).to_have_count(15)
    feed = runner_page.get_by_role("region", name="Live")
    expect(feed.get_by_text("waiting")).to_have_count(0, timeout=PATIENCE_MS)
    expect(feed.locator('[data-hop="Suggestion"]')).to_have_count(15)
    expect(feed.locator('[data-hop="Suggestion"]', has_text="%")).to_have_count(15)

    runs = runs_of(test_runner_url, "scenario")
    assert len(runs) == 15
    incidents = {run["incident_id"] for run in runs}
    assert len(incidents) == 12
    for run in runs:
        hops = {name: hop["state"] for name, hop in run["chain"].items() if name != "page_ms"}
        assert set(hops.values()) <= {"done", "before"}, (run["scenario_id"], run["chain"])
        if run["outcome"] == "new":
            assert set(hops.values()) == {"done"}, (run["scenario_id"], run["chain"])
            shown = feed.locator(f'[data-run="{run["scenario_id"]}"]')
            for name in ("Alert", "Incident", "Person", "Notification", "Suggestion"):
                step = shown.locator(f'[data-hop="{name}"]')
                expect(step).to_contain_text(("ms", " s")[" s" in (step.text_content() or "")])
    known = httpx.get(f"{base_url}/api/v1/incidents", params={"limit": 200}, timeout=30).json()
    assert incidents <= {incident["id"] for incident in known["items"]}


def test_a_page_that_is_loaded_again_shows_the_same_run(
    runner_page: Page, test_runner_url: str
) -> None:
    first = runner_page.locator("[data-scenario]").first
    first.get_by_role("button", name="Send").click()
    link = first.get_by_role("link", name="Open incident")
    expect(link).to_be_visible()
    address = link.get_attribute("href")
    runner_page.reload()
    expect(link).to_have_attribute("href", address or "")
    expect(runner_page.locator("[data-run]")).to_have_count(1)
    assert len(runs_of(test_runner_url, "scenario")) == 1


def test_the_link_of_a_result_leads_to_its_incident(
    runner_page: Page, open_page: OpenPage, base_url: str
) -> None:
    item = runner_page.locator('[data-scenario="queue-backlog"]')
    item.get_by_role("button", name="Send").click()
    address = item.get_by_role("link", name="Open incident").get_attribute("href") or ""
    assert address.startswith(base_url)
    incident = open_page(address)
    expect(incident.get_by_role("heading", level=1)).to_contain_text("payment-events")


@pytest.mark.parametrize("form", ["alertmanager", "pagerduty", "opsgenie"])
def test_a_scenario_reaches_a_person_in_every_form(
    runner_page: Page, test_runner_url: str, form: str
) -> None:
    runner_page.get_by_label("Send in the form of").select_option(form)
    item = runner_page.locator('[data-scenario="search-timeouts"]')
    item.get_by_role("button", name="Send").click()
    expect(item.locator("[data-outcome]")).to_be_visible()
    feed = runner_page.get_by_role("region", name="Live")
    expect(feed.locator("[data-run]")).to_have_count(1)
    expect(feed.get_by_text("waiting")).to_have_count(0, timeout=PATIENCE_MS)
    (run,) = runs_of(test_runner_url, "scenario")
    assert run["error"] is None
    assert run["incident_number"] is not None
    assert run["chain"]["person"]["text"]


def test_an_own_alert_is_checked_and_sent_as_typed(runner_page: Page) -> None:
    runner_page.get_by_role("tab", name="Own alert").click()
    runner_page.get_by_label("JSON").fill('{"message": "Own", "servce": "typo"}')
    errors = runner_page.get_by_role("list", name="What breaks the schema")
    for field in ("service", "severity", "servce"):
        expect(errors).to_contain_text(field)
    runner_page.get_by_role("button", name="Send as typed").click()
    expect(runner_page.get_by_role("tabpanel").get_by_text("422")).to_be_visible()
    good = '{"message": "Own", "service": "own", "severity": "low", "environment": "test"}'
    runner_page.get_by_label("JSON").fill(good)
    expect(runner_page.get_by_text("Keeps to the schema")).to_be_visible()
    runner_page.get_by_role("button", name="Send as typed").click()
    link = runner_page.get_by_role("tabpanel").get_by_role("link", name="Open incident")
    expect(link).to_be_visible()


def test_a_storm_is_counted_to_its_end(runner_page: Page, test_runner_url: str) -> None:
    runner_page.get_by_role("tab", name="Storm").click()
    runner_page.get_by_label("Alerts").fill("60")
    runner_page.get_by_label("Repeats in percent").fill("50")
    runner_page.get_by_label("Spread over seconds").fill("1")
    runner_page.get_by_role("button", name="Start the storm").click()
    expect(runner_page.get_by_text("60 / 60")).to_be_visible(timeout=PATIENCE_MS)
    storm = state_of(test_runner_url)["storm"]
    assert (storm["running"], storm["failed"], storm["outcomes"]["deduplicated"]) == (False, 0, 30)


def test_continuous_mode_stops(runner_page: Page, test_runner_url: str) -> None:
    runner_page.get_by_role("tab", name="Continuous").click()
    runner_page.get_by_label("Seconds between two alerts").fill("1")
    runner_page.get_by_role("button", name="Start", exact=True).click()
    expect(runner_page.get_by_text("Running for")).to_be_visible()
    expect(runner_page.locator("[data-run]").nth(1)).to_be_visible(timeout=PATIENCE_MS)
    runner_page.reload()
    expect(runner_page.get_by_text("Running for")).to_be_visible()
    runner_page.get_by_role("button", name="Stop", exact=True).click()
    expect(runner_page.get_by_role("status").get_by_text("Stopped")).to_be_visible()
    sent = state_of(test_runner_url)["continuous"]["sent"]
    runner_page.wait_for_timeout(2500)
    after = state_of(test_runner_url)["continuous"]
    assert (after["running"], after["sent"]) == (False, sent)


def test_resolve_all_ends_what_was_made_and_its_incidents(
    runner_page: Page, test_runner_url: str, base_url: str
) -> None:
    own = {"message": f"Own {uuid4()}", "service": "own", "severity": "low", "environment": "test"}
    runner_page.get_by_role("tab", name="Own alert").click()
    runner_page.get_by_label("JSON").fill(json.dumps(own))
    runner_page.get_by_role("button", name="Send as typed").click()
    expect(runner_page.get_by_role("tabpanel").get_by_text("201")).to_be_visible()
    incident = runs_of(test_runner_url, "custom")[0]["incident_id"]
    runner_page.get_by_role("button", name="Resolve all").click()
    expect(runner_page.get_by_text("alerts resolved")).to_be_visible(timeout=PATIENCE_MS)
    ending = wait_for(lambda: ended(test_runner_url), what="the end of all alerts")
    assert (ending["failed"], ending["done"]) == (0, ending["total"])

    path = f"{base_url}/api/v1/incidents/{incident}"
    wait_for(lambda: httpx.get(path, timeout=30).json()["status"] == "resolved", what=path)


def test_five_services_and_the_database_are_lit(runner_page: Page) -> None:
    health = runner_page.get_by_role("region", name="Services")
    expect(health.locator("[data-part]")).to_have_count(6)
    expect(health.get_by_text("answers")).to_have_count(6)


def test_the_command_line_does_the_same(addresses: dict[str, str]) -> None:
    if "alert-ingestion" not in addresses:
        pytest.skip("BASE_URL names a platform whose services' own addresses are not known here")
    environment = {**os.environ, **service_addresses(addresses)}
    command = [sys.executable, "-m", "test_runner"]
    sent = subprocess.run(
        [*command, "send", "disk-almost-full", "--follow"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert sent.returncode == 0, sent.stdout + sent.stderr
    assert "disk-almost-full" in sent.stdout
    assert "INC-" in sent.stdout
    healthy = subprocess.run([*command, "health"], env=environment, check=False, timeout=60)
    assert healthy.returncode == 0


def service_addresses(addresses: dict[str, str]) -> dict[str, str]:
    names = {
        "ALERT_SERVICE_URL": "alert-ingestion",
        "INCIDENT_SERVICE_URL": "incident-management",
        "ONCALL_SERVICE_URL": "oncall",
        "NOTIFICATION_SERVICE_URL": "notification",
        "AI_SERVICE_URL": "ai-analysis",
    }
    return {variable: addresses[name] for variable, name in names.items()}
