"""axe on every page, in both themes, on a desktop and on a phone; reflow and the live bar."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

AXE = Path(__file__).parents[2] / "web-ui/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SETTLED = "Promise.allSettled(document.getAnimations().map((running) => running.finished))"
"""Colours on their way from one theme to the other have any contrast."""
SIZES = [(1366, 768), (390, 844)]


def axe_violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds: by all rules of the levels that are promised, or by some."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run npm ci in web-ui")
    page.evaluate(AXE.read_text())
    page.evaluate(SETTLED)
    result: Any = page.evaluate(
        "(runOnly) => axe.run(document, { runOnly })",
        {"type": "rule" if rules else "tag", "values": rules or RULES},
    )
    return [
        f"{found['id']}: {node['html'][:160]} {node['failureSummary']}"
        for found in result["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_pages_have_no_barriers(
    sign_in: OpenPage, open_page: OpenPage, post_alert: PostAlert, theme: str, size: Any
) -> None:
    incident = post_alert()
    page = open_page("/sign-in", theme=theme, size=size)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert axe_violations(page) == []

    page = sign_in("/incidents", theme=theme, size=size)
    expect(page.get_by_role("row").filter(has_text=incident.title)).to_be_visible()
    page.get_by_role("row").filter(has_text=incident.title).get_by_role("checkbox").check()
    assert axe_violations(page) == []

    page.goto(page.url.split("/incidents")[0] + f"/incidents/{incident.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)
    expect(
        page.get_by_role("region", name="Timeline").get_by_role("listitem").first
    ).to_be_visible()
    assert axe_violations(page) == []


PAGES = [
    "/oncall",
    "/oncall/platform?view=week",
    "/oncall/platform?view=list",
    "/oncall/platform/edit",
    "/policies",
    "/policies/platform",
    "/notifications?tab=rules",
    "/notifications?tab=devices",
    "/notifications?tab=channels",
    "/notifications?tab=recipients",
    "/notifications?tab=log",
    "/integrations",
    "/silences",
    "/services?view=table",
    "/services?view=graph",
    "/services/payment-api",
    "/runbooks",
    "/runbooks/new",
    "/runbooks?tab=knowledge",
    "/settings?tab=profile",
    "/settings?tab=people",
    "/settings?tab=teams",
    "/settings?tab=keys",
    "/settings?tab=sla",
    "/settings?tab=audit",
    "/settings?tab=setup",
    "/settings?tab=about",
    "/console",
    "/",
    "/analytics",
    "/history",
    "/wall",
]


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_all_other_pages_have_no_barriers(sign_in: OpenPage, base_url: str, size: Any) -> None:
    page = sign_in(PAGES[0], who="morgan", size=size)
    found: dict[str, list[str]] = {}
    for path in PAGES:
        page.goto(base_url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("status", name="Loading")).to_have_count(0)
        violations = axe_violations(page)
        # The other theme changes colours only: the page need not be loaded again for it.
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        violations += axe_violations(page, ["color-contrast"])
        if violations:
            found[path] = violations
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    assert found == {}


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_the_work_after_an_incident_has_no_barriers(
    sign_in: OpenPage, post_alert: PostAlert, size: Any
) -> None:
    incident = post_alert("critical")
    page = sign_in(f"/incidents/{incident.id}", size=size)
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)
    page.keyboard.press("r")
    post = page.get_by_role("region", name="Post-incident")
    post.get_by_role("button", name="Add action item").click()
    expect(post.get_by_label("What will be done")).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="More actions").locator("visible=true").click()
    page.get_by_role("menuitem", name="Link incident").click()
    expect(page.get_by_role("dialog", name="Link an incident")).to_be_visible()
    assert axe_violations(page) == []


def test_dialogs_have_no_barriers(open_page: OpenPage) -> None:
    page = open_page("/incidents")
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    assert axe_violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog", name="Command palette")).to_be_visible()
    assert axe_violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["desktop", "phone"])
def test_the_test_runner_has_no_barriers(
    open_page: OpenPage, test_runner_url: str, theme: str, size: Any
) -> None:
    page = open_page(test_runner_url, theme=theme, size=size)
    expect(page.locator("[data-scenario]").first).to_be_visible()
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("path", ["/sign-in", "/incidents", "/incidents/{id}"])
def test_pages_reflow_to_320_pixels(open_page: OpenPage, post_alert: PostAlert, path: str) -> None:
    incident = post_alert()
    page = open_page(path.format(id=incident.id), size=(320, 640))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_lost_live_updates_are_told_and_old_rows_stay(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page("/incidents")
    row = page.get_by_role("row").filter(has_text=incident.title)
    expect(row).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline. Showing data from")).to_be_visible()
    expect(row).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
