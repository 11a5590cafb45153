"""From the POST of an alert to its page at the receiver, over all five services on one machine.

    python benchmarks/page_latency.py [--alerts 60] [--rate 2]

Prints p50, p95, p99 and the slowest, in milliseconds. Goal on an idle machine: p95 at most 2 s.
"""

import argparse
import platform as machine
import statistics
import time

import httpx

from platform_local.trial import TrialPlatform, trial_platform, wait_for
from platform_local.trial_phone import Phone


def measure(platform: TrialPlatform, receiver: Phone, alerts: int, rate: float) -> list[float]:
    """Milliseconds from each POST to its page."""
    posted: dict[str, float] = {}
    with httpx.Client(base_url=platform.url("gateway"), timeout=30) as client:
        for number in range(alerts):
            body = {"service": f"bench-{number}", "severity": "critical", "message": "bench"}
            at = time.perf_counter()
            answer = client.post("/api/v1/alerts", json=body).raise_for_status().json()
            posted[answer["incident_id"]] = at
            time.sleep(max(0.0, 1 / rate - (time.perf_counter() - at)))
    wait_for(lambda: len(receiver.arrived) >= alerts, 60, "all pages")
    return [(receiver.arrived[key] - at) * 1000 for key, at in posted.items()]


def main() -> None:
    """Start the platform, measure, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alerts", type=int, default=60)
    parser.add_argument("--rate", type=float, default=2.0, help="alerts a second")
    options = parser.parse_args()
    receiver = Phone()
    with trial_platform(OUTBOUND_ALLOWED_NETWORKS="127.0.0.0/8") as platform:
        receiver.give_to_the_only_person(platform)
        took = sorted(measure(platform, receiver, options.alerts, options.rate))
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    print(f"machine: {machine.machine()}, Python {machine.python_version()}")
    print("| alerts | per second | p50 ms | p95 ms | p99 ms | slowest ms |")
    print("|---|---|---|---|---|---|")
    figures = " | ".join(f"{cut:.0f}" for cut in (cuts[49], cuts[94], cuts[98], took[-1]))
    print(f"| {options.alerts} | {options.rate} | {figures} |")


if __name__ == "__main__":
    main()
