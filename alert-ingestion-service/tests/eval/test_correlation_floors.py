"""Floors of correlation on recorded storms: what is reached here may not be lost again.

The alerts are not classified here (only guessed at), so the service does a little better.
"""

from pathlib import Path

import pytest
from storm_replay import Scores, graph_of, score

from alert_ingestion.domain.correlation.context import CorrelationContext
from platform_kit.testing.plugin import data_folder

SHOWN = (
    *("pair_f1", "ari", "bcubed_f1", "purity", "pages_per_real_incident"),
    *("background_kept_apart", "repeats_on_same_incident"),
)


@pytest.fixture(scope="module")
def recordings() -> Path:
    return data_folder("EVAL_DIR", "../shared/eval")


def storms(folder: Path) -> list[Path]:
    return sorted(folder.glob("storm_dev_[0-9].jsonl"))


def shown(title: str, scores: Scores) -> None:
    print(title, {name: round(scores[name], 3) for name in SHOWN if name in scores})


def test_storms_become_few_incidents_that_hold_what_belongs_together(recordings: Path) -> None:
    context = CorrelationContext(graph=graph_of(recordings / "storm_dev_topology.json"))
    scores = score(recordings, storms(recordings), context, "topology")
    shown("topology", scores)
    assert scores["pair_f1"] >= 0.68
    assert scores["ari"] >= 0.65
    assert scores["bcubed_f1"] >= 0.82
    assert scores["purity"] >= 0.80
    assert scores["pages_per_real_incident"] <= 1.5
    assert scores["background_kept_apart"] >= 0.90
    assert scores["repeats_on_same_incident"] >= 0.99


def test_without_a_service_graph_it_still_works(recordings: Path) -> None:
    scores = score(recordings, storms(recordings), CorrelationContext(), "topology")
    shown("no graph", scores)
    assert scores["pair_f1"] >= 0.60
    assert scores["background_kept_apart"] >= 0.90
    assert scores["repeats_on_same_incident"] >= 0.99


def test_the_plain_rule_opens_many_pages_for_the_same_storms(recordings: Path) -> None:
    scores = score(recordings, storms(recordings), CorrelationContext(), "rule")
    shown("rule", scores)
    assert scores["pages_per_real_incident"] > 4
    assert scores["pair_f1"] < 0.2


def test_real_faults_without_graph_and_without_resolves_are_one_page_each(
    recordings: Path,
) -> None:
    replay = [recordings / "replay_dev.jsonl"]
    scores = score(recordings, replay, CorrelationContext(), "topology")
    shown("replay", scores)
    assert scores["pair_f1"] >= 0.97
    assert scores["pages_per_real_incident"] <= 1.1
