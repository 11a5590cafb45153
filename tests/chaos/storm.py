"""A storm on one key: every alert accounted for, memory bounded, critical alerts paged in time.

    python tests/chaos/storm.py --alerts 100000 --seconds 600

Two thirds of the alerts belong to one service, the rest to fifty; most are repeats. One in 500 is
critical and in an environment of its own: it has to be paged within seconds all the same.
"""

import argparse
import asyncio
import statistics
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from kill_lottery import PACKAGES

from platform_contracts.vocabulary import Service
from platform_local.trial import TrialPlatform, trial_platform, wait_for
from platform_local.trial_phone import Phone

CONNECTIONS = 40
CRITICAL_EVERY = 500
PAGED_WITHIN = 10.0
MOST_MEGABYTES = 512


@dataclass
class Sent:
    """The client's own account."""

    accepted: int = 0
    shed: int = 0
    alerts: set[str] = field(default_factory=set[str])
    critical: dict[str, float] = field(default_factory=dict[str, float])


def body_of(number: int, distinct: int) -> dict[str, object]:
    """Alert `number` of the storm: repeats come back every `distinct` alerts."""
    if number % CRITICAL_EVERY == 0:
        return {
            "service": "edge",
            "severity": "critical",
            "environment": f"storm-{number}",
            "message": "edge is down",
        }
    kind = number % distinct
    return {
        "service": "hot" if kind % 3 else f"service-{kind % 50}",
        "severity": "low",
        "message": f"queue {kind} is longer than its limit",
        "dedup_key": f"storm-{kind}",
    }


async def send(url: str, alerts: int, seconds: float) -> Sent:
    """Post at an even rate; what is shed is tried again as it was told to."""
    sent = Sent()
    numbers = iter(range(1, alerts + 1))
    begun = time.monotonic()
    distinct = max(alerts // 10, 100)
    limits = httpx.Limits(max_connections=CONNECTIONS)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:

        async def connection() -> None:
            for number in numbers:
                await asyncio.sleep(max(0.0, begun + number / alerts * seconds - time.monotonic()))
                await _post(client, number, body_of(number, distinct), sent)

        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return sent


async def _post(
    client: httpx.AsyncClient, number: int, body: dict[str, object], sent: Sent
) -> None:
    at = time.perf_counter()
    while True:
        answer = await client.post("/api/v1/alerts", json=body)
        if answer.status_code != 503:
            break
        sent.shed += 1
        await asyncio.sleep(float(answer.headers["retry-after"]))
    answer.raise_for_status()
    accepted = answer.json()
    sent.accepted += 1
    sent.alerts.add(accepted["alert_id"])
    if number % CRITICAL_EVERY == 0:
        sent.critical[accepted["incident_id"]] = at


def megabytes(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def watch_memory(platform: TrialPlatform, ends: threading.Event) -> dict[str, float]:
    """The most memory that each service had; filled in the background until `ends`."""
    most: dict[str, float] = dict.fromkeys(PACKAGES, 0.0)
    pids = {name: platform.pid_of(package) for name, package in PACKAGES.items()}

    def look() -> None:
        while not ends.wait(1.0):
            for name, pid in pids.items():
                most[name] = max(most[name], megabytes(pid))

    threading.Thread(target=look, daemon=True).start()
    return most


def stored_alerts(platform: TrialPlatform) -> tuple[set[str], int, Counter[str]]:
    """Ids of all alerts, how often they came in all, and their incidents."""
    ids: set[str] = set()
    count, incidents = 0, Counter[str]()
    cursor: str | None = None
    with platform.admin() as admin:
        while True:
            params = {"limit": "500", **({"cursor": cursor} if cursor else {})}
            page = admin.get("/api/v1/alerts", params=params).raise_for_status().json()
            for alert in (one for one in page["items"] if one["source"] == "generic"):
                ids.add(alert["id"])
                count += alert["count"]
                incidents[alert["incident_id"]] += 1
            cursor = page["next_cursor"]
            if cursor is None:
                return ids, count, incidents


def main() -> int:
    """Run the storm; returns 1 when something was lost or late."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alerts", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=600.0)
    options = parser.parse_args()
    phone = Phone()
    ends = threading.Event()
    with trial_platform(OUTBOUND_ALLOWED_NETWORKS="127.0.0.0/8") as platform:
        phone.give_to_the_only_person(platform)
        most = watch_memory(platform, ends)
        begun = time.monotonic()
        sent = asyncio.run(send(platform.url(Service.ALERTS), options.alerts, options.seconds))
        took = time.monotonic() - begun
        wait_for(lambda: sent.critical.keys() <= phone.arrived.keys(), 120, "every critical page")
        ids, count, incidents = stored_alerts(platform)
        ends.set()
    late = sorted(phone.arrived[key] - at for key, at in sent.critical.items())
    p95 = statistics.quantiles(late, n=20)[18]
    print(f"{sent.accepted} accepted in {took:.0f} s, {sent.shed} tries shed")
    print(f"{len(ids)} alerts, counted {count} times, in {len(incidents)} incidents")
    print(f"{len(late)} critical pages: p50 {statistics.median(late):.2f} s, p95 {p95:.2f} s")
    print("memory MB: " + ", ".join(f"{name} {value:.0f}" for name, value in most.items()))
    faults = [
        (sent.alerts != ids, "the alerts stored are not those accepted"),
        (count != sent.accepted, "the counts do not add up to what was accepted"),
        (None in incidents, "an alert has no incident"),
        (p95 > PAGED_WITHIN, f"critical pages took more than {PAGED_WITHIN:.0f} s"),
        (max(most.values()) > MOST_MEGABYTES, f"a service took more than {MOST_MEGABYTES} MB"),
    ]
    found = [text for wrong, text in faults if wrong]
    print("; ".join(found) or "ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
