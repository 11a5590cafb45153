"""Senders of alerts and trackers: the address shown once, the last payloads, wrong tokens."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx
import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
SECRET = "tracker-token-4711"


@pytest.fixture
def jira() -> Iterator[str]:
    """A Jira that takes no token."""

    class Refuse(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(401)
            self.send_header("content-type", "application/json")
            self.end_headers()
            answer = {"errorMessages": ["Client must be authenticated to access this resource."]}
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
            pass

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


def test_a_sender_gets_an_address_and_its_payloads_are_kept(sign_in: OpenPage) -> None:
    mark = uuid.uuid4().hex[:8]
    page = sign_in("/integrations")
    page.get_by_role("button", name="Add a sender").first.click()
    dialog = page.get_by_role("dialog", name="Add a sender")
    dialog.get_by_label("Name").fill(f"Build farm {mark}")
    dialog.get_by_role("button", name="Create").click()
    shown = page.get_by_role("dialog", name=f"Build farm {mark}")
    address = shown.get_by_role("textbox", name="Address", exact=True).input_value()
    body = {"service": f"farm-{mark}", "severity": "low", "message": f"Queue {mark} is long"}
    httpx.post(address, json=body, timeout=30).raise_for_status()
    shown.get_by_role("button", name="I have copied it").click()
    page.get_by_role("button", name=f"Build farm {mark}").click()
    page.get_by_role("list", name="Last requests").locator("summary").first.click()
    expect(page.get_by_text(f'"message": "Queue {mark} is long"')).to_be_visible()


def test_a_wrong_jira_token_shows_what_jira_says_and_no_secret_comes_back(
    sign_in: OpenPage, jira: str
) -> None:
    page = sign_in("/integrations")
    card = page.get_by_role("region", name="Jira")
    card.get_by_label("Address").fill(jira)
    card.get_by_label("Project key").fill("OPS")
    card.get_by_label("E-mail of the account").fill("ops@example.com")
    card.get_by_label("Token").fill(SECRET)
    with page.expect_response("**/api/v1/jira/test") as refusal:
        card.get_by_role("button", name="Test", exact=True).click()
    assert SECRET not in refusal.value.text()
    expect(card.get_by_role("alert").first).to_be_visible()
