"""One incident: acknowledge, resolve, undo, comment; the phone at three in the morning."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

PHONE = (390, 844)


def test_acknowledge_and_resolve_move_the_incident_and_its_timeline(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert("critical")
    page = sign_in(f"/incidents/{incident.id}")
    expect(page.get_by_text("Not acknowledged for")).to_be_visible()
    page.keyboard.press("a")
    expect(
        page.get_by_role("list", name="Progress").get_by_role("listitem").nth(1)
    ).to_have_attribute("aria-current", "step")
    expect(page.get_by_role("region", name="Facts")).to_contain_text("Acknowledged")
    page.keyboard.press("r")
    expect(page.get_by_text("Resolved after")).to_be_visible()
    expect(page.get_by_role("region", name="Timeline")).to_contain_text("Avery")


MS_UNTIL_SHOWN = """() => new Promise((resolve) => {
  const start = performance.now();
  const shown = () => !document.body.textContent.includes("Not acknowledged for");
  new MutationObserver((_, watch) => {
    if (shown()) { watch.disconnect(); resolve(performance.now() - start); }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
  document.dispatchEvent(new KeyboardEvent("keydown", { key: "a", code: "KeyA" }));
})"""


def hold_back(route: Route) -> None:
    """Let a request wait two seconds."""
    time.sleep(2)
    route.continue_()


def test_acknowledge_shows_at_once(sign_in: OpenPage, post_alert: PostAlert) -> None:
    incident = post_alert()
    page = sign_in(f"/incidents/{incident.id}")
    expect(page.get_by_text("Not acknowledged for")).to_be_visible()
    # The answer is held back: what shows meanwhile is the page's own doing.
    page.route("**/acknowledge", hold_back)
    shown_ms = page.evaluate(MS_UNTIL_SHOWN)
    print(f"acknowledge shown after {shown_ms:.0f} ms")
    assert shown_ms < 2000


def test_resolve_can_be_undone(sign_in: OpenPage, post_alert: PostAlert) -> None:
    incident = post_alert()
    page = sign_in(f"/incidents/{incident.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.keyboard.press("z")
    expect(page.get_by_text("Not acknowledged for")).to_be_visible()


def test_a_comment_stands_in_the_timeline_as_it_was_written(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = sign_in(f"/incidents/{incident.id}")
    timeline = page.get_by_role("region", name="Timeline")
    timeline.get_by_role("textbox", name="Comment").fill("<b>Rolled back</b> to v2.4.0")
    timeline.get_by_role("button", name="Comment").click()
    expect(timeline.get_by_text("<b>Rolled back</b> to v2.4.0")).to_be_visible()


def test_a_phone_shows_what_is_broken_and_acknowledge_under_the_thumb(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert("critical")
    page = sign_in(f"/incidents/{incident.id}", size=PHONE)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(incident.title)
    expect(heading).to_be_in_viewport()
    expect(page.get_by_text("Not acknowledged for")).to_be_in_viewport()
    button = page.get_by_role("region", name="Actions").get_by_role("button", name="Acknowledge")
    expect(button).to_be_in_viewport()
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 48
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    button.tap()
    expect(page.get_by_text("Open for")).to_be_visible()


def test_an_unknown_incident_is_said_so(open_page: OpenPage) -> None:
    page = open_page("/incidents/99999999")
    expect(page.get_by_text("There is no incident 99999999")).to_be_visible()


def test_only_the_content_scrolls_never_the_frame_around_it(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = sign_in(f"/incidents/{incident.id}", size=PHONE)
    expect(
        page.get_by_role("region", name="Timeline").get_by_role("listitem").first
    ).to_be_visible()
    page.get_by_role("region", name="Timeline").scroll_into_view_if_needed()
    expect(page.get_by_role("banner")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.documentElement.scrollHeight <= window.innerHeight")
