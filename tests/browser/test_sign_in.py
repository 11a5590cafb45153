"""Signing in and out, and finding the way back."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]


def test_sign_in_returns_to_the_page_that_asked_for_it(
    open_page: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = open_page(f"/incidents/{incident.id}")
    page.get_by_role("button", name="Acknowledge").first.click()
    page.get_by_label("Name or e-mail address").fill("avery")
    page.get_by_label("Password").fill("demo123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)
    expect(page.get_by_role("button", name="Account of")).to_be_visible()


def test_wrong_password_is_refused_in_plain_words(open_page: OpenPage) -> None:
    page = open_page("/sign-in")
    page.get_by_label("Name or e-mail address").fill("avery")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("name or the password is wrong")


def test_no_token_is_left_where_scripts_can_read_it(sign_in: OpenPage) -> None:
    page = sign_in()
    kept = page.evaluate("JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    assert "eyJ" not in kept
    assert "session" not in page.evaluate("document.cookie")


def test_signing_out_ends_the_session(sign_in: OpenPage) -> None:
    page = sign_in()
    page.get_by_role("button", name="Account of").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Account of")).to_have_count(0)
    assert (
        page.evaluate("fetch('/api/v1/me').then(r => r.json()).then(m => m.person ?? null)") is None
    )


def test_theme_and_language_are_remembered_before_the_first_paint(open_page: OpenPage) -> None:
    page = open_page("/sign-in", theme="dark", locale="ko-KR")
    expect(page.get_by_role("heading", level=1)).to_have_text("로그인")
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert page.locator("html").get_attribute("lang") == "en"


def test_an_expired_session_is_renewed_without_anybody_noticing(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    incident = post_alert()
    page = sign_in(f"/incidents/{incident.id}")
    expect(page.get_by_role("heading", level=1)).to_have_text(incident.title)
    page.context.clear_cookies(name="session")
    with page.expect_response(lambda answer: "/acknowledge" in answer.url and answer.ok):
        page.keyboard.press("a")
    expect(page.get_by_text("Open for")).to_be_visible()
    page.context.clear_cookies(name="session")
    page.reload()
    expect(page.get_by_role("button", name="Account of")).to_be_visible()
    expect(page.get_by_text("Open for")).to_be_visible()


def test_a_page_that_is_left_while_its_session_is_renewed_stays_signed_in(
    sign_in: OpenPage,
) -> None:
    page = sign_in("/incidents")
    account = page.get_by_role("button", name="Account of")
    expect(account).to_be_visible()
    for _ in range(3):
        page.context.clear_cookies(name="session")
        # The answer with the next refresh cookie is lost with the page.
        page.evaluate("void fetch('/api/v1/auth/refresh', {method: 'POST'})")
        page.reload()
        expect(account).to_be_visible()
