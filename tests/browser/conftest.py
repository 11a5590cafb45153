"""Chromium on a running platform: the one at BASE_URL, or one started here with demo data."""

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from playwright.sync_api import expect as expecting

from platform_local.trial import trial_platform

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
WAIT_MS = 60_000
PLAIN_HTTP_HOST = "platform.test"
"""Another name of this machine; unlike 127.0.0.1 it is no secure context without TLS."""
DESKTOP = (1366, 768)
PHONE = (390, 844)

OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class PostedIncident:
    """An incident made for one test. Its title and service are found nowhere else."""

    id: str
    title: str
    service: str


@pytest.fixture(scope="session")
def addresses() -> Iterator[dict[str, str]]:
    """Where the pages are: BASE_URL and TEST_RUNNER_URL, else a platform of our own."""
    if address := os.environ.get("BASE_URL"):
        yield {"web": address, "test-runner": os.environ.get("TEST_RUNNER_URL", "")}
        return
    with trial_platform(DEMO_DATA="true", CORRELATION_STRATEGY="rule") as platform:
        yield {
            "web": platform.url("gateway"),
            **{name: platform.url(name) for name in platform.ports},
        }


@pytest.fixture(scope="session")
def base_url(addresses: dict[str, str]) -> str:
    """The web interface."""
    return addresses["web"].rstrip("/")


@pytest.fixture(scope="session")
def test_runner_url(addresses: dict[str, str]) -> str:
    """The page of the test runner."""
    if not addresses["test-runner"]:
        pytest.skip("TEST_RUNNER_URL is not set: no running test runner to open in a browser")
    return addresses["test-runner"].rstrip("/")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not installed")
    expecting.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", f"--host-resolver-rules=MAP {PLAIN_HTTP_HOST} 127.0.0.1"]
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def plain_http_url(base_url: str) -> str:
    """The platform under a name for which browsers offer no Web Locks."""
    address = urlsplit(base_url)
    if address.scheme != "http" or address.hostname not in {"127.0.0.1", "localhost"}:
        pytest.skip("BASE_URL is not a plain http address of this machine")
    return f"http://{PLAIN_HTTP_HOST}:{address.port or 80}"


@pytest.fixture
def violations() -> list[str]:
    """What the browser refused because of the content security policy, and crashes of pages."""
    return []


@pytest.fixture
def open_page(browser: Browser, base_url: str, violations: list[str]) -> Iterator[OpenPage]:
    """Opens an address in a fresh browser context; checks at the end that nothing was refused."""
    contexts: list[BrowserContext] = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            violations.append(message.text)

    def open_one(
        path: str = "/",
        *,
        size: tuple[int, int] = DESKTOP,
        theme: str = "light",
        locale: str = "en-US",
        reuse: Page | None = None,
        installed: bool = False,
    ) -> Page:
        if reuse is None:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme="dark" if theme == "dark" else "light",
                locale=locale,
                has_touch=size[0] < 500,
                is_mobile=size[0] < 500,
                permissions=["clipboard-read", "clipboard-write"],
                # What it answers, a test that stands in for a service would not see.
                service_workers="allow" if installed else "block",
            )
            contexts.append(context)
        else:
            context = reuse.context
        context.set_default_timeout(WAIT_MS)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: violations.append(str(error)))
        page.goto(base_url + path if path.startswith("/") else path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert violations == []


@pytest.fixture
def sign_in(open_page: OpenPage) -> OpenPage:
    """Opens an address as a person of the demo data."""

    def signed_in(path: str = "/incidents", *, who: str = "avery", **options: Any) -> Page:
        page = open_page(f"/sign-in?to={path}", **options)
        page.get_by_label("Name or e-mail address").fill(who)
        page.get_by_label("Password").fill("demo123")
        page.get_by_role("button", name="Sign in").click()
        expecting(page.get_by_role("button", name="Account of")).to_be_visible()
        return page

    return signed_in


@pytest.fixture
def post_alert(base_url: str) -> Callable[..., PostedIncident]:
    """Posts an alert that opens an incident of its own."""

    def post(severity: str = "high") -> PostedIncident:
        mark = uuid.uuid4().hex[:8]
        title, service = f"Disk of node {mark} is 92 % full", f"browser-{mark}"
        body = {"service": service, "severity": severity, "message": title}
        answer = httpx.post(f"{base_url}/api/v1/alerts", json=body, timeout=WAIT_MS / 1000)
        answer.raise_for_status()
        return PostedIncident(id=answer.json()["incident_id"], title=title, service=service)

    return post
