"""What choosing a group costs: one alert among many open groups, in this process.

    python benchmarks/correlation_choice.py [--groups 200] [--members 8] [--rounds 2000]

Choosing runs inside the batch under a lock for each environment: the goal is less than 200 µs
among 200 open groups. Prints the median and the 99th percentile, in µs.
"""

import argparse
import json
import random
import statistics
import time
from datetime import UTC, datetime, timedelta

from alert_ingestion.domain.alert import NormalizedAlert
from alert_ingestion.domain.correlation import topology
from alert_ingestion.domain.correlation.graph import Graph, compiled
from alert_ingestion.domain.correlation.profile import Profile, profile_of
from alert_ingestion.domain.correlation.topology import Candidate, Options
from platform_contracts.vocabulary import AlertStatus, Severity
from platform_kit.ids import new_id

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CATEGORIES = ("high_latency", "application_errors", "disk_space", "crash_loop", None)


def alert_of(chance: random.Random, services: int, seconds: float) -> Profile:
    """An alert of any service."""
    service = f"service-{chance.randrange(services)}"
    alert = NormalizedAlert(
        source="generic",
        scope="generic",
        fingerprint=str(chance.random()),
        title=f"p99 latency of {service} is above {chance.randint(1, 9)} s for 5 minutes",
        service=service,
        environment="production",
        severity=Severity.HIGH,
        status=AlertStatus.FIRING,
        labels={"alertname": "HighLatency", "node": f"node-{chance.randrange(services // 4)}"},
    )
    return profile_of(alert, chance.choice(CATEGORIES), NOON + timedelta(seconds=seconds))


def graph_of(chance: random.Random, services: int) -> Graph:
    """Every service depends on up to three later ones and runs on two nodes."""
    names = [f"service-{number}" for number in range(services)]
    below = {
        name: [chance.choice(names[index + 1 :]) for _ in range(3) if names[index + 1 :]]
        for index, name in enumerate(names)
    }
    runs = {name: [f"node-{chance.randrange(services // 4)}" for _ in range(2)] for name in names}
    return compiled(below, runs)


def open_groups(chance: random.Random, groups: int, members: int, services: int) -> list[Candidate]:
    """Groups that all opened within the window."""
    found: list[Candidate] = []
    for _ in range(groups):
        candidate = topology.opened(new_id(), alert_of(chance, services, chance.uniform(0, 200)))
        for _ in range(members - 1):
            candidate = topology.merged(
                candidate, alert_of(chance, services, chance.uniform(0, 280))
            )
        found.append(candidate)
    return found


def measure(alerts: list[Profile], groups: list[Candidate], graph: Graph) -> list[float]:
    """Microseconds of each choice."""
    options = Options()
    taken: list[float] = []
    for alert in alerts:
        begun = time.perf_counter()
        topology.choose(alert, groups, graph, options)
        taken.append((time.perf_counter() - begun) * 1e6)
    return sorted(taken)


def main() -> None:
    """With the graph of a catalogue and without one; and reading the stored summaries."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--groups", type=int, default=200)
    parser.add_argument("--members", type=int, default=8)
    parser.add_argument("--services", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2000)
    asked = parser.parse_args()
    chance = random.Random(7)
    groups = open_groups(chance, asked.groups, asked.members, asked.services)
    alerts = [alert_of(chance, asked.services, 290) for _ in range(asked.rounds)]
    print(f"{asked.groups} open groups of {asked.members} alerts, {asked.services} services")
    for title, graph in (
        ("with a graph", graph_of(chance, asked.services)),
        ("without a graph", Graph()),
    ):
        measure(alerts, groups, graph)
        taken = measure(alerts, groups, graph)
        p99 = taken[int(0.99 * len(taken))]
        print(f"{title:16} median {statistics.median(taken):7.0f} µs   p99 {p99:7.0f} µs")
    stored = [(group.id, json.dumps(topology.to_json(group))) for group in groups]
    begun = time.perf_counter()
    for group_id, text in stored:
        topology.from_json(group_id, json.loads(text))
    micros = (time.perf_counter() - begun) * 1e6
    size = sum(len(text) for _, text in stored) // len(stored)
    print(f"reading all {len(stored)} summaries {micros:.0f} µs, {size} bytes each")


if __name__ == "__main__":
    main()
