"""Runbooks: a new one appears on the next incident of its service, hostile text does nothing."""

import uuid
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]
PostAlert = Callable[..., Any]

HOSTILE = (
    '<img src=x onerror="window.hit=1"><script>window.hit=1</script>[x](javascript:window.hit=1)'
)


def test_a_new_runbook_appears_on_the_next_incident_and_its_text_is_inert(
    sign_in: OpenPage, post_alert: PostAlert
) -> None:
    title = f"Empty the disk {uuid.uuid4().hex[:6]}"
    service = post_alert().service
    page = sign_in("/runbooks")
    page.get_by_role("button", name="New runbook").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("When to use it").fill(f"**Full disk.** {HOSTILE}")
    page.get_by_label(service).check()
    page.get_by_role("button", name="Add a step").click()
    page.get_by_label("Title of the step").fill("Remove old logs")
    page.get_by_label("Command to copy (optional)").fill("journalctl --vacuum-time=2d")
    page.get_by_role("button", name="Save runbook").click()
    shown = page.get_by_role("region", name="As responders see it")
    expect(shown.locator("strong")).to_have_text("Full disk.")
    expect(shown).to_contain_text("journalctl --vacuum-time=2d")
    assert shown.locator("img, script, a[href^=javascript]").count() == 0
    assert page.evaluate("window.hit") is None

    page.get_by_label("Title of the step").fill("Remove logs of last week")
    page.get_by_role("button", name="Save runbook").click()
    versions = page.get_by_role("region", name="Versions").get_by_role("listitem")
    expect(versions).to_have_count(2)
    page.goto(page.url.split("/runbooks")[0] + f"/incidents?service={service}")
    page.get_by_role("link", name="Disk of node").first.click()
    expect(page.get_by_text(title).first).to_be_visible()


def test_an_entry_of_the_knowledge_base_is_added_and_learned(sign_in: OpenPage) -> None:
    title = f"Queue of prints is stuck {uuid.uuid4().hex[:6]}"
    page = sign_in("/runbooks?tab=knowledge")
    page.get_by_role("button", name="Add an entry").click()
    dialog = page.get_by_role("dialog", name="Add an entry")
    dialog.get_by_label("Title").fill(title)
    dialog.get_by_label("Category").select_option(index=3)
    dialog.get_by_label("Symptoms").fill("nothing is printed\nprint queue grows")
    dialog.get_by_label("Actions").fill("restart the spooler")
    dialog.get_by_role("button", name="Save entry").click()
    expect(page.get_by_text("Entry saved")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="samples")).to_be_visible()
