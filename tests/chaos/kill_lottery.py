"""Kills a random part of the running platform while alerts come in, then reads the ledger.

    python tests/chaos/kill_lottery.py --rounds 3 [--seed 42]

Each round: a few seconds of alerts, one `kill -9`, a few more seconds; then every accepted alert
must be in exactly one incident, and every incident paged once, within 60 s of the recovery. The
strategy is `rule`, so that the incidents to expect are known beforehand.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import time
from dataclasses import dataclass
from uuid import uuid4

import httpx
from ledger import Sender, violations

from platform_contracts.vocabulary import Service
from platform_local.database import DATABASE
from platform_local.postgres import EmbeddedPostgres
from platform_local.trial import TrialPlatform, trial_platform, wait_for

PER_SECOND = 50
SERVICES_A_ROUND = 10
BEFORE_SECONDS, AFTER_SECONDS = 3.0, 4.0
PAGED_WITHIN = 60.0
PACKAGES = {
    Service.ALERTS: "alert_ingestion",
    Service.INCIDENTS: "incident_management",
    Service.ONCALL: "oncall",
    Service.NOTIFICATION: "notification",
    Service.ANALYSIS: "ai_analysis",
}
POSTGRES = "postgres"


@dataclass(frozen=True)
class Outcome:
    """What one round showed."""

    victim: str
    alerts: int
    retries: int
    recovery_seconds: float
    settled_seconds: float
    violations: list[str]

    def __str__(self) -> str:
        verdict = "; ".join(self.violations) or "ok"
        return (
            f"killed {self.victim}: {self.alerts} alerts accepted, {self.retries} tries repeated, "
            f"ready after {self.recovery_seconds:.1f} s, paged after {self.settled_seconds:.1f} s "
            f"more: {verdict}"
        )


def make_company(platform: TrialPlatform) -> None:
    """One person who is always on call, reached by the mock channel."""
    person = str(uuid4())
    layer = {"name": "Always", "users": [person], "start": "2026-01-05T09:00"}
    level = {"delay_minutes": 30, "targets": [{"schedule": "chaos"}]}
    bodies = {
        f"people/{person}": {
            "login": "chaos",
            "name": "On Call",
            "email": "chaos@example.com",
            "roles": {"*": "responder"},
        },
        "teams/chaos": {"name": "Chaos", "members": [person]},
        "schedules/chaos": {"name": "Chaos", "team": "chaos", "layers": [layer]},
        "escalation-policies/chaos": {"name": "Chaos", "team": "chaos", "levels": [level]},
    }
    team = {"name": "Chaos", "members": [person], "policy": "chaos"}
    with platform.admin() as admin:
        for path, body in [*bodies.items(), ("teams/chaos", team)]:
            admin.put(f"/api/v1/{path}", json=body).raise_for_status()
        method = {"person_id": person, "channel": "mock", "address": "chaos"}
        admin.put(f"/api/v1/contact-methods/{uuid4()}", json=method).raise_for_status()


def play_round(platform: TrialPlatform, number: int, victim: str) -> Outcome:
    """Send, kill, send on, and compare."""
    services = [f"chaos-{number}-{index}-{uuid4().hex[:6]}" for index in range(SERVICES_A_ROUND)]
    with platform.admin() as admin:
        for slug in services:
            admin.put(f"/api/v1/services/{slug}", json={"team": "chaos"}).raise_for_status()
    sender = Sender(platform.url("gateway"), services, PER_SECOND)
    sender.start()
    try:
        time.sleep(BEFORE_SECONDS)
        os.kill(pid_of(platform, victim), signal.SIGKILL)
        killed = time.monotonic()
        time.sleep(AFTER_SECONDS)
    finally:
        sender.stop()
    wait_for(lambda: is_well(platform), 120, "the platform to be well again")
    well = time.monotonic()
    dsn = server_of(platform).dsn(DATABASE)
    left = settle(dsn, sender)
    return Outcome(
        victim=victim,
        alerts=sender.ledger.alerts,
        retries=sender.ledger.retries,
        recovery_seconds=well - killed,
        settled_seconds=time.monotonic() - well,
        violations=left,
    )


def settle(dsn: str, sender: Sender) -> list[str]:
    """Wait until nothing contradicts the ledger, at most a minute; returns what still does."""
    end = time.monotonic() + PAGED_WITHIN
    while (left := asyncio.run(violations(dsn, sender.ledger))) and time.monotonic() < end:
        time.sleep(0.5)
    return [*left, *(f"refused: {text}" for text in sender.ledger.refused)]


def server_of(platform: TrialPlatform) -> EmbeddedPostgres:
    """The database server of the platform."""
    return EmbeddedPostgres(platform.state / POSTGRES, port=platform.ports[POSTGRES])


def pid_of(platform: TrialPlatform, victim: str) -> int:
    """The process to kill."""
    if victim == POSTGRES:
        pid_file = platform.state / POSTGRES / "data" / "postmaster.pid"
        return int(pid_file.read_text().split()[0])
    return platform.pid_of(PACKAGES[Service(victim)])


def is_well(platform: TrialPlatform) -> bool:
    """Whether every service can do its work."""
    return all(httpx.get(f"{platform.url(name)}/ready", timeout=5).is_success for name in PACKAGES)


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description="kill parts of the platform under load")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    arguments = parser.parse_args()
    lottery = random.Random(arguments.seed)
    say(f"seed {arguments.seed}")
    victims = [*PACKAGES, POSTGRES]
    order = [str(lottery.choice(victims)) for _ in range(arguments.rounds)]
    outcomes: list[Outcome] = []
    with trial_platform(CORRELATION_STRATEGY="rule") as platform:
        make_company(platform)
        for number, victim in enumerate(order):
            outcomes.append(play_round(platform, number, victim))
            say(f"{number + 1}: {outcomes[-1]}")
    failed = [outcome for outcome in outcomes if outcome.violations]
    total = sum(outcome.alerts for outcome in outcomes)
    say(f"{len(outcomes)} rounds, {total} alerts accepted, {len(failed)} rounds failed")
    return 1 if failed else 0


def say(text: str) -> None:
    """One line for whoever watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
