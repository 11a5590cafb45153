"""The schedule: overrides page at once, clock changes, gaps while editing, calendars, phones."""

import re
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from platform_local.demo_company import PERSON_IDS

OpenPage = Callable[..., Page]

PHONE = (390, 844)
PATIENCE_SECONDS = 60


def test_an_override_answers_at_once_and_pages_the_new_person(
    sign_in: OpenPage, base_url: str
) -> None:
    page = sign_in("/oncall/storefront")
    page.get_by_role("button", name=re.compile("^Override")).click()
    dialog = page.get_by_role("dialog", name="New override")
    dialog.get_by_label("Who takes it").select_option(label="Lena Fischer")
    now = datetime.now(UTC)
    # Avery's clock is London's.
    dialog.get_by_label("From").fill((now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    dialog.get_by_label("Until").fill((now + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"))
    expect(dialog).to_contain_text("Europe/Vienna")
    reason = f"Dentist {uuid.uuid4().hex[:6]}"
    dialog.get_by_label("Reason (optional)").fill(reason)
    dialog.get_by_role("button", name="Save override").click()
    expect(page.get_by_text("Lena Fischer takes this time")).to_be_visible()
    lane = page.get_by_role("list", name="Final schedule")
    expect(lane.get_by_role("button", name=re.compile("^Lena Fischer")).last).to_be_visible()

    with httpx.Client(base_url=base_url, timeout=30) as api:
        current = api.get("/api/v1/oncall/current", params={"team": "storefront"}).json()
        assert [person["name"] for person in current["people"]] == ["Lena Fischer"]
        alert = {
            "service": "search",
            "severity": "critical",
            "message": f"Search {uuid.uuid4().hex} answers nothing",
            "environment": f"stage-{uuid.uuid4().hex[:8]}",
        }
        incident = api.post("/api/v1/alerts", json=alert).json()["incident_id"]
        assert paged_first(api, incident) == str(PERSON_IDS["lena"])
    page.get_by_role("button", name="Undo").click()
    coming = page.get_by_role("region", name="Overrides to come")
    expect(coming).not_to_contain_text(reason)
    params = {"schedule": "storefront"}
    stored = httpx.get(f"{base_url}/api/v1/overrides", params=params, timeout=30).json()
    ends = [each["end"] for each in stored if each["reason"] == reason]
    assert all(datetime.fromisoformat(end) < now + timedelta(hours=1) for end in ends)


def paged_first(api: httpx.Client, incident: str) -> str:
    """Who gets the first page of an incident."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = api.get("/api/v1/deliveries", params={"incident_id": incident}).json()["items"]
        if found:
            return found[0]["person"]["id"]
        time.sleep(0.2)
    raise TimeoutError("nobody was paged")


def test_weeks_in_which_clocks_change_say_their_length(open_page: OpenPage) -> None:
    page = open_page("/oncall/platform?from=2026-10-28&zone=America/New_York&view=week")
    expect(page.get_by_role("note").filter(has_text="169 hours")).to_be_visible()
    page.goto(page.url.replace("2026-10-28", "2027-03-10"))
    expect(page.get_by_role("note").filter(has_text="167 hours")).to_be_visible()
    page.goto(page.url.replace("America/New_York", "Asia/Seoul"))
    expect(page.get_by_role("list", name="Final schedule")).to_be_visible()
    expect(page.get_by_role("note").filter(has_text="hours")).to_have_count(0)


def test_gaps_and_who_gains_are_shown_while_a_schedule_is_edited(sign_in: OpenPage) -> None:
    page = sign_in("/oncall/new")
    name = f"Night watch {uuid.uuid4().hex[:6]}"
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Add a layer").click()
    page.get_by_label("Add a person…").select_option(label="Noah Weber")
    preview = page.get_by_role("region", name="What saving changes")
    expect(preview).to_contain_text("No gap in the next 4 weeks")
    expect(preview.get_by_role("listitem").filter(has_text="Noah Weber").first).to_be_visible()
    page.get_by_role("button", name="Add hours").click()
    expect(preview).to_contain_text("nobody is on call, first at")
    page.get_by_label("Add a person…").select_option(label="Priya Nair")
    page.get_by_role("button", name="Move Priya Nair up").click()
    expect(page.get_by_role("button", name="Move Priya Nair up")).to_be_disabled()
    page.get_by_role("button", name="Save schedule").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(page.get_by_role("note").filter(has_text="Nobody is on call")).to_be_visible()


def test_the_calendar_holds_the_final_schedule(sign_in: OpenPage, base_url: str) -> None:
    page = sign_in("/oncall/payments")
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Calendar address (iCal)").click()
    part = page.get_by_role("region", name="All of Payments on call")
    part.get_by_role("button", name="New address").click()
    address = part.get_by_role("textbox").input_value()
    text = httpx.get(address, timeout=30).raise_for_status().text
    events = {
        (start, end)
        for start, end in re.findall(
            r"BEGIN:VEVENT.*?DTSTART[^:]*:(\S+).*?DTEND[^:]*:(\S+).*?END:VEVENT", text, re.DOTALL
        )
    }
    now = datetime.now(UTC)
    span = {"since": now.isoformat(), "until": (now + timedelta(days=20)).isoformat()}
    final = httpx.get(f"{base_url}/api/v1/schedules/payments/final", params=span, timeout=30).json()
    whole: list[Any] = final["shifts"][1:-1]
    assert whole
    for shift in whole:
        assert (stamp(shift["start"]), stamp(shift["end"])) in events


def stamp(instant: str) -> str:
    """As iCalendar writes it."""
    return datetime.fromisoformat(instant).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def test_an_override_is_drawn_with_the_mouse_and_with_keys(sign_in: OpenPage) -> None:
    page = sign_in("/oncall/data?from=2027-01-13&view=week")
    lane = page.get_by_role("list", name="Overrides")
    box = lane.locator("..").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 7, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 2 * box["width"] / 7, box["y"] + 12, steps=4)
    page.mouse.up()
    dialog = page.get_by_role("dialog", name="New override")
    expect(dialog).to_contain_text("24 h")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile("^New override,")).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("4.5 h")
    expect(dialog.get_by_label("From")).to_have_value("2027-01-11T00:30")


def test_a_swap_is_asked_for_and_taken(sign_in: OpenPage) -> None:
    page = sign_in("/oncall/platform", who="jordan")
    page.get_by_role("button", name="Ask for a swap").click()
    dialog = page.get_by_role("dialog", name="Ask for a swap")
    dialog.get_by_label("Shift").select_option(index=1)
    dialog.get_by_label("Whom").select_option(label="Avery Brooks")
    dialog.get_by_role("button", name="Ask", exact=True).click()
    swaps = page.get_by_role("region", name="Swap requests")
    expect(swaps).to_contain_text("asks Avery Brooks")
    other = sign_in("/oncall/platform")
    other.get_by_role("button", name="Take it").click()
    expect(other.get_by_role("region", name="Swap requests")).to_contain_text(
        "Taken by Avery Brooks"
    )


def test_a_phone_shows_days_and_never_scrolls_sideways(sign_in: OpenPage) -> None:
    page = sign_in("/oncall/platform", size=PHONE)
    expect(page.get_by_text("Today", exact=True).last).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("00:00–24:00")).first).to_be_visible()
    for view in ["Week", "Month", "List"]:
        page.get_by_text(view, exact=True).click()
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.get_by_role("button", name="Override", exact=True).click()
    expect(page.get_by_role("dialog", name="New override")).to_be_visible()
