"""The list of scenarios, the page, the settings and the command line."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from pydantic import ValidationError
from typer.testing import CliRunner, Result

from platform_contracts.vocabulary import Service, Severity
from platform_kit.testing.callers import KeyRing
from platform_local.ports import pick_free
from test_runner.catalogue import SCENARIOS
from test_runner.command_line import cli
from test_runner.settings import Settings
from test_runner.tokens import service_token


def test_fifteen_scenarios_cover_every_category() -> None:
    assert Counter(scenario.category for scenario in SCENARIOS.values()) == {
        "infrastructure": 3,
        "application": 3,
        "database": 3,
        "network": 2,
        "security": 2,
        "business": 2,
    }


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_can_be_told_from_a_real_alert(name: str) -> None:
    alert = SCENARIOS[name].alert
    assert alert.labels["source"] == "test-runner"
    assert alert.labels["scenario"] == name
    assert alert.environment == "test"
    assert alert.severity in list(Severity)


async def test_list_shows_the_payload_that_is_posted(runner: Any) -> None:
    async with runner() as page:
        scenarios = (await page.get("/api/scenarios")).json()["scenarios"]
    assert [scenario["id"] for scenario in scenarios] == list(SCENARIOS)
    for scenario in scenarios:
        payloads, alert = scenario["payloads"], SCENARIOS[scenario["id"]].alert
        assert payloads["native"]["message"] == alert.message
        assert payloads["native"]["labels"]["source"] == "test-runner"
        assert payloads["alertmanager"]["alerts"][0]["labels"]["severity"] == alert.severity
        assert payloads["pagerduty"]["payload"]["summary"] == alert.message
        assert payloads["opsgenie"]["message"] == alert.message[:130]
        assert scenario["description"]
        assert scenario["expected"]


async def test_plain_page_stands_in_while_none_is_built(runner: Any, tmp_path: Path) -> None:
    async with runner(TEST_RUNNER_DIST=tmp_path) as page:
        before = await page.get("/")
        (tmp_path / "assets").mkdir()
        (tmp_path / "index.html").write_text("<p>built</p>")
        (tmp_path / "csp.txt").write_text("default-src 'none'\n")
        (tmp_path / "assets" / "app.js").write_text("1")
        after, script = await page.get("/"), await page.get("/assets/app.js")
    assert "/api/scenarios" in before.text
    assert after.text == "<p>built</p>"
    assert after.headers["content-security-policy"] == "default-src 'none'"
    assert script.headers["content-type"].startswith("text/javascript")


async def test_files_outside_of_the_build_are_not_served(runner: Any, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    dist = tmp_path / "dist"
    dist.mkdir()
    async with runner(TEST_RUNNER_DIST=dist) as page:
        for path in ("/..%2fsecret", "/%2e%2e/secret", "//etc/passwd", "/%00"):
            assert (await page.get(path)).status_code == 404


@pytest.mark.parametrize("host", ["http://pager.example.com", "http://10.0.0.7:8001"])
def test_target_that_is_not_listed_is_refused(host: str) -> None:
    with pytest.raises(ValidationError, match="TEST_RUNNER_ALLOWED_HOSTS"):
        Settings(alert_service_url=host)


def test_listed_target_is_accepted() -> None:
    settings = Settings(allowed_hosts="alerts, other", alert_service_url="http://alerts:8001/")
    assert settings.alert_service_url == "http://alerts:8001"


def test_token_is_short_lived_and_for_one_service_only(keyring: KeyRing) -> None:
    key = keyring.private["test-runner"]
    claims = jwt.decode(service_token(key, Service.ALERTS), key, algorithms=["Ed25519"]).claims
    assert (claims["aud"], claims["kind"]) == ("alert-ingestion", "service")
    assert claims["exp"] - claims["iat"] == 60


def said(*arguments: str) -> Result:
    return CliRunner().invoke(cli, arguments)


def test_command_line_lists_and_shows_what_is_sent() -> None:
    assert all(name in said("list").output for name in SCENARIOS)
    shown = said("show", "queue-backlog", "--form", "pagerduty").output
    assert "/v2/enqueue" in shown
    assert '"event_action": "trigger"' in shown


def test_command_line_says_what_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_SERVICE_URL", f"http://127.0.0.1:{pick_free()}")
    result = said("send", "queue-backlog")
    assert result.exit_code == 1
    assert "unreach" in result.output


@pytest.mark.parametrize(
    "arguments", [("send",), ("send", "nonsense"), ("send", "--all", "queue-backlog")]
)
def test_command_line_refuses_what_it_does_not_know(arguments: tuple[str, ...]) -> None:
    assert said(*arguments).exit_code == 2


def test_target_that_is_not_allowed_stops_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALERT_SERVICE_URL", "http://pager.example.com")
    result = said("send", "--all")
    assert result.exit_code == 2
    assert "TEST_RUNNER_ALLOWED_HOSTS" in result.output


def test_key_that_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "key.json"
    key.write_text(json.dumps({"keys": []}))
    monkeypatch.setenv("TEST_RUNNER_KEY_FILE", str(key))
    result = said("send", "--all")
    assert result.exit_code == 2
    assert "TEST_RUNNER_KEY_FILE" in result.output
