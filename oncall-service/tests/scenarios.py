"""Random timelines in the form of the escalation vectors: every rule and every kind of event."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 3, 2, 10, tzinfo=UTC)
PEOPLE = ("ana", "bo", "cy", "dee")
CHANNELS = ("push", "voice", "sms")
KINDS = (
    *("trigger", "ack", "ack", "unack", "snooze", "resolve"),
    *("escalate", "escalate", "reassign", "trigger"),
)


def iso(minutes: float) -> str:
    return (START + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")


def a_scenario(seed: int) -> dict[str, Any]:
    """A whole case without `expect`; the same seed gives the same case."""
    dice = random.Random(seed)
    length = dice.choice([90, 180, 300])
    schedules = {name: _shifts(dice, length) for name in ("s", "t")[: dice.randint(0, 2)]}
    return {
        "id": f"random-{seed}",
        "policy": _policy(dice, list(schedules)),
        "service": _service(dice),
        "user_rules": {name: _rules(dice) for name in PEOPLE if dice.random() < 0.5},
        "schedules": schedules,
        "events": _events(dice, length),
        "until": iso(length),
    }


def _policy(dice: random.Random, schedules: list[str]) -> dict[str, Any]:
    def target() -> dict[str, str]:
        if schedules and dice.random() < 0.6:
            return {"schedule": dice.choice(schedules)}
        return {"user": dice.choice(PEOPLE)}

    levels = [
        {
            "delay_min": dice.choice([0, 5, 10, 30]),
            "targets": [target() for _ in range(dice.randint(1, 3))],
            "strategy": dice.choice(["all", "all", "round_robin"]),
        }
        for _ in range(dice.randint(1, 3))
    ]
    return {"levels": levels, "repeat": dice.choice([0, 0, 1, 2])}


def _service(dice: random.Random) -> dict[str, Any]:
    service: dict[str, Any] = {}
    if dice.random() < 0.5:
        service["ack_timeout_min"] = dice.choice([5, 10, 30])
    if dice.random() < 0.2:
        service["maintenance_until"] = iso(dice.choice([0, 15, 45]))
    kind = dice.random()
    if kind < 0.2:
        service["urgency"] = {"type": "constant", "value": "low"}
    elif kind < 0.5:
        service["urgency"] = {
            "type": "support_hours",
            "during": "high",
            "outside": "low",
            "raise": dice.random() < 0.7,
        }
        start = dice.choice(["10:00", "10:30", "11:00", "09:00"])
        service["support_hours"] = {
            "timezone": "UTC",
            "days": ["MO", "TU"],
            "start": start,
            "end": dice.choice(["10:45", "17:00"]),
        }
    return service


def _rules(dice: random.Random) -> dict[str, Any]:
    def steps() -> list[dict[str, Any]]:
        return [
            {"after_min": dice.choice([0, 5, 10, 20]), "channel": dice.choice(CHANNELS)}
            for _ in range(dice.randint(1, 3))
        ]

    return {"high": steps(), "low": steps()}


def _shifts(dice: random.Random, length: int) -> list[dict[str, Any]]:
    shifts: list[dict[str, Any]] = []
    at = dice.choice([-60, 0, 20])
    while at < length:
        end = at + dice.choice([5, 15, 60, 120])
        if dice.random() < 0.6:
            users = dice.sample(PEOPLE, dice.randint(1, 2))
            shifts.append({"start": iso(at), "end": iso(end), "users": users})
        at = end
    return shifts


def _events(dice: random.Random, length: int) -> list[dict[str, Any]]:
    keys = ["k1", "k2"][: dice.randint(1, 2)]
    events: list[dict[str, Any]] = [
        {"type": "trigger", "at": iso(dice.choice([0, 5, 7])), "key": key} for key in keys
    ]
    for _ in range(dice.randint(0, 7)):
        kind = dice.choice(KINDS)
        at = dice.randrange(0, length, 5)
        event: dict[str, Any] = {"type": kind, "at": iso(at), "key": dice.choice(keys)}
        if kind == "snooze":
            event["minutes"] = dice.choice([5, 20, 60])
        if kind == "reassign":
            event["users"] = dice.sample(PEOPLE, dice.randint(1, 2))
        events.append(event)
    return events
