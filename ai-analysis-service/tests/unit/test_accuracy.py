"""Floors on labelled alerts that are no part of the training set (EVAL_DIR)."""

import json

import pytest
from accuracy_harness import (
    Item,
    Scorer,
    Scores,
    answers,
    halves,
    known,
    runbook_search,
    source_of,
    trained,
)

from ai_analysis.domain.ranking import UNKNOWN
from ai_analysis.domain.similarity import Classifier
from ai_analysis.knowledge.catalogue import packaged_entries
from platform_kit.testing.plugin import data_folder


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer(data_folder("EVAL_DIR", "../shared/eval"))


@pytest.fixture(scope="module")
def alerts(scorer: Scorer) -> list[Item]:
    return scorer.alerts()


@pytest.fixture(scope="module")
def scores(scorer: Scorer, alerts: list[Item], classifier: Classifier) -> Scores:
    return scorer.score(alerts, answers(classifier, alerts))


def test_the_first_suggestion_is_right_often_enough(scores: Scores) -> None:
    assert scores["top1"] >= 0.90
    assert scores["top1_strict"] >= 0.82
    assert scores["macro_f1"] >= 0.79


def test_every_source_is_answered_well(scores: Scores) -> None:
    assert min(scores["by_source"].values()) >= 0.84


def test_the_expected_cause_is_among_the_first_three(scores: Scores) -> None:
    assert scores["top3_strict"] >= 0.94


def test_confidence_means_what_it_says(scores: Scores) -> None:
    assert scores["ece"] <= 0.06
    assert scores["top1_at_80pct_coverage"] >= 0.95


def test_what_is_no_alert_is_unknown(scores: Scores) -> None:
    assert scores["abstain_on_nonsense"] >= 0.95


def test_a_bare_message_is_answered_well(
    scorer: Scorer, alerts: list[Item], classifier: Classifier
) -> None:
    scores = scorer.score(alerts, answers(classifier, alerts, message_only=True))
    assert scores["top1"] >= 0.86


def test_confirmed_alerts_are_learnt_and_take_nothing_away(
    scorer: Scorer, alerts: list[Item], classifier: Classifier
) -> None:
    """What was confirmed is answered right from then on; other alerts of the site no worse."""
    site = [item for item in known(alerts) if source_of(item) == "samber"]
    confirmed, others = halves(site, seed=1)
    learnt = trained(confirmed)
    before = scorer.score(confirmed, answers(classifier, confirmed))["top1_strict"]
    after = scorer.score(confirmed, answers(learnt, confirmed))["top1_strict"]
    assert after >= max(before + 0.03, 0.99)
    untouched = scorer.score(others, answers(classifier, others))["top1"]
    assert scorer.score(others, answers(learnt, others))["top1"] >= untouched - 0.01


def test_the_right_runbook_comes_first(scorer: Scorer) -> None:
    pages, _ = scorer.runbooks()
    scores = scorer.score_runbooks(runbook_search(pages))
    assert scores["recall1"] >= 0.88
    assert scores["recall3"] >= 0.94
    assert scores["mrr"] >= 0.92


def test_the_taxonomy_is_the_knowledge_base(scorer: Scorer) -> None:
    taxonomy: list[dict[str, str]] = json.loads((scorer.folder / "taxonomy.json").read_text())
    assert {entry["category"] for entry in taxonomy} == set(packaged_entries()) - {UNKNOWN}
