"""Silences: what they match is shown while typing, a silenced alert is kept and pages nobody."""

import time
import uuid
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PATIENCE_SECONDS = 60


def test_a_silenced_alert_is_kept_and_pages_nobody(sign_in: OpenPage, base_url: str) -> None:
    service = f"quiet-{uuid.uuid4().hex[:8]}"
    body = {"service": service, "severity": "low", "message": f"Cache of {service} is cold"}
    httpx.post(f"{base_url}/api/v1/alerts", json=body, timeout=30).raise_for_status()

    page = sign_in("/silences")
    page.get_by_role("button", name="New silence").click()
    dialog = page.get_by_role("dialog", name="New silence")
    dialog.get_by_label("Value").fill(service)
    expect(dialog.get_by_role("status")).to_contain_text("Matches 1 open alert, 1 in 7 days")
    dialog.get_by_label("Reason").fill("Cache is replaced")
    dialog.get_by_role("button", name="Save silence").click()
    item = page.get_by_role("listitem").filter(has_text=f"service={service}").last
    expect(page.get_by_text("Cache is replaced")).to_be_visible()

    alert = body | {"severity": "critical", "message": f"Disk of {service} is full"}
    stored = httpx.post(f"{base_url}/api/v1/alerts", json=alert, timeout=30).json()
    assert stored["incident_id"] is None
    assert held(base_url, service) == 1
    expect(item).to_be_visible()
    entry = page.locator("li", has_text="Cache is replaced").filter(
        has=page.get_by_role("button", name="End now")
    )
    entry.get_by_role("button", name="1 h more").click()
    expect(page.get_by_text("One hour more")).to_be_visible()
    entry.get_by_role("button", name="End now").click()
    expect(page.get_by_text("Cache is replaced")).to_have_count(0)


def held(base_url: str, service: str) -> int:
    """How many alerts of a service the silence holds back."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        for silence in httpx.get(f"{base_url}/api/v1/silences", timeout=30).json()["items"]:
            if silence["matchers"][0]["value"] == service and silence["held_alerts"]:
                return silence["held_alerts"]
        time.sleep(0.2)
    raise TimeoutError("the silence holds nothing")


def test_maintenance_is_planned_and_ended(sign_in: OpenPage) -> None:
    title = f"New disks {uuid.uuid4().hex[:6]}"
    page = sign_in("/silences")
    page.get_by_role("button", name="Plan maintenance").click()
    dialog = page.get_by_role("dialog", name="Plan maintenance")
    dialog.get_by_label("What is done").fill(title)
    dialog.get_by_label("Search index").check()
    dialog.get_by_label("Repeat every week").check()
    dialog.get_by_label("Until").fill("2029-01-01T00:00")
    dialog.get_by_role("button", name="Save maintenance").click()
    item = page.get_by_role("listitem").filter(has_text=title)
    expect(item).to_contain_text("Every Saturday, Sunday for 4 h")
    item.get_by_role("button", name="End now").click()
    expect(page.get_by_text("Maintenance ended")).to_be_visible()
