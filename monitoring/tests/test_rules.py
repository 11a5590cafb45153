"""No rule without a test of its own."""

from pathlib import Path
from typing import Any

import yaml

PROMETHEUS = Path(__file__).resolve().parents[1] / "prometheus"


def read(folder: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text()) for path in (PROMETHEUS / folder).glob("*.yml")]


def test_every_alert_is_seen_firing_in_a_test() -> None:
    rules = [rule for file in read("rules") for group in file["groups"] for rule in group["rules"]]
    alerts = {rule["alert"] for rule in rules if "alert" in rule}
    fired = {
        case["alertname"]
        for file in read("tests")
        for test in file["tests"]
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    assert alerts == fired
