"""Wire models of ai-analysis."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Instant, RequestModel, Text, WireModel

AlertText = Annotated[Text, Field(max_length=1_000_000)]


class AnalyzeRequest(RequestModel):
    """An alert to explain."""

    message: Annotated[Text, Field(min_length=1, max_length=1_000_000)]
    service: AlertText = ""
    severity: Annotated[Text, Field(max_length=64)] = ""
    labels: dict[str, AlertText] = {}
    annotations: dict[str, AlertText] = {}
    generator_url: AlertText | None = None
    incident_id: UUID | None = None


class SimilarIncident(WireModel):
    """A past incident and how it was fixed."""

    incident_id: UUID
    number: int | None = None
    title: str
    score: float
    resolution: str = ""


class Suggestion(WireModel):
    """One ranked root cause; `evidence` is quoted from the alert, `confidence` is 0-1."""

    category: str
    title: str
    confidence: float
    evidence: list[str] = []
    actions: list[str] = []
    knowledge_id: str | None = None
    similar_incidents: list[SimilarIncident] = []


class Analysis(WireModel):
    """The answer to an analysis: suggestions, best first."""

    suggestions: list[Suggestion]
    mode: Literal["rules", "llm"] = "rules"
    model_version: str
    incident_id: UUID | None = None


class IncidentSuggestions(WireModel):
    """What was found for an incident; empty while the analysis is under way."""

    incident_id: UUID
    suggestions: list[Suggestion]
    mode: Literal["rules", "llm"] = "rules"
    model_version: str | None = None
    analyzed_at: Instant | None = None


class ClassifyItem(RequestModel):
    """One alert to classify; `id` comes back with the answer."""

    id: Annotated[Text, Field(max_length=255)]
    message: AlertText
    service: AlertText = ""
    labels: dict[str, AlertText] = {}
    annotations: dict[str, AlertText] = {}


class ClassifyRequest(RequestModel):
    """A batch of alerts to classify."""

    items: Annotated[list[ClassifyItem], Field(max_length=1000)]


class Classified(WireModel):
    """The most likely category, or `unknown`."""

    id: str
    category: str
    confidence: float


class ClassifyAnswer(WireModel):
    """Answers in the order asked."""

    items: list[Classified]
    model_version: str


class Feedback(RequestModel):
    """Was a suggestion right? `category` is the confirmed one, if known."""

    incident_id: UUID
    suggestion_category: Annotated[Text, Field(max_length=64)]
    helpful: bool
    category: Annotated[Text | None, Field(max_length=64)] = None
    note: Annotated[Text, Field(max_length=4096)] = ""


class FeedbackStored(WireModel):
    """Stored feedback."""

    id: UUID
    incident_id: UUID
    at: Instant
    data: dict[str, Any] = {}
