"""Scores the model on labelled alerts with the scorer that lies beside them (EVAL_DIR)."""

import importlib.util
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ai_analysis.domain.alert_text import compose
from ai_analysis.domain.ranking import rank
from ai_analysis.domain.retrieval import Page, RunbookIndex
from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import Classifier
from ai_analysis.domain.training import fit
from ai_analysis.knowledge.catalogue import packaged_entries, training_samples

Item = dict[str, Any]
Scores = dict[str, Any]
Ranked = list[tuple[str, float]]

EVERY_CATEGORY = 39
NONSENSE = "unknown"


class Scorer:
    """The scorer and its data, as they are in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        spec = importlib.util.spec_from_file_location("eval_score", folder / "score.py")
        assert spec is not None
        assert spec.loader is not None
        self._module: Any = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self._module)

    def alerts(self) -> list[Item]:
        """Every labelled alert, nonsense included."""
        return self._module.load(self.folder / "rca_dev.jsonl")

    def score(self, items: Sequence[Item], answers: dict[str, Ranked]) -> Scores:
        """Every measure of the category task."""
        return self._module.score_rca(items, answers)

    def runbooks(self) -> tuple[list[Page], list[Item]]:
        """(pages, queries) of the retrieval task."""
        pages = self._module.load(self.folder / "runbook_pages.jsonl")
        read = [Page(page["id"], page["title"], page["text"]) for page in pages]
        return read, self._module.load(self.folder / "runbooks_dev.jsonl")

    def score_runbooks(self, search: Callable[[str], list[str]]) -> Scores:
        """Every measure of the retrieval task for a search that returns page ids."""
        _, queries = self.runbooks()
        found = {item["id"]: search(query_of(item)) for item in queries}
        return self._module.score_runbooks(queries, found)


def source_of(item: Item) -> str:
    """Which author's rule it is."""
    return item["id"].rsplit("-", 1)[0]


def known(items: Sequence[Item]) -> list[Item]:
    """Without the nonsense."""
    return [item for item in items if item["expected"] != NONSENSE]


def query_of(item: Item) -> str:
    """The text of a retrieval query."""
    return "\n".join(text for text in item["query"].values() if text)


def text_of(item: Item, *, message_only: bool = False) -> str:
    """What the service analyses of an alert."""
    alert = item["input"]
    if message_only:
        return alert["message"]
    return compose(alert["message"], alert["labels"], alert["annotations"])


def answers(
    classifier: Classifier, items: Sequence[Item], *, message_only: bool = False
) -> dict[str, Ranked]:
    """Every category with its confidence, for each alert."""
    return {
        item["id"]: [
            (cause.category, cause.confidence)
            for cause in rank(classifier, text_of(item, message_only=message_only), EVERY_CATEGORY)
        ]
        for item in items
    }


def trained(confirmed: Sequence[Item] = ()) -> Classifier:
    """The packaged knowledge, corrected by confirmed alerts."""
    samples = [Sample(text_of(item), item["expected"]) for item in confirmed]
    in_order = sorted(samples, key=lambda sample: (sample.category, sample.text))
    return fit(training_samples(packaged_entries()), in_order)


def halves(items: Sequence[Item], seed: int) -> tuple[list[Item], list[Item]]:
    """A random half and the rest."""
    shuffled = list(items)
    random.Random(seed).shuffle(shuffled)
    middle = len(shuffled) // 2
    return shuffled[:middle], shuffled[middle:]


def runbook_search(pages: Sequence[Page]) -> Callable[[str], list[str]]:
    """The service's search."""
    index = RunbookIndex(pages)
    return lambda query: [hit.page.id for hit in index.search(query, 10)]
