"""The test runner's page: TEST_RUNNER_URL says where it runs."""

import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def runner_url() -> str:
    address = os.environ.get("TEST_RUNNER_URL")
    if not address:
        pytest.skip("TEST_RUNNER_URL is not set: no running test runner to open in a browser")
    return address.rstrip("/")


def test_fifteen_scenarios_are_listed_by_category(open_page: OpenPage, runner_url: str) -> None:
    page = open_page(runner_url)
    expect(page.locator("[data-scenario]")).to_have_count(15)
    expect(page.get_by_role("region", name="Infrastructure")).to_be_visible()
    expect(page.get_by_text("TEST", exact=False).first).to_be_visible()


def test_a_scenario_is_sent_and_its_incident_linked(open_page: OpenPage, runner_url: str) -> None:
    page = open_page(runner_url)
    first = page.locator("[data-scenario]").first
    first.get_by_role("button", name="Send").click()
    expect(first.get_by_role("link", name="Open incident")).to_be_visible()
