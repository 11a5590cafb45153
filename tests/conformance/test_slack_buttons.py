"""Slack's buttons, byte for byte as Slack signs them (CONFORMANCE_DIR)."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from notification_builders import a_method, a_page, deliver
from protocol_stage import load
from reply_builders import asked

from notification.main import create_app
from notification.settings import Settings
from platform_kit.ids import new_id
from platform_kit.secrets import new_key
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, World, client_of

CASES = [
    case
    for case in load("protocols", "in")
    if not case.values[0] or case.values[0]["protocol"] == "slack"  # pyright: ignore[reportIndexIssue, reportArgumentType, reportCallIssue]
]


@pytest.mark.parametrize("case", CASES)
async def test_slack_buttons(
    case: dict[str, Any],
    service_app: AppFactory,
    keyring: KeyRing,
    world: World,
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys"
    keys.write_text(new_key() + "\n")
    async with service_app(Settings, create_app, secrets_key_file=keys) as app:
        manager = client_of(app, keyring.person("manager"))
        secret = case["config"].get("signing_secret", "8f742231b10e8888abcd99yyyzzz85a5")
        settings = {"token": "xoxb-1", "signing_secret": secret}
        saved = await manager.put("/api/v1/channels/slack", json={"settings": settings})
        assert saved.status_code == 200, saved.text
        person = new_id()
        await a_method(manager, person, "slack", "U1")
        oncall = client_of(app, keyring.service("oncall", "notification"))
        pages = {number: a_page(person, number=number) for number in (1, 2)}
        await deliver(oncall, *pages.values())
        (step,) = case["steps"]
        moment = datetime.fromisoformat(step["now"])
        await world.fast_forward(seconds=(moment - datetime.now(UTC)).total_seconds())
        request = step["request"]
        answer = await client_of(app).post(
            "/api/v1/slack/interactive", content=request["raw_body"], headers=request["headers"]
        )
        assert answer.status_code in step["expect"]["status"], answer.text
        requests = await asked(app)
        if "incident" not in case["effect"]:
            assert requests == []
            return
        (found,) = requests
        assert found["action"] == "acknowledge"
        assert found["incident_id"] == str(pages[1].incident_id)
        assert found["person"]["id"] == str(person)
