"""My rules, my devices, channels with their test, recipients and the log of what was sent."""

import re
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


@pytest.fixture
def broken_receiver() -> Iterator[str]:
    """A receiver of webhooks that refuses everything."""

    class Refuse(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(418)
            self.end_headers()
            self.wfile.write(b"no kettle here")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()


def test_the_mock_channel_says_that_its_test_was_delivered(sign_in: OpenPage) -> None:
    page = sign_in("/notifications?tab=channels")
    card = page.get_by_role("listitem", name="Mock", exact=True)
    card.get_by_role("button", name=re.compile("Settings|Set up")).click()
    card.get_by_label("Send a test message to (optional)").fill("avery")
    card.get_by_role("button", name="Test").click()
    expect(card.get_by_role("status")).to_contain_text(re.compile(r"Works \(\d+ ms\)"))


def test_a_webhook_that_refuses_shows_its_answer(sign_in: OpenPage, broken_receiver: str) -> None:
    page = sign_in("/notifications?tab=channels")
    card = page.get_by_role("listitem", name="Webhook", exact=True)
    card.get_by_role("button", name=re.compile("Settings|Set up")).click()
    card.get_by_label("Send a test message to (optional)").fill(broken_receiver)
    card.get_by_role("button", name="Test").click()
    expect(card.get_by_role("status")).to_contain_text("Failed after")


def test_my_rules_are_kept(sign_in: OpenPage) -> None:
    page = sign_in("/notifications?tab=rules", who="jordan")
    urgent = page.get_by_role("region", name="Urgent pages")
    expect(urgent.get_by_role("button", name="Add a step")).to_be_visible()
    before = urgent.get_by_label("Channel").count()
    urgent.get_by_role("button", name="Add a step").click()
    urgent.get_by_label("Channel").last.select_option(label="Mock")
    urgent.get_by_label("After (min)").last.fill("7")
    page.get_by_role("button", name="Save rules").click()
    expect(page.get_by_text("Rules saved")).to_be_visible()
    page.reload()
    expect(urgent.get_by_label("Channel")).to_have_count(before + 1)
    expect(urgent.get_by_label("After (min)").last).to_have_value("7")
    urgent.get_by_role("button", name="Remove Mock").last.click()
    page.get_by_role("button", name="Save rules").click()
    expect(urgent.get_by_label("Channel")).to_have_count(before)


def test_an_address_is_added_and_taken_away(sign_in: OpenPage) -> None:
    page = sign_in("/notifications?tab=devices")
    address = f"pager-{uuid.uuid4().hex[:6]}"
    form = page.get_by_role("region", name="Add an address")
    form.get_by_label("Channel").select_option(label="Mock")
    form.get_by_label("Address").fill(address)
    form.get_by_role("button", name="Add an address").click()
    item = page.get_by_role("listitem").filter(has_text=address)
    expect(item).to_contain_text("Verified")
    item.get_by_role("button", name="Remove").click()
    expect(item).to_have_count(0)


def test_recipients_are_shown_five_a_page(sign_in: OpenPage) -> None:
    page = sign_in("/notifications?tab=recipients")
    panel = page.get_by_role("region", name="Recipients of reports")
    for number in range(6):
        panel.get_by_label("E-mail address").fill(f"team-{uuid.uuid4().hex[:8]}@example.com")
        panel.get_by_role("button", name="Add").click()
        expect(panel.get_by_label("E-mail address")).to_have_value("")
        assert number >= 0
    expect(panel.get_by_role("listitem")).to_have_count(5)
    panel.get_by_role("button", name="Next page").click()
    expect(panel).to_contain_text("Page 2 of")


def test_the_log_filters_by_person_in_the_address(sign_in: OpenPage, base_url: str) -> None:
    page = sign_in("/notifications?tab=log")
    expect(page.get_by_text("Attempt 1:").first).to_be_visible()
    page.get_by_label("State").select_option(label="Sent")
    expect(page).to_have_url(re.compile("state=sent"))
    sent = httpx.get(f"{base_url}/api/v1/deliveries?state=sent&limit=1", timeout=30).json()
    expect(page.get_by_role("listitem").filter(has_text="Attempt").first).to_contain_text(
        sent["items"][0]["person"]["name"]
    )
