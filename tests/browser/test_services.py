"""The catalogue of services: table and graph say the same, keys follow the arrows, settings."""

import uuid
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def test_the_graph_and_the_table_hold_the_same_services(open_page: OpenPage, base_url: str) -> None:
    page = open_page("/services")
    services = httpx.get(f"{base_url}/api/v1/services?limit=200", timeout=30).json()["items"]
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows.filter(has_text="Orders database").first).to_be_visible()
    named = {service["name"] for service in services}
    page.get_by_text("Graph", exact=True).click()
    nodes = page.locator("svg a")
    expect(nodes.first).to_be_visible()
    shown = {
        label.split(",")[0] for label in nodes.evaluate_all("list => list.map(n => n.ariaLabel)")
    }
    assert named <= shown


def test_keys_follow_the_arrows_and_show_what_an_outage_reaches(open_page: OpenPage) -> None:
    page = open_page("/services?view=graph")
    checkout = page.get_by_role("link", name="Checkout,")
    checkout.focus()
    expect(page.get_by_text("An outage of Checkout reaches 1 service")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(checkout).not_to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).not_to_have_url("**/services?view=graph")


def test_a_cycle_is_drawn(sign_in: OpenPage, base_url: str) -> None:
    mark = uuid.uuid4().hex[:6]
    page = sign_in("/services")
    credentials = {"username": "avery", "password": "demo123"}
    answer = httpx.post(f"{base_url}/api/v1/auth/login", json=credentials, timeout=30).json()
    headers = {"authorization": f"Bearer {answer['access_token']}"}
    pair = [f"ring-{mark}-a", f"ring-{mark}-b"]
    for slug, other in (pair, pair[::-1], pair):
        httpx.put(
            f"{base_url}/api/v1/services/{slug}",
            json={"name": slug, "depends_on": [other]},
            headers=headers,
            timeout=30,
        )
    page.goto(f"{base_url}/services?view=graph")
    expect(page.get_by_role("link", name=f"{pair[1]},")).to_be_visible()


def test_settings_of_a_service_are_kept(sign_in: OpenPage) -> None:
    text = f"Finds things ({uuid.uuid4().hex[:6]})"
    page = sign_in("/services/search-index")
    page.get_by_label("Description").fill(text)
    page.get_by_role("button", name="Save service").click()
    expect(page.get_by_text("Search index saved")).to_be_visible()
    page.reload()
    expect(page.get_by_label("Description")).to_have_value(text)
    expect(page.get_by_label("Team")).to_have_value("data")
