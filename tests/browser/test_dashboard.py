"""The first page: live figures, what is behind them, the end of a promise, a lost service."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

PHONE = (390, 844)


def test_a_new_alert_raises_the_figures_without_a_reload(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    page = open_page("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    incident = post_alert("critical")
    more = page.get_by_role("button", name=re.compile(r"more service"))
    cell = page.get_by_role("link", name=f"1 Critical of {incident.service}")
    expect(cell.or_(more).first).to_be_visible()
    if more.count():
        more.click()
    expect(cell).to_be_visible()
    cell.click()
    expect(page.get_by_role("row").filter(has_text=incident.title)).to_be_visible()
    assert f"service={incident.service}" in page.url


MOVE_CLOCK = "() => { const now = Date.now; Date.now = () => now() + 3 * 24 * 3600 * 1000; }"


def test_a_promise_that_runs_out_is_told_in_words(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    post_alert("critical")
    page = open_page("/")
    breaches = page.get_by_role("region", name="Next breaches")
    expect(breaches.get_by_text(re.compile(r"^in \d")).first).to_be_visible()
    # What the page knows stays as it is, no answer corrects its clock, and that goes on.
    page.route("**/api/**", lambda route: route.abort())
    page.wait_for_timeout(1000)
    page.evaluate(MOVE_CLOCK)
    expect(breaches.get_by_text(re.compile(r"^overdue by")).first).to_be_visible()


def test_my_incidents_come_first_and_open(sign_in: OpenPage, post_alert: PostAlert) -> None:
    page = sign_in("/", who="morgan")
    expect(page.get_by_role("region", name="Mine", exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="On call now")).to_contain_text("Platform")
    page.keyboard.press("g")
    page.keyboard.press("i")
    expect(page.get_by_role("heading", level=1)).to_have_text("Active")
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")


def test_without_oncall_the_figures_stay(open_page: OpenPage, post_alert: PostAlert) -> None:
    post_alert()
    page = open_page("/incidents")
    page.route("**/api/v1/teams*", lambda route: route.fulfill(status=502, json={"title": "down"}))
    page.get_by_role("link", name="Dashboard").click()
    expect(page.get_by_role("region", name="On call now")).to_contain_text("unavailable")
    expect(page.get_by_role("region", name="Open by service")).to_be_visible()


def test_a_phone_reaches_every_page_through_more(open_page: OpenPage) -> None:
    page = open_page("/", size=PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_text("Dashboard")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name="More", exact=True).tap()
    sheet = page.get_by_role("dialog", name="All pages")
    for name in ("Dashboard", "Active", "Services", "Escalation policies"):
        expect(sheet.get_by_role("link", name=name)).to_be_visible()
    sheet.get_by_role("link", name="Services").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Services")
