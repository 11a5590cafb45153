"""Many incidents at once: select all that match, views, facets, labels, files, made by hand."""

import csv
import io
import uuid
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("row").filter(has_text=title)


def post_many(base_url: str, count: int, severity: str = "high", **fields: Any) -> str:
    """So many incidents, each of a service of its own; all carry the label `batch`."""
    mark = uuid.uuid4().hex[:8]
    for number in range(count):
        body = {
            "service": f"batch-{mark}-{number}",
            "severity": severity,
            "message": f"Queue {number} of {mark} is full",
            "labels": {"batch": mark},
            **fields,
        }
        httpx.post(f"{base_url}/api/v1/alerts", json=body, timeout=30).raise_for_status()
    return mark


def test_all_that_match_are_acknowledged_in_three_actions_and_seen_elsewhere(
    sign_in: OpenPage, open_page: OpenPage, base_url: str
) -> None:
    mark = post_many(base_url, 120, "low")
    address = f"/incidents?label=batch%3D{mark}"
    other = open_page(address)
    expect(other.get_by_text("120 incidents")).to_be_visible()
    page = sign_in(address)
    expect(page.get_by_text("120 incidents")).to_be_visible()
    page.keyboard.press("Control+a")
    page.get_by_role("button", name="Select all 120 matching").click()
    bar = page.get_by_role("region", name="Selected incidents")
    expect(bar).to_contain_text("120 selected")
    bar.get_by_role("button", name="Acknowledge").click()
    expect(page.get_by_text("120 changed.")).to_be_visible()
    expect(row(page, f"Queue 119 of {mark}")).to_contain_text("Acknowledged")
    expect(row(other, f"Queue 119 of {mark}")).to_contain_text("Acknowledged")


def test_three_are_merged_into_one_that_gets_their_alerts(sign_in: OpenPage, base_url: str) -> None:
    mark = post_many(base_url, 3)
    page = sign_in(f"/incidents?label=batch%3D{mark}")
    for number in (1, 2):
        row(page, f"Queue {number} of {mark}").get_by_role("checkbox").check()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Into").fill(f"Queue 0 of {mark}")
    dialog.get_by_role("radio").check()
    dialog.get_by_role("button", name="Change 2 incidents").click()
    expect(page.get_by_text("2 changed.")).to_be_visible()
    expect(row(page, f"Queue 1 of {mark}")).to_have_count(0)
    page.get_by_role("link", name=f"Queue 0 of {mark}").click()
    alerts = page.get_by_role("region", name="Alerts")
    for number in range(3):
        expect(alerts).to_contain_text(f"Queue {number} of {mark}")


def test_facets_count_what_each_filter_would_show(open_page: OpenPage, base_url: str) -> None:
    mark = post_many(base_url, 2, environment="staging")
    page = open_page(f"/incidents?label=batch%3D{mark}")
    expect(page.get_by_text("2 incidents")).to_be_visible()
    page.get_by_role("button", name="Environment").click()
    option = page.get_by_role("menuitemradio", name="staging")
    expect(option).to_contain_text("2")
    option.click()
    assert "environment=staging" in page.url
    expect(page.get_by_text("2 incidents")).to_be_visible()


def test_a_saved_view_is_opened_again_by_its_name(sign_in: OpenPage, base_url: str) -> None:
    mark = post_many(base_url, 1)
    page = sign_in(f"/incidents?label=batch%3D{mark}&severity=high")
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("menuitem", name="Save these filters").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(f"View {mark}")
    dialog.get_by_role("button", name="Save view").click()
    expect(dialog).to_have_count(0)
    page.goto(f"{base_url}/incidents?severity=info")
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("menuitem", name=f"View {mark}").click()
    expect(row(page, f"Queue 0 of {mark}")).to_be_visible()
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("menuitem", name="Save these filters").click()
    page.get_by_role("dialog").get_by_role("button", name=f"Delete View {mark}").click()
    expect(page.get_by_role("button", name=f"Delete View {mark}")).to_have_count(0)


def test_the_file_holds_what_the_filters_show(open_page: OpenPage, base_url: str) -> None:
    mark = post_many(base_url, 3)
    page = open_page(f"/incidents?label=batch%3D{mark}")
    expect(page.get_by_text("3 incidents")).to_be_visible()
    page.get_by_role("button", name="List options").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert sorted(each["title"] for each in rows) == [
        f"Queue {n} of {mark} is full" for n in range(3)
    ]


def test_an_incident_is_made_by_hand(sign_in: OpenPage) -> None:
    title = f"Customers cannot pay {uuid.uuid4().hex[:6]}"
    page = sign_in("/incidents")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("c")
    dialog = page.get_by_role("dialog", name="Create incident")
    dialog.get_by_label("What is broken").fill(title)
    dialog.get_by_label("Service").select_option(label="Payment API")
    dialog.get_by_text("Critical").click()
    dialog.get_by_role("button", name="Create incident").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("No alerts: this incident was opened by hand.")).to_be_visible()


def test_rows_stand_closer_on_request_and_stay_so(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page("/incidents")
    box = row(page, incident.title).bounding_box()
    assert box is not None
    page.get_by_role("button", name="List options").click()
    page.get_by_role("menuitem", name="Switch between close and wide rows").click()
    page.reload()
    expect(row(page, incident.title)).to_be_visible()
    closer = row(page, incident.title).bounding_box()
    assert closer is not None
    assert closer["height"] < box["height"]
