"""Wire models of silences, inhibition rules and pause rules."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from platform_contracts.alerts import AlertSummary
from platform_contracts.base import Instant, Line, RequestModel, Text, WireModel

LabelName = Annotated[Text, Field(min_length=1, max_length=255)]
Pattern = Annotated[Text, Field(max_length=4096)]


class LabelMatcher(RequestModel):
    """One condition on a label: `=`, `!=`, `=~`, `!~` by the two flags; patterns are RE2."""

    name: LabelName
    value: Pattern
    is_regex: bool = False
    is_equal: bool = True


Matchers = Annotated[list[LabelMatcher], Field(min_length=1, max_length=50)]


class CreateSilence(RequestModel):
    """A silence: until `ends_at`, or `duration_minutes` from its start.

    Recurring: `recurrence` is an RFC 5545 rule (`FREQ=WEEKLY;BYDAY=SA,SU`) whose starts are wall
    times of `time_zone`, each window lasts `window_minutes`, none begins after `ends_at`.
    """

    matchers: Matchers
    starts_at: Instant | None = None
    ends_at: Instant | None = None
    duration_minutes: Annotated[int | None, Field(ge=1, le=5_256_000)] = None
    recurrence: Annotated[Text | None, Field(max_length=500)] = None
    time_zone: Annotated[Text | None, Field(max_length=64)] = None
    window_minutes: Annotated[int | None, Field(ge=1, le=10_080)] = None
    comment: Annotated[Text, Field(max_length=1024)] = ""
    annotations: dict[str, str] = {}

    @model_validator(mode="after")
    def _has_one_end(self) -> "CreateSilence":
        if (self.ends_at is None) == (self.duration_minutes is None):
            raise ValueError("give either ends_at or duration_minutes")
        if (self.recurrence is None) != (self.window_minutes is None):
            raise ValueError("a recurring silence needs both recurrence and window_minutes")
        return self


class Silence(WireModel):
    """A silence. `active_until` is the end of the window that it is in at present."""

    id: UUID
    state: Literal["pending", "active", "expired"]
    active_until: Instant | None
    matchers: list[LabelMatcher]
    starts_at: Instant
    ends_at: Instant
    recurrence: str | None
    time_zone: str | None
    window_minutes: int | None
    created_by: str
    comment: str
    annotations: dict[str, str]
    created_at: Instant
    updated_at: Instant
    held_alerts: int = 0


class PreviewMatchers(RequestModel):
    """What would these match?"""

    matchers: Matchers


class MatchPreview(WireModel):
    """Firing alerts that match now (at most 50 shown) and how many came in the last 7 days."""

    firing_total: int
    firing: list[AlertSummary]
    seen_in_7_days: int
    capped: bool = False


class CreateInhibition(RequestModel):
    """While an alert of `source_matchers` fires, those of `target_matchers` are held back.

    Only where both have the same values of `equal_labels`; a missing label counts as empty.
    """

    name: Line
    source_matchers: Matchers
    target_matchers: Matchers
    equal_labels: Annotated[list[LabelName], Field(max_length=20)] = []
    enabled: bool = True


class Inhibition(WireModel):
    """An inhibition rule and how many firing alerts it holds back."""

    id: UUID
    name: str
    source_matchers: list[LabelMatcher]
    target_matchers: list[LabelMatcher]
    equal_labels: list[str]
    enabled: bool
    created_by: str
    created_at: Instant
    held_alerts: int = 0


class InhibitionPreview(WireModel):
    """Firing sources, and the firing targets that they would hold back."""

    sources: MatchPreview
    targets: MatchPreview
    would_hold: int


class CreatePause(RequestModel):
    """Matching alerts wait `seconds` before they page; one that ends before never does."""

    name: Line
    matchers: Matchers
    seconds: Annotated[int, Field(ge=1, le=86_400)]
    enabled: bool = True


class Pause(WireModel):
    """A pause rule and how many firing alerts wait because of it."""

    id: UUID
    name: str
    matchers: list[LabelMatcher]
    seconds: int
    enabled: bool
    created_by: str
    created_at: Instant
    held_alerts: int = 0


class PausePreview(MatchPreview):
    """What matches, and how many of the alerts of 7 days ended within the pause."""

    would_not_have_paged: int
