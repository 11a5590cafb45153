"""How often the analysis is right, on labelled alerts and runbooks of others.

    make eval          (EVAL_DIR, default ../shared/eval, holds data and scorer)

Nothing of that data is in the knowledge base. Where alerts are confirmed, the model learns from
three of the sources and is scored on the fourth, never on rules of an author that it has seen.
"""

import argparse
import json
import os
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from accuracy_harness import (
    Item,
    Ranked,
    Scorer,
    Scores,
    answers,
    halves,
    known,
    runbook_search,
    source_of,
    text_of,
    trained,
)

from benchmarks.analysis import baselines
from benchmarks.analysis.baselines import Ranker

MEASURES = ("top1", "top1_strict", "top3_strict", "macro_f1", "ece", "top1_at_80pct_coverage")
HEADINGS = ("top-1", "strict", "top-3", "macro-F1", "ECE", "at 80 %")
SEEDS = (1, 2, 3, 4, 5)
SMALLEST_SITE = 50


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    folder = Path(os.environ.get("EVAL_DIR", "../shared/eval"))
    if not (folder / "score.py").is_file():
        print(f"SKIPPED: EVAL_DIR: {folder} is not there")
        return
    scorer = Scorer(folder)
    found: dict[str, Any] = {
        "categories": category_table(scorer),
        "learning": learning_table(scorer),
        "runbooks": runbook_table(scorer),
    }
    if arguments.json:
        print(json.dumps(found, indent=1))
        return
    _print_table("Root cause", HEADINGS, MEASURES, found["categories"])
    learnt = ("before", "after", "strict_before", "strict_after", "confirmed_after")
    names = ("before", "after", "strict before", "strict after", "the confirmed")
    _print_table(
        "Learning: half of a source confirmed, the other half scored",
        names,
        learnt,
        found["learning"],
    )
    _print_table(
        "Runbooks",
        ("R@1", "R@3", "R@10", "MRR"),
        ("recall1", "recall3", "recall10", "mrr"),
        found["runbooks"],
    )


def category_table(scorer: Scorer) -> dict[str, Scores | str]:
    """One row for each way to name the cause."""
    items = scorer.alerts()
    names, documents = baselines.categories()
    table: dict[str, Scores | str] = {}
    for name, made, message_only in (
        ("plain TF-IDF, message", baselines.tf_idf(names, documents), True),
        ("plain TF-IDF, whole alert", baselines.tf_idf(names, documents), False),
        ("BM25, whole alert", baselines.bm25(names, documents), False),
        ("MiniLM, whole alert", baselines.mini_lm(names, documents), False),
    ):
        if isinstance(made, str):
            table[name] = made
            continue
        ranked = _ranked(made, items, message_only=message_only)
        table[name] = _without_confidence(scorer.score(items, ranked))
    classifier = trained()
    table["this service"] = scorer.score(items, answers(classifier, items))
    table["this service, message"] = scorer.score(
        items, answers(classifier, items, message_only=True)
    )
    for source in sorted({source_of(item) for item in known(items)}):
        own = [item for item in known(items) if source_of(item) == source]
        table[f"  {source} ({len(own)})"] = scorer.score(own, answers(classifier, own))
    table["with the other sources confirmed"] = scorer.score(items, _cross_learnt(items))
    return table


def learning_table(scorer: Scorer) -> dict[str, Scores]:
    """Means over random halves of each source that is large enough."""
    items = known(scorer.alerts())
    plain = trained()
    table: dict[str, Scores] = {}
    for source in sorted({source_of(item) for item in items}):
        site = [item for item in items if source_of(item) == source]
        if len(site) < SMALLEST_SITE:
            continue
        rounds = [_learnt(scorer, plain, *halves(site, seed)) for seed in SEEDS]
        table[source] = {
            measure: statistics.mean(one[measure] for one in rounds) for measure in rounds[0]
        }
    return table


def runbook_table(scorer: Scorer) -> dict[str, Scores | str]:
    """One row for each way to find a runbook."""
    pages, _ = scorer.runbooks()
    names, documents = baselines.pages_of(pages)
    table: dict[str, Scores | str] = {}
    for name, made in (
        ("plain TF-IDF", baselines.tf_idf(names, documents)),
        ("BM25", baselines.bm25(names, documents)),
        ("MiniLM", baselines.mini_lm(names, documents)),
    ):
        table[name] = (
            made
            if isinstance(made, str)
            else scorer.score_runbooks(lambda query, ranker=made: [one for one, _ in ranker(query)])
        )
    table["this service"] = scorer.score_runbooks(runbook_search(pages))
    return table


def _cross_learnt(items: Sequence[Item]) -> dict[str, Ranked]:
    """Each source answered by a model that learnt from all other sources' alerts."""
    served: dict[str, Ranked] = {}
    for source in sorted({source_of(item) for item in items}):
        others = [item for item in known(items) if source_of(item) != source]
        own = [item for item in items if source_of(item) == source]
        served |= answers(trained(others), own)
    return served


def _learnt(scorer: Scorer, plain: Any, confirmed: list[Item], others: list[Item]) -> Scores:
    learnt = trained(confirmed)
    before, after = (scorer.score(others, answers(model, others)) for model in (plain, learnt))
    own = scorer.score(confirmed, answers(learnt, confirmed))
    return {
        "before": before["top1"],
        "after": after["top1"],
        "strict_before": before["top1_strict"],
        "strict_after": after["top1_strict"],
        "confirmed_after": own["top1_strict"],
    }


def _ranked(ranker: Ranker, items: Sequence[Item], *, message_only: bool) -> dict[str, Ranked]:
    return {item["id"]: ranker(text_of(item, message_only=message_only)) for item in items}


def _without_confidence(scores: Scores) -> Scores:
    """A cosine is no probability: calibration is not for these."""
    hidden = ("ece", "top1_at_80pct_coverage", "abstain_on_nonsense")
    return {name: value for name, value in scores.items() if name not in hidden}


def _print_table(
    title: str, headings: Sequence[str], measures: Sequence[str], table: dict[str, Any]
) -> None:
    columns = [*headings, "nonsense"] if title == "Root cause" else list(headings)
    keys = [*measures, "abstain_on_nonsense"] if title == "Root cause" else list(measures)
    print(f"\n{title:34}" + "".join(f"{heading:>15}" for heading in columns))
    for name, scores in table.items():
        if isinstance(scores, str):
            print(f"{name:34}   SKIPPED: {scores}")
            continue
        cells = [f"{scores[key]:15.3f}" if key in scores else f"{'–':>15}" for key in keys]
        print(f"{name:34}" + "".join(cells))


if __name__ == "__main__":
    main()
