"""Metrics of ai-analysis, declared once."""

from typing import Final

from prometheus_client import Counter, Histogram

ANALYSIS_SECONDS: Final = Histogram(
    "analysis_duration_seconds",
    "Time to explain one alert",
    ["mode"],
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30),
)
ANALYSES: Final = Counter(
    "analyses_total", "Alerts explained, by mode and by whether a cause was named", ["mode", "sure"]
)
FEEDBACK: Final = Counter(
    "suggestion_feedback_total", "Judgements of responders on suggestions", ["helpful"]
)
MODEL_FIT_SECONDS: Final = Histogram(
    "model_fit_duration_seconds", "Time to train the model", buckets=(0.25, 0.5, 1, 2, 5, 10, 30)
)
TRAININGS: Final = Counter("model_trainings_total", "Trainings of the model", ["outcome"])
LLM_CALLS: Final = Counter(
    "llm_requests_total", "Requests to the language model, by how they ended", ["outcome"]
)
REPORTS: Final = Counter("reports_written_total", "Reports written", ["kind", "mode"])
