"""Ingestion beside its peers, in one run, in alternating rounds; medians and ratios.

    python -m benchmarks.ingest [--rounds 3] [--seconds 4] [--without-alerta] [--strategy rule]

Absolute figures depend on the machine and its neighbours; ratios of one round hold. Needs Linux
and wrk (apt install wrk); Alertmanager and Alerta are compared where they can be had.
"""

import argparse
import asyncio
import statistics
import tempfile
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.ingest import bodies
from benchmarks.ingest.load import Result, Target, closed_loop, open_loop
from benchmarks.ingest.servers import Bench, Running, database_limit
from platform_local.postgres import EmbeddedPostgres

BATCH = 50
Rounds = dict[str, list[Result]]


@dataclass(frozen=True)
class Contest:
    """The targets by name; `webhook` and `lists` are the batched forms."""

    single: dict[str, Target]
    batched: dict[str, Target]
    files: dict[str, Path]
    seconds: float


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--strategy", default="rule", choices=("rule", "topology", "source"))
    parser.add_argument("--without-alerta", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        postgres = stack.enter_context(EmbeddedPostgres(folder / "postgres"))
        bench = Bench(folder, postgres)
        ours = stack.enter_context(bench.ours(options.strategy))
        peers = [stack.enter_context(bench.naive()), stack.enter_context(bench.alertmanager())]
        if not options.without_alerta:
            peers.append(stack.enter_context(bench.alerta()))
        contest = _contest(folder, ours, [peer for peer in peers if peer], options.seconds)
        found: Rounds = defaultdict(list)
        for number in range(options.rounds):
            _round(contest, found, reverse=number % 2 == 1)
            limit = asyncio.run(database_limit(postgres.dsn(), options.seconds))
            found["database limit"].append(Result(limit, 0, 0))
        _print(found)


def _contest(folder: Path, ours: Running, peers: list[Running], seconds: float) -> Contest:
    def target(server: Running, path: str, *, list_of_one: bool = False) -> Target:
        url = f"http://127.0.0.1:{server.port}{path}"
        return Target(server.name, url, server.pid, server.database_pid, list_of_one)

    paths = {"alertmanager": "/api/v2/alerts", "alerta": "/alert", "naive": "/alerts"}
    single = {"ours": target(ours, "/api/v1/alerts")}
    for peer in peers:
        single[peer.name] = target(peer, paths[peer.name], list_of_one=peer.name == "alertmanager")
    batched = {"ours": target(ours, "/api/v1/webhooks/alertmanager")}
    files = {
        "ours": bodies.write(folder / "ours.jsonl", 200_000, bodies.native, "single"),
        "alertmanager": bodies.write(
            folder / "alertmanager.jsonl", 100_000, bodies.alertmanager, "single"
        ),
        "alerta": bodies.write(folder / "alerta.jsonl", 20_000, bodies.alerta, "single"),
        "ours batched": bodies.write_webhooks(folder / "hooks.jsonl", 6_000, BATCH, "batched"),
    }
    files["naive"] = files["ours"]
    if "alertmanager" in single:
        batched["alertmanager"] = single["alertmanager"]
        files["alertmanager batched"] = bodies.write_lists(
            folder / "lists.jsonl", 4_000, BATCH, "batched"
        )
    return Contest(single, batched, files, seconds)


def _round(contest: Contest, found: Rounds, *, reverse: bool) -> None:
    names = list(contest.single)
    for name in reversed(names) if reverse else names:
        target, file = contest.single[name], contest.files[name]
        found[name].append(closed_loop(target, file, connections=32, seconds=contest.seconds))
        if name in ("ours", "alertmanager"):
            paced = open_loop(target, file, rate=500, seconds=contest.seconds)
            found[f"{name} at 500/s"].append(paced)
    for name, target in contest.batched.items():
        result = closed_loop(
            target,
            contest.files[f"{name} batched"],
            connections=6,
            seconds=contest.seconds,
            alerts_each=BATCH,
        )
        found[f"{name} batched"].append(result)


def _print(found: Rounds) -> None:
    print(
        f"{'':24}{'alerts/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'server':>9}{'database':>10} µs/alert"
    )
    for name, results in found.items():
        row = [
            statistics.median(getattr(result, field) for result in results)
            for field in ("alerts_per_second", "p50", "p99", "server_cpu", "database_cpu")
        ]
        print(f"{name:24}{row[0]:10.0f}{row[1]:9.2f}{row[2]:9.2f}{row[3]:9.0f}{row[4]:10.0f}")
    print()
    for label, above, below, goal in (
        ("ours / Alerta", "ours", "alerta", 40),
        ("ours / Alertmanager (in memory)", "ours", "alertmanager", 0.40),
        ("50 a request: ours / Alertmanager", "ours batched", "alertmanager batched", 0.60),
        ("50 a request: ours / database limit", "ours batched", "database limit", 0.40),
        ("ours / database limit", "ours", "database limit", 0.12),
        ("ours / naive service", "ours", "naive", 18),
    ):
        if above in found and below in found:
            pairs = zip(found[above], found[below], strict=True)
            ratio = statistics.median(a.alerts_per_second / b.alerts_per_second for a, b in pairs)
            print(f"{label:38}{ratio:8.2f}   goal ≥ {goal}")
    if "alerta" in found:
        costs = [_cost(found[name]) for name in ("alerta", "ours")]
        print(f"{'processor time: Alerta / ours':38}{costs[0] / costs[1]:8.1f}   goal ≥ 60")


def _cost(results: list[Result]) -> float:
    return statistics.median(result.server_cpu + result.database_cpu for result in results)


if __name__ == "__main__":
    main()
