"""Trains a model in a process of its own: `python -m ai_analysis.knowledge.trainer`.

Labelled texts come in as JSON, the model goes out as bytes. The serving process stays small, keeps
its core, and does not mind when a training is killed.
"""

import json
import sys

from ai_analysis.domain.samples import Sample
from ai_analysis.domain.similarity import to_bytes
from ai_analysis.domain.training import fit

if __name__ == "__main__":
    taught: dict[str, list[tuple[str, str]]] = json.load(sys.stdin)
    phrases, confirmed = (
        [Sample(text, category) for text, category in taught[name]]
        for name in ("phrases", "confirmed")
    )
    model = fit(phrases, confirmed)
    sys.stdout.buffer.write(to_bytes(model))
