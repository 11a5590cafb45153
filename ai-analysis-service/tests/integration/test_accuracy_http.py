"""The score through HTTP equals the score in process (EVAL_DIR)."""

import httpx
from accuracy_harness import Ranked, Scorer, answers

from ai_analysis.knowledge.model import Model
from platform_kit.testing.plugin import data_folder


async def test_the_score_through_http_equals_the_score_in_process(
    viewer: httpx.AsyncClient, model: Model
) -> None:
    scorer = Scorer(data_folder("EVAL_DIR", "../shared/eval"))
    items = scorer.alerts()
    served: dict[str, Ranked] = {}
    for item in items:
        answer = await viewer.post("/api/v1/analyze", json=item["input"])
        assert answer.status_code == 200
        served[item["id"]] = [
            (found["category"], found["confidence"]) for found in answer.json()["suggestions"]
        ]
    through, inside = (
        scorer.score(items, served),
        scorer.score(items, answers(model.classifier, items)),
    )
    for measure in ("top1", "top1_strict", "top3_strict", "macro_f1", "abstain_on_nonsense"):
        assert through[measure] == inside[measure], measure
    assert abs(through["ece"] - inside["ece"]) < 0.001
