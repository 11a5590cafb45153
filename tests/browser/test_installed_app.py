"""The installed app: opens without a network, says how old its data is, and shows push messages."""

import json
from collections.abc import Callable
from typing import Any

import httpx
from playwright.sync_api import Page, Worker, expect

from platform_local.trial import wait_for

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

RECORD_CALLS = """() => {
  self.calls = [];
  const real = self.fetch;
  self.fetch = (address, options) => {
    if (!/\\/(ack|receipt)\\//.test(String(address))) return real(address, options);
    self.calls.push([options.method, address]);
    return Promise.resolve(new Response("{}"));
  };
}"""
PRESS = """async (action) => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent("notificationclick", { notification, action }));
}"""
SHOWN = """async () => (await self.registration.getNotifications()).map(
  ({ title, body, tag, actions, requireInteraction }) =>
    ({ title, body, tag, requireInteraction, actions: actions.map((each) => each.action) })
)"""


def worker_of(page: Page) -> Worker:
    """The service worker, once it serves the page."""
    wait_for(lambda: page.evaluate("navigator.serviceWorker.controller !== null"))
    return page.context.service_workers[0]


def push(page: Page, message: str) -> None:
    """Give the browser a push message, as its push service would."""
    session: Any = page.context.new_cdp_session(page)  # its events and answers have no types
    found: list[str] = []

    def registered(event: Any) -> None:
        found.extend(each["registrationId"] for each in event["registrations"])

    session.on("ServiceWorker.workerRegistrationUpdated", registered)
    session.send("ServiceWorker.enable")
    while not found:
        page.wait_for_timeout(50)
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": page.url.split("/incidents")[0], "registrationId": found[0], "data": message},
    )


def test_the_app_can_be_installed(base_url: str) -> None:
    manifest = httpx.get(f"{base_url}/manifest.webmanifest").json()
    assert manifest["display"] == "standalone"
    for icon in manifest["icons"]:
        answer = httpx.get(base_url + icon["src"])
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(icon["type"])


def test_without_a_network_the_page_opens_and_says_how_old_its_data_is(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page(f"/incidents?service={incident.service}", installed=True)
    worker_of(page)
    page.reload()
    row = page.get_by_role("row").filter(has_text=incident.title)
    expect(row).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    expect(row).to_be_visible()
    expect(page.get_by_text("You are offline. Showing data from")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


def test_a_push_message_is_shown_confirmed_and_answered(open_page: OpenPage, base_url: str) -> None:
    page = open_page("/incidents", installed=True)
    page.context.grant_permissions(["notifications"], origin=base_url)
    worker = worker_of(page)
    worker.evaluate(RECORD_CALLS)
    message = {
        "title": "INC-42 payment-api",
        "body": "Card payments fail",
        "url": "https://elsewhere.example/incidents/42",
        "tag": "inc-42",
        "severity": "critical",
        "actions": {"acknowledge": "https://elsewhere.example/api/v1/ack/one"},
        "receipt": "https://elsewhere.example/api/v1/replies/receipt/two",
    }
    push(page, json.dumps(message))
    wait_for(lambda: worker.evaluate("self.calls.length > 0"))
    assert worker.evaluate(SHOWN) == [
        {
            "title": "INC-42 payment-api",
            "body": "Card payments fail",
            "tag": "inc-42",
            "requireInteraction": True,
            "actions": ["acknowledge", "open"],
        }
    ]
    assert worker.evaluate("self.calls") == [["POST", "/api/v1/replies/receipt/two"]]
    worker.evaluate(PRESS, "acknowledge")
    wait_for(lambda: [shown["title"] for shown in worker.evaluate(SHOWN)] == ["Acknowledged"])
    assert worker.evaluate("self.calls.at(-1)") == ["POST", "/api/v1/ack/one"]


def test_something_is_shown_for_a_message_that_cannot_be_read(
    open_page: OpenPage, base_url: str
) -> None:
    page = open_page("/incidents", installed=True)
    page.context.grant_permissions(["notifications"], origin=base_url)
    worker = worker_of(page)
    push(page, "not json")
    (shown,) = wait_for(lambda: worker.evaluate(SHOWN))
    assert shown["title"] == "You are paged"
    assert shown["body"] == "not json"
