"""Wire models of written reports: what happened, why, what it means and what to do."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Instant, RequestModel, Text, WireModel

Language = Literal["en", "ko"]
ReportKind = Literal["incident", "postmortem"]
Target = Literal["slack", "jira", "email", "teams", "mattermost", "webhook"]


class WriteReport(RequestModel):
    """Ask for a report about an incident."""

    incident_id: UUID
    kind: ReportKind = "incident"
    language: Language | None = None


class ReportSection(WireModel):
    """A heading and its text in Markdown, already safe to show."""

    heading: str
    text: str


class Report(WireModel):
    """A written report. `mode` says who wrote it, `notice` why a wanted language model did not.

    Its text is advice: nothing is done because of it.
    """

    id: UUID
    incident_id: UUID
    kind: ReportKind
    language: Language
    mode: Literal["rules", "llm"]
    notice: str = ""
    title: str
    cause: str
    impact: str
    action_plan: list[str]
    sections: list[ReportSection] = []
    markdown: str
    sources: list[str] = []
    model_version: str | None = None
    created_at: Instant


class Reports(WireModel):
    """Reports about an incident, the newest first; `pending` are being written."""

    items: list[Report]
    pending: int = 0


class ReportSettings(RequestModel):
    """Where reports go that nobody asked for: those about anomalies that a monitor sees."""

    automatic: bool = True
    language: Language = "en"
    targets: list[Target] = []
    email_recipients: Annotated[
        list[Annotated[Text, Field(max_length=254)]], Field(max_length=50)
    ] = []


class ReportOptions(ReportSettings):
    """The settings with what can be had here."""

    llm: Literal["on", "off", "used_up"]
    llm_model: str | None = None
