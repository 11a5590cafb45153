"""The test runner's page."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def test_fifteen_scenarios_are_listed_by_category(
    open_page: OpenPage, test_runner_url: str
) -> None:
    page = open_page(test_runner_url)
    expect(page.locator("[data-scenario]")).to_have_count(15)
    expect(page.get_by_role("region", name="Infrastructure")).to_be_visible()
    expect(page.get_by_text("TEST", exact=False).first).to_be_visible()


def test_a_scenario_is_sent_and_its_incident_linked(
    open_page: OpenPage, test_runner_url: str
) -> None:
    page = open_page(test_runner_url)
    first = page.locator("[data-scenario]").first
    first.get_by_role("button", name="Send").click()
    expect(first.get_by_role("link", name="Open incident")).to_be_visible()
