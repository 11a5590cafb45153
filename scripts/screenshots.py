"""Takes the pictures of the README from a running platform with demo data."""

import os
import sys
from pathlib import Path

import httpx
from playwright.sync_api import Browser, sync_playwright

from platform_local.trial import TrialPlatform, trial_platform, wait_for

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

ALERTS = (
    ("checkout", "high", "p99 latency of checkout is above 2 s"),
    ("orders-db", "critical", "Replication lag of orders-db is above 30 s"),
    ("search", "medium", "Index of search is older than one hour"),
    ("auth", "low", "Certificate of auth.example.com expires in 12 days"),
    ("checkout", "high", "Error rate of checkout is above 3 %"),
)


def main() -> int:
    """Start the platform, post a few alerts, take the pictures."""
    with trial_platform(DEMO_DATA="true") as platform, sync_playwright() as playwright:
        _post_alerts(platform)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        _take(browser, platform.url("gateway"))
        browser.close()
    return 0


def _post_alerts(platform: TrialPlatform) -> None:
    """Some alerts; each is in an incident, and somebody is paged for the urgent ones."""
    with httpx.Client(base_url=platform.url("gateway"), timeout=30) as client:
        made: dict[str, str] = {}
        for service, severity, message in ALERTS:
            body = {"service": service, "severity": severity, "message": message}
            answer = client.post("/api/v1/alerts", json=body).raise_for_status()
            made[f"/api/v1/incidents/{answer.json()['incident_id']}"] = severity
        for path, severity in made.items():
            urgent = severity in ("critical", "high")

            def is_ready(at: str = path, paged: bool = urgent) -> bool:
                found = client.get(at)
                return found.is_success and (not paged or found.json()["assignee"] is not None)

            wait_for(is_ready, what=f"{path} ({severity})")


def _take(browser: Browser, address: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    for name, path, width, height, scheme, locale in (
        ("dashboard-dark", "/", 1366, 768, "dark", "en-GB"),
        ("incident-light", "/incidents/1", 1366, 900, "light", "en-GB"),
        ("on-call-light", "/oncall/platform", 1366, 768, "light", "en-GB"),
        ("incidents-dark", "/incidents", 1366, 768, "dark", "en-GB"),
        ("incidents-light", "/incidents", 1366, 768, "light", "en-GB"),
        ("incident-phone", "/incidents/1", 390, 844, "dark", "en-GB"),
        ("incident-korean", "/incidents/1", 1366, 900, "light", "ko-KR"),
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            locale=locale,
        )
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        page.locator("input").nth(0).fill("jordan")
        page.locator("input").nth(1).fill("demo123")
        page.locator("form button[type=submit]").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        page.goto(address + path)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(2500)
        page.screenshot(path=IMAGES / f"{name}.png")
        context.close()


if __name__ == "__main__":
    sys.exit(main())
