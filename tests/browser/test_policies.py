"""Escalation policies: the simulator, saving what reaches nobody, versions."""

import re
import uuid
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

OpenPage = Callable[..., Page]


def token(base_url: str, who: str) -> dict[str, str]:
    """Headers of somebody of the demo data."""
    credentials = {"username": who, "password": "demo123"}
    answer = httpx.post(f"{base_url}/api/v1/auth/login", json=credentials, timeout=30)
    return {"authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}


def test_the_simulator_tells_who_would_be_paged_when(open_page: OpenPage, base_url: str) -> None:
    page = open_page("/policies/payments")
    page.get_by_label("Alert at").fill("2026-12-01T12:00")
    page.get_by_role("button", name="Simulate").click()
    steps = page.get_by_role("list", name="What would happen").get_by_role("listitem")
    body = {"service": "any", "severity": "critical", "policy": "payments", "minutes": 60}
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    assert zone == "UTC"
    at = {"at": "2026-12-01T12:00:00Z"}
    expected = httpx.post(f"{base_url}/api/v1/simulate", json=body | at, timeout=30).json()["steps"]
    expect(steps).to_have_count(len(expected))
    for shown, step in zip(steps.all(), expected, strict=True):
        expect(shown).to_contain_text(step["text"])
        expect(shown).to_contain_text(step["at"][11:16])


def test_a_level_that_reaches_nobody_asks_before_it_is_saved(
    sign_in: OpenPage, base_url: str
) -> None:
    mark = uuid.uuid4().hex[:6]
    person = {"login": f"quiet-{mark}", "name": f"Quiet {mark}", "email": None}
    httpx.put(
        f"{base_url}/api/v1/people/{uuid.uuid4()}",
        json=person,
        headers=token(base_url, "morgan"),
        timeout=30,
    ).raise_for_status()
    page = sign_in("/policies/new")
    page.get_by_label("Name").fill(f"Policy {mark}")
    page.get_by_label("Add a schedule or a person…").select_option(label=person["name"])
    page.get_by_role("button", name="Save policy").click()
    question = page.get_by_role("dialog", name="Save it like this?")
    expect(question).to_contain_text("Level 1: nobody can be reached right now")
    question.get_by_role("button", name="Save anyway").click()
    expect(page.get_by_role("heading", level=1, name=f"Policy {mark}")).to_be_visible()

    page.get_by_label("Add a schedule or a person…").select_option(label="Avery Brooks")
    page.get_by_role("button", name="Save policy").click()
    versions = page.get_by_role("region", name="Versions")
    expect(versions.get_by_role("listitem").filter(has_text="Version 2")).to_contain_text(
        re.compile("Avery Brooks")
    )
    versions.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("region", name="Level 1")).not_to_contain_text("Avery Brooks 5 min")
