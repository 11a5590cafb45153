"""Wire models of ai-analysis."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Instant, RequestModel, Text, WireModel
from platform_contracts.people import Actor

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
    """A past incident and how it was fixed; `score` is 0-1."""

    incident_id: UUID
    number: int | None = None
    title: str
    score: float
    service: str = ""
    category: str | None = None
    root_cause: str = ""
    resolution: str = ""
    confirmed_at: Instant | None = None


class SimilarIncidents(WireModel):
    """Past incidents like an alert or an incident, the likest first."""

    items: list[SimilarIncident]


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


class FoundRunbook(WireModel):
    """A runbook that fits; `excerpt` is the part of its text that fits best."""

    runbook_id: UUID
    title: str
    score: float
    service: str | None = None
    url: str | None = None
    excerpt: str = ""


class FoundRunbooks(WireModel):
    """Runbooks for an alert, the best first."""

    items: list[FoundRunbook]


class Hypothesis(WireModel):
    """A likely cause: what speaks for it in the alert, and what to look at to be sure."""

    category: str
    title: str
    confidence: float
    evidence: list[str]
    look_at: list[str]
    verdict: Literal["open", "confirmed", "rejected"] = "open"


ActionState = Literal["proposed", "executed", "postponed", "dismissed"]


class PlannedAction(WireModel):
    """A step of the plan; `outcome` says how it went, `until` when a postponed one is due again."""

    id: UUID
    category: str
    position: int
    text: str
    state: ActionState = "proposed"
    outcome: Literal["helped", "no_effect", "made_worse"] | None = None
    note: str = ""
    until: Instant | None = None
    by: Actor | None = None
    at: Instant | None = None


class ActionPlan(WireModel):
    """Hypotheses with their evidence, and what to do in order."""

    incident_id: UUID
    hypotheses: list[Hypothesis]
    actions: list[PlannedAction]


class ActOnAction(RequestModel):
    """What became of a step of the plan."""

    state: Literal["executed", "postponed", "dismissed"]
    outcome: Literal["helped", "no_effect", "made_worse"] | None = None
    note: Annotated[Text, Field(max_length=4096)] = ""
    until: Instant | None = None
