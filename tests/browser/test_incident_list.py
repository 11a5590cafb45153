"""The live list: new rows, keys, bulk actions, filters in the address, phone layout."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, Request, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

PHONE = (390, 844)


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("row").filter(has_text=title)


def test_an_alert_appears_in_an_open_list_without_a_reload(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    page = open_page("/incidents")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    incident = post_alert("critical")
    expect(row(page, incident.title)).to_contain_text("Open")
    expect(row(page, incident.title)).to_contain_text("Critical")


def test_a_new_incident_waits_behind_a_bar_while_somebody_works_in_the_list(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    first = post_alert()
    page = open_page("/incidents")
    expect(row(page, first.title)).to_be_visible()
    page.keyboard.press("j")
    second = post_alert()
    expect(page.get_by_role("button", name=re.compile(r"^\d+ new$"))).to_be_visible()
    expect(row(page, second.title)).to_have_count(0)
    page.keyboard.press(".")
    expect(row(page, second.title)).to_be_visible()


def test_keys_move_select_and_acknowledge(sign_in: OpenPage, post_alert: PostAlert) -> None:
    incident = post_alert()
    page = sign_in(f"/incidents?service={incident.service}")
    expect(row(page, incident.title)).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name=incident.title)).to_be_focused()
    page.keyboard.press("x")
    expect(page.get_by_role("region", name="Selected incidents")).to_contain_text("1 selected")
    page.keyboard.press("a")
    expect(row(page, incident.title)).to_contain_text("Acknowledged")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)


def test_an_acknowledgement_is_seen_in_another_browser(
    sign_in: OpenPage, open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    other = open_page(f"/incidents?service={incident.service}")
    expect(row(other, incident.title)).to_contain_text("Open")
    page = sign_in(f"/incidents?service={incident.service}")
    expect(row(page, incident.title)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(row(other, incident.title)).to_contain_text("Acknowledged")


def test_ticked_incidents_are_resolved_together(sign_in: OpenPage, post_alert: PostAlert) -> None:
    incidents = [post_alert() for _ in range(3)]
    page = sign_in("/incidents")
    for incident in incidents:
        row(page, incident.title).get_by_role("checkbox").check()
    bar = page.get_by_role("region", name="Selected incidents")
    expect(bar).to_contain_text("3 selected")
    bar.get_by_role("button", name="Resolve").click()
    expect(page.get_by_text("3 resolved.")).to_be_visible()
    for incident in incidents:
        expect(row(page, incident.title)).to_contain_text("Resolved")


def test_filters_live_in_the_address_and_survive_reload_and_back(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    low, critical = post_alert("low"), post_alert("critical")
    page = open_page("/incidents")
    page.get_by_role("button", name="Severity").click()
    page.get_by_role("menuitemcheckbox", name="Critical").click()
    page.keyboard.press("Escape")
    expect(row(page, low.title)).to_have_count(0)
    expect(row(page, critical.title)).to_be_visible()
    assert page.url.endswith("/incidents?severity=critical")
    page.reload()
    expect(row(page, critical.title)).to_be_visible()
    expect(row(page, low.title)).to_have_count(0)
    page.get_by_role("link", name=critical.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(critical.title)
    page.go_back()
    expect(row(page, critical.title)).to_be_visible()
    assert page.url.endswith("/incidents?severity=critical")


def test_a_phone_shows_two_lines_per_incident_and_never_scrolls_sideways(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page("/incidents", size=PHONE)
    expect(row(page, incident.title)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    box = row(page, incident.title).bounding_box()
    assert box is not None
    assert box["width"] <= PHONE[0]
    assert box["height"] >= 56


def test_reading_is_open_but_acting_asks_for_a_sign_in(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page(f"/incidents?service={incident.service}")
    expect(row(page, incident.title)).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_label("Password")).to_be_visible()


def test_the_palette_finds_an_incident_by_its_words(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page("/incidents")
    expect(row(page, incident.title)).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("textbox", name="Search incidents and commands").fill(incident.title)
    page.get_by_role("menuitem", name=incident.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)


def test_the_help_sheet_lists_the_keys_of_the_page(open_page: OpenPage) -> None:
    page = open_page("/incidents")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard")
    expect(sheet).to_contain_text("Acknowledge")
    expect(sheet).to_contain_text("Show new incidents")
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)


def test_two_tabs_share_one_stream_and_the_second_takes_over(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    first = open_page("/incidents")
    expect(first.get_by_text("Live", exact=True)).to_be_visible()
    streams: list[str] = []

    def note(request: Request) -> None:
        if "/api/stream" in request.url:
            streams.append(request.url)

    first.context.on("request", note)
    second = open_page("/incidents", reuse=first)
    expect(second.get_by_text("Live", exact=True)).to_be_visible()
    incident = post_alert()
    expect(row(second, incident.title)).to_be_visible()
    assert streams == []
    first.close()
    expect(second.get_by_text("Live", exact=True)).to_be_visible()
    another = post_alert()
    expect(row(second, another.title)).to_be_visible()
    assert len(streams) == 1


def test_on_plain_http_without_web_locks_updates_still_arrive(
    open_page: OpenPage, post_alert: PostAlert, plain_http_url: str
) -> None:
    page = open_page(f"{plain_http_url}/incidents")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    assert page.evaluate("navigator.locks === undefined")
    incident = post_alert()
    expect(row(page, incident.title)).to_be_visible()
    page.goto(f"{plain_http_url}/sign-in?to=/incidents/{incident.id}")
    page.get_by_label("Name or e-mail address").fill("avery")
    page.get_by_label("Password").fill("demo123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Account of")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("Open for")).to_be_visible()
