"""Recorded alert storms through HTTP: how few incidents they become, and how well they fit.

    python benchmarks/correlation_eval.py [--strategies topology rule] [--no-topology] [--json]

EVAL_DIR (default ../shared/eval) holds the recordings, the service graph and the scorer, which is
run as it is. Every recording is replayed into a platform of its own, started empty, with its
five services: alerts are classified while they come in. Prints one table, the plain rule beside.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx

from platform_local.trial import TrialPlatform, trial_platform, wait_for

SHOWN = (
    *("pair_f1", "ari", "bcubed_f1", "purity", "pages_per_real_incident"),
    *("background_kept_apart", "repeats_on_same_incident"),
)
Scores = dict[str, float]


def load_graph(platform: TrialPlatform, file: Path) -> None:
    """Put the service graph into the catalogue and wait until correlation has its copy."""
    with platform.admin() as admin:
        answer = admin.put("/api/v1/topology", json=json.loads(file.read_text()))
        answer.raise_for_status()

    def copied() -> bool:
        log = (platform.state / "logs" / "alert-ingestion.log").read_text(errors="replace")
        return any(
            "catalogue_copied" in line and '"components": 0' not in line
            for line in log.splitlines()
        )

    wait_for(copied, 60, "the copy of the service graph")
    time.sleep(1.5)  # a batch looks for a newer copy at most once a second


def score_one(folder: Path, recording: Path, strategy: str, *, graph: bool) -> Scores:
    """Replay one recording into a new platform."""
    with trial_platform(CORRELATION_STRATEGY=strategy) as platform:
        if graph:
            load_graph(platform, folder / "storm_dev_topology.json")
        command = [
            *(sys.executable, str(folder / "score.py"), "correlation", "--json"),
            *("--data", str(recording), "--http", platform.url("alert-ingestion")),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{recording.name}: {done.stderr[-2000:]}")
        return json.loads(done.stdout)


def mean(scores: list[Scores]) -> Scores:
    """The mean of each measure."""
    return {
        name: sum(score[name] for score in scores) / len(scores)
        for name in SHOWN
        if all(score.get(name) is not None for score in scores) and not _is_empty(name, scores)
    }


def _is_empty(name: str, scores: list[Scores]) -> bool:
    """A recording without background or repeats has nothing to score there."""
    return name in SHOWN[5:] and not any(score[name] for score in scores)


def main() -> None:
    """Replay everything, print one line for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strategies", nargs="+", default=["topology", "rule"])
    parser.add_argument("--no-topology", action="store_true", help="storms without a graph")
    parser.add_argument("--storms", type=int, default=5, help="how many of the storms")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    folder = Path(os.environ.get("EVAL_DIR", "../shared/eval"))
    if not folder.is_dir():
        raise SystemExit(f"EVAL_DIR: {folder} is not there")
    storms = sorted(folder.glob("storm_dev_[0-9].jsonl"))[: options.storms]
    replay = folder / "replay_dev.jsonl"
    table: dict[str, Scores] = {}
    for strategy in options.strategies:
        graph = strategy == "topology" and not options.no_topology
        found = [score_one(folder, storm, strategy, graph=graph) for storm in storms]
        table[f"storms, {strategy}"] = mean(found)
        table[f"replay, {strategy}"] = mean([score_one(folder, replay, strategy, graph=False)])
    if options.json:
        print(json.dumps(table, indent=1))
        return
    for name in SHOWN:
        shown = (f"{scores.get(name, float('nan')):18.3f}" for scores in table.values())
        print(f"{name:26}", *shown)
    print(f"{'':26}", *(f"{title:>18}" for title in table))


if __name__ == "__main__":
    try:
        main()
    except httpx.HTTPError as error:
        raise SystemExit(f"the platform did not answer: {error}") from None
