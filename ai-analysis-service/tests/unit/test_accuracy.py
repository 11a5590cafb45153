"""Accuracy on labelled alerts that are no part of the training set, with floors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ai_analysis.domain.alert_text import compose
from ai_analysis.domain.ranking import UNKNOWN, RankedCause, rank
from ai_analysis.domain.similarity import Classifier
from ai_analysis.knowledge.catalogue import packaged_entries
from platform_kit.testing.plugin import data_folder

_BESIDE_REPOSITORY = Path(__file__).parents[4] / "shared" / "eval"


@dataclass(frozen=True)
class Case:
    """A labelled alert and the model's answer to it."""

    expected: str
    acceptable: list[str]
    causes: list[RankedCause]

    @property
    def right(self) -> bool:
        return self.causes[0].category in self.acceptable


@pytest.fixture(scope="module")
def cases(classifier: Classifier) -> list[Case]:
    return [_answered(classifier, item) for item in _items()]


@pytest.fixture(scope="module")
def alerts(cases: list[Case]) -> list[Case]:
    return [case for case in cases if case.expected != UNKNOWN]


def test_the_first_suggestion_is_right_often_enough(alerts: list[Case]) -> None:
    assert _share([case.right for case in alerts]) >= 0.92
    strict = [case.causes[0].category == case.expected for case in alerts]
    assert _share(strict) >= 0.84


def test_the_expected_cause_is_among_the_first_three(alerts: list[Case]) -> None:
    first_three = [[cause.category for cause in case.causes[:3]] for case in alerts]
    found = [case.expected in three for case, three in zip(alerts, first_three, strict=True)]
    assert _share(found) >= 0.95


def test_a_bare_message_is_answered_well(classifier: Classifier) -> None:
    cases = [_answered(classifier, item, message_only=True) for item in _items()]
    assert _share([case.right for case in cases if case.expected != UNKNOWN]) >= 0.88


def test_confidence_means_what_it_says(alerts: list[Case]) -> None:
    bins: dict[int, list[Case]] = {}
    for case in alerts:
        bins.setdefault(min(int(case.causes[0].confidence * 10), 9), []).append(case)
    error = sum(
        len(some)
        / len(alerts)
        * abs(
            _share([case.right for case in some])
            - sum(case.causes[0].confidence for case in some) / len(some)
        )
        for some in bins.values()
    )
    assert error <= 0.06


def test_what_is_no_alert_is_unknown(cases: list[Case]) -> None:
    nonsense = [case.causes[0] for case in cases if case.expected == UNKNOWN]
    assert _share([first.category == UNKNOWN for first in nonsense]) >= 0.90


def test_the_taxonomy_is_the_knowledge_base() -> None:
    taxonomy: list[dict[str, str]] = json.loads(_file("taxonomy.json").read_text("utf-8"))
    assert {entry["category"] for entry in taxonomy} == set(packaged_entries()) - {UNKNOWN}


def _answered(classifier: Classifier, item: dict[str, Any], *, message_only: bool = False) -> Case:
    alert = item["input"]
    text = (
        alert["message"]
        if message_only
        else compose(alert["message"], alert["labels"], alert["annotations"])
    )
    return Case(item["expected"], item["acceptable"], rank(classifier, text))


def _items() -> list[dict[str, Any]]:
    lines = _file("rca_dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _file(name: str) -> Path:
    return data_folder("EVAL_DIR", str(_BESIDE_REPOSITORY)) / name


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / len(answers)
