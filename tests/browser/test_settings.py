"""Settings: what a role may not do is not offered and refused; what is done stands in the log."""

import uuid
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def test_who_may_not_change_people_sees_no_buttons_and_is_refused(
    sign_in: OpenPage, base_url: str
) -> None:
    page = sign_in("/settings?tab=people", who="jordan")
    expect(page.get_by_text("Lena Fischer")).to_be_visible()
    expect(page.get_by_role("button", name="Add a person")).to_have_count(0)
    expect(page.get_by_role("button", name="Edit")).to_have_count(0)
    expect(page.get_by_role("tab", name="Audit log")).to_have_count(0)
    credentials = {"username": "jordan", "password": "demo123"}
    token = httpx.post(f"{base_url}/api/v1/auth/login", json=credentials, timeout=30).json()
    answer = httpx.put(
        f"{base_url}/api/v1/people/{uuid.uuid4()}",
        json={"login": "x", "name": "X"},
        headers={"authorization": f"Bearer {token['access_token']}"},
        timeout=30,
    )
    assert answer.status_code == 403


def test_a_new_person_stands_in_the_audit_log_which_is_intact(sign_in: OpenPage) -> None:
    mark = uuid.uuid4().hex[:6]
    page = sign_in("/settings?tab=people", who="morgan")
    page.get_by_role("button", name="Add a person").click()
    dialog = page.get_by_role("dialog", name="Add a person")
    dialog.get_by_label("Name", exact=True).fill(f"Robin {mark}")
    dialog.get_by_label("Login").fill(f"robin-{mark}")
    dialog.get_by_label("everywhere").select_option(label="viewer")
    dialog.get_by_role("button", name="Save person").click()
    expect(page.get_by_text(f"Robin {mark}", exact=True)).to_be_visible()

    page.get_by_role("tab", name="Audit log").click()
    entry = page.get_by_role("listitem").filter(has_text="person.saved").first
    expect(entry).to_contain_text("Morgan Silva")
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("status").filter(has_text="all as they were written")).to_be_visible()


def test_a_key_is_shown_once_works_and_is_revoked(sign_in: OpenPage, base_url: str) -> None:
    name = f"Backup {uuid.uuid4().hex[:6]}"
    page = sign_in("/settings?tab=keys")
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog", name="New key")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Role").select_option(label="viewer")
    dialog.get_by_role("button", name="Create").click()
    shown = page.get_by_role("dialog", name=name)
    key = shown.get_by_role("textbox", name="Key").input_value()
    shown.get_by_role("button", name="I have copied it").click()

    def exchanged() -> int:
        body = {"key": key}
        return httpx.post(f"{base_url}/api/v1/auth/token", json=body, timeout=30).status_code

    assert exchanged() == 200
    page.get_by_role("listitem").filter(has_text=name).get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Key revoked")).to_be_visible()
    assert exchanged() == 401


def test_targets_and_parts_of_the_platform_are_shown(sign_in: OpenPage) -> None:
    page = sign_in("/settings?tab=sla")
    form = page.get_by_role("form").first
    expect(form.get_by_label("Acknowledge (min)").first).to_have_value("5")
    page.get_by_role("tab", name="About").click()
    parts = page.get_by_role("region", name="Parts of the platform").get_by_role("listitem")
    expect(parts.filter(has_text="answers in")).to_have_count(5)


def test_first_steps_end_with_a_test_page_that_arrives(sign_in: OpenPage, base_url: str) -> None:
    page = sign_in("/settings?tab=setup", who="morgan")
    steps = page.get_by_role("tabpanel").get_by_role("listitem")
    expect(steps.filter(has_text="3. A team")).to_contain_text("There is a team.")
    expect(steps.filter(has_text="6. Your own address")).to_contain_text("Pages reach you.")
    page.get_by_role("button", name="Test by Mock").click()
    expect(page.get_by_text("Sent by Mock")).to_be_visible()
    credentials = {"username": "morgan", "password": "demo123"}
    token = httpx.post(f"{base_url}/api/v1/auth/login", json=credentials, timeout=30).json()
    messages = httpx.get(
        f"{base_url}/api/v1/channels/mock/messages",
        headers={"authorization": f"Bearer {token['access_token']}"},
        timeout=30,
    ).json()["items"]
    assert any(message["subject"] == "Test message" for message in messages)
