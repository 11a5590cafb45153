"""Analytics, history and the wall: the figures of the database, zooming, what takes the screen."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

PHONE = (390, 844)


def test_charts_and_their_tables_tell_what_the_server_counts(
    open_page: OpenPage, post_alert: PostAlert, base_url: str
) -> None:
    incident = post_alert("high")
    page = open_page(f"/analytics?service={incident.service}")
    chart = page.get_by_role("region", name="Incidents a day")
    expect(chart).to_contain_text("1 opened")
    chart.get_by_role("button", name="Show as a table").click()
    figures = httpx.get(
        f"{base_url}/api/v1/stats/analytics", params={"service": incident.service}
    ).json()
    table = chart.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(1 + len(figures["days"]))
    expect(table).to_contain_text(figures["days"][-1]["day"])
    chart.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    (row,) = csv.DictReader(io.StringIO(download.value.path().read_text("utf-8-sig")))
    assert row["Opened"] == "1"
    assert row["High"] == "1"


def test_a_chart_is_saved_as_a_picture(open_page: OpenPage, post_alert: PostAlert) -> None:
    incident = post_alert()
    page = open_page(f"/analytics?service={incident.service}")
    chart = page.get_by_role("region", name="Incidents a day")
    chart.get_by_role("button", name="Save").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")


def test_analytics_fit_a_phone(open_page: OpenPage, post_alert: PostAlert) -> None:
    post_alert()
    page = open_page("/analytics", size=PHONE)
    expect(page.get_by_role("region", name="Incidents a day")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]


def test_history_shows_what_is_over_and_zooms_into_four_weeks(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    done, going_on = post_alert(), post_alert()
    page = sign_in(f"/incidents/{done.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(done.title)
    page.keyboard.press("r")
    expect(page.get_by_text("Resolved after")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("h")
    row = page.get_by_role("row").filter(has_text=done.title)
    expect(row).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=going_on.title)).to_have_count(0)
    band = page.get_by_role("region", name="Incidents over time")
    expect(band.get_by_role("button")).to_have_count(14)
    expect(band.get_by_role("button").last).to_have_accessible_name(
        re.compile(r"[1-9]\d* incident")
    )
    band.get_by_role("button").last.click()
    expect(page.get_by_role("button", name="Whole year")).to_be_visible()
    expect(band.get_by_role("button")).to_have_count(28)
    assert "from=" in page.url
    expect(row).to_be_visible()
    page.get_by_role("button", name="Whole year").click()
    expect(band.get_by_role("button")).to_have_count(14)


def test_a_critical_incident_takes_the_whole_wall(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    post_alert()
    page = open_page("/wall", size=(1920, 1080), theme="dark")
    expect(page.get_by_role("heading", level=1)).to_have_text("Open incidents")
    expect(page.get_by_text("Live · last heard")).to_be_visible()
    expect(page.get_by_role("navigation")).to_have_count(0)
    incident = post_alert("critical")
    alarm = page.get_by_role("alert").filter(has_text=incident.title)
    expect(alarm).to_be_visible()
    expect(alarm).to_have_count(0)
    expect(page.get_by_text(incident.title)).to_be_visible()
