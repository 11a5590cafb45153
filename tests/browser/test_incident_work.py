"""The work on an incident from the page to the report: the demo script, the trace, notes."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from platform_local.trial import wait_for

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

PHONE = (390, 844)
RCA = {
    "Root cause": "The pool of the database was **full** after the release.",
    "Contributing factors": "No alarm on the pool.",
    "Corrective actions": "Rolled back.",
    "Prevention": "An alarm at 80 % of the pool.",
}


@pytest.fixture
def manager(base_url: str) -> httpx.Client:
    """A signed-in manager, past the browser."""
    client = httpx.Client(base_url=base_url, timeout=30)
    answer = client.post("/api/v1/auth/login", json={"username": "morgan", "password": "demo123"})
    answer.raise_for_status()
    client.headers["x-csrf-token"] = answer.json()["csrf_token"]
    return client


def put_runbook(manager: httpx.Client, service: str) -> None:
    steps = [
        {
            "title": "Look at the pool",
            "body": "`show pools`",
            "command": "pgbouncer-cli show pools",
        },
        {"title": "Roll back", "body": "When it began with a deploy."},
        {"title": "Call the database team"},
    ]
    body = {"title": "Pool is full", "services": [service], "steps": steps}
    manager.put(f"/api/v1/runbooks/{uuid.uuid4()}", json=body).raise_for_status()


def to_status(page: Page, step: str) -> None:
    page.get_by_role("button", name="Status", exact=True).click()
    page.get_by_role("menuitemradio", name=step).click()


def test_the_demo_script_from_investigation_to_report(
    sign_in: OpenPage, post_alert: PostAlert, manager: httpx.Client
) -> None:
    incident = post_alert("high")
    put_runbook(manager, incident.service)
    page = sign_in(f"/incidents/{incident.id}")
    progress = page.get_by_role("list", name="Progress").get_by_role("listitem")
    to_status(page, "Start investigating")
    expect(progress.nth(2)).to_have_attribute("aria-current", "step")

    runbook = page.get_by_role("region", name="Runbook")
    runbook.get_by_role("button", name="Apply step 1").click()
    expect(runbook.get_by_text("Applied by Avery Brooks")).to_have_count(1)
    runbook.get_by_role("button", name="Apply step 2").click()
    expect(runbook.get_by_text("Applied by Avery Brooks")).to_have_count(2)
    expect(runbook).to_contain_text("2 of 3")

    to_status(page, "Mark as mitigated")
    expect(progress.nth(3)).to_have_attribute("aria-current", "step")
    page.keyboard.press("r")
    expect(page.get_by_text("Resolved after")).to_be_visible()

    post = page.get_by_role("region", name="Post-incident")
    close = post.get_by_role("button", name="Close incident")
    expect(close).to_be_disabled()
    expect(post).to_contain_text("Before closing, write down: Root cause, Contributing factors")
    for field, text in RCA.items():
        post.get_by_label(field).fill(text)
    post.get_by_role("button", name="Save analysis").click()
    expect(post.get_by_text("Before closing")).to_have_count(0)

    post.get_by_role("button", name="Add action item").click()
    post.get_by_label("What will be done").fill("Alarm on the pool")
    post.get_by_label("Owner").select_option(label="Jordan Lee")
    post.get_by_role("button", name="Add action item").click()
    expect(post.get_by_role("region", name="Action items")).to_contain_text("Jordan Lee")

    close.click()
    expect(progress.nth(5)).to_have_attribute("aria-current", "step")

    with page.expect_download() as download:
        post.get_by_role("link", name="Markdown").click()
    report = download.value.path().read_text()
    for text in (incident.title, "The pool of the database was", "Look at the pool", "Alarm on"):
        assert text in report
    assert re.search(r"(?i)time to resolve|MTTR", report)


def test_closing_is_refused_by_the_server_too(post_alert: PostAlert, manager: httpx.Client) -> None:
    incident = post_alert("critical")
    path = f"/api/v1/incidents/{incident.id}"
    wait_for(lambda: manager.get(path).is_success)
    manager.post(f"{path}/resolve").raise_for_status()
    answer = manager.post(f"{path}/status", json={"status": "closed"})
    assert answer.status_code == 409
    assert "root_cause" in answer.text


def test_a_step_can_be_skipped_with_a_reason_and_undone(
    sign_in: OpenPage, post_alert: PostAlert, manager: httpx.Client
) -> None:
    incident = post_alert()
    put_runbook(manager, incident.service)
    page = sign_in(f"/incidents/{incident.id}")
    runbook = page.get_by_role("region", name="Runbook")
    runbook.get_by_role("button", name="Skip step 3").click()
    page.get_by_role("dialog").get_by_label("Why").fill("They are here already")
    page.get_by_role("button", name="Skip step", exact=True).click()
    expect(runbook).to_contain_text("They are here already")
    runbook.get_by_role("button", name="Undo step 3").click()
    expect(runbook.get_by_role("button", name="Apply step 3")).to_be_visible()


def test_the_trace_names_the_override_by_which_somebody_was_paged(
    open_page: OpenPage, post_alert: PostAlert, manager: httpx.Client
) -> None:
    people = manager.get("/api/v1/people", params={"limit": 100}).json()["items"]
    stand_in = next(person for person in people if person["name"] == "Priya Nair")
    now = datetime.now(UTC)
    override = manager.post(
        "/api/v1/overrides",
        json={
            "schedule": "platform",
            "start": (now - timedelta(minutes=5)).isoformat(),
            "end": (now + timedelta(hours=1)).isoformat(),
            "users": [stand_in["id"]],
        },
    )
    assert override.status_code == 201, override.text
    try:
        incident = post_alert("critical")
        page = open_page(f"/incidents/{incident.id}")
        trace = page.get_by_role("region", name="Why was I paged?")
        expect(trace).to_contain_text("Priya Nair")
        expect(trace).to_contain_text("override")
        expect(trace).to_contain_text("Unless acknowledged, level 2 is paged")
    finally:
        manager.delete(f"/api/v1/overrides/{override.json()['id']}")


def unanswered(route: Route) -> None:
    route.fulfill(status=502, json={"title": "no answer", "status": 502})


def test_without_analysis_the_rest_of_the_page_works(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = sign_in("/incidents")
    page.route("**/api/v1/suggestions*", unanswered)
    page.route("**/api/v1/similar*", unanswered)
    page.goto(page.url.split("/incidents")[0] + f"/incidents/{incident.id}")
    expect(page.get_by_role("region", name="Likely causes")).to_contain_text("unavailable")
    expect(page.get_by_role("region", name="Similar incidents")).to_contain_text("unavailable")
    page.keyboard.press("a")
    expect(page.get_by_text("Open for")).to_be_visible()


def test_notes_are_formatted_edited_pinned_and_inert(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = sign_in(f"/incidents/{incident.id}")
    timeline = page.get_by_role("region", name="Timeline")
    field = timeline.get_by_role("textbox", name="Comment")
    field.fill("**Pool** is full <img src=x onerror=alert(1)> [log](javascript:alert(1))")
    timeline.get_by_role("button", name="Comment").click()
    expect(timeline.locator("strong")).to_have_text("Pool")
    expect(timeline.locator("img, a[href^=javascript]")).to_have_count(0)
    note = timeline.get_by_role("listitem").filter(has_text="is full")
    note.hover()
    note.get_by_role("button", name="Edit note").click()
    timeline.get_by_role("textbox", name="Comment").nth(1).fill("Pool was full")
    timeline.get_by_role("button", name="Save").click()
    note = timeline.get_by_role("listitem").filter(has_text="Pool was full")
    expect(note).to_contain_text("edited")
    note.hover()
    note.get_by_role("button", name="Pin", exact=True).click()
    expect(note).to_contain_text("Pinned")


def test_snooze_reassign_severity_merge_and_link_from_the_menu(
    sign_in: OpenPage, post_alert: PostAlert, base_url: str
) -> None:
    incident, other = post_alert(), post_alert()
    page = sign_in(f"/incidents/{incident.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)
    page.keyboard.press("v")
    page.get_by_role("dialog").get_by_text("Critical").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#incident header").first).to_contain_text("Critical")

    page.keyboard.press("l")
    page.get_by_role("dialog").get_by_label("Owner").select_option(label="Noah Weber")
    page.get_by_role("dialog").get_by_role("button", name="Reassign").click()
    expect(page.get_by_role("region", name="Facts")).to_contain_text("Noah Weber")

    page.keyboard.press("s")
    page.get_by_role("dialog").get_by_text("4 h").click()
    page.get_by_role("dialog").get_by_role("button", name="Snooze").click()
    expect(page.get_by_text("Snoozed until")).to_be_visible()

    page.get_by_role("button", name="More actions").click()
    page.get_by_role("menuitem", name="Link incident").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Incident").fill(other.title)
    dialog.get_by_role("radio").check()
    dialog.get_by_role("button", name="Link").click()
    expect(page.get_by_role("region", name="Related")).to_contain_text(other.title)

    page.keyboard.press("m")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Into").fill(other.title)
    dialog.get_by_role("radio").check()
    dialog.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("Merged into another incident.")).to_be_visible()
    page.get_by_role("link", name="Open it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(other.title)
    expect(page.get_by_role("region", name="Alerts")).to_contain_text(incident.title)


def test_a_phone_shows_what_changed_and_the_runbook_before_all_else(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page(f"/incidents/{incident.id}", size=PHONE)
    expect(page.get_by_role("region", name="What changed")).to_be_visible()
    headings = page.get_by_role("heading", level=2).all_text_contents()
    assert headings[:3] == ["What changed", "Runbook", "Why was I paged?"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
