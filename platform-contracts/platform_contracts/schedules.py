"""Wire models of schedules: layers, overrides, temporary schedules, and rendering them."""

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Discriminator, Field, model_validator

from platform_contracts.base import Instant, Line, RequestModel, Slug, Text, WireModel

FIRST_YEAR = 1970
LAST_YEAR = 2200
MOST_RENDERED_DAYS = 3700


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"there is no IANA zone {name!r}") from None
    return name


def _parsed(what: str, parse: Callable[[str], datetime | time]) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            value = parse(text)
        except ValueError:
            raise ValueError(f"is not {what}") from None
        if isinstance(value, datetime) and not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError(f"lies outside of {FIRST_YEAR}-{LAST_YEAR}")
        return text

    return check


def _in_range(moment: datetime) -> datetime:
    # By its own year first: the last moments of year 9999 have no counterpart in UTC.
    years = range(FIRST_YEAR, LAST_YEAR + 1)
    if moment.year not in years or moment.astimezone(UTC).year not in years:
        raise ValueError(f"lies outside of {FIRST_YEAR}-{LAST_YEAR}")
    return moment


def _weekday_number(value: Any) -> Any:
    """0-6 (Monday first) is accepted for the name."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return WEEKDAYS[value] if whole and 0 <= value < len(WEEKDAYS) else value


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
Weekday = Annotated[
    Literal["MO", "TU", "WE", "TH", "FR", "SA", "SU"], BeforeValidator(_weekday_number)
]
Zone = Annotated[Text, Field(max_length=64), AfterValidator(_zone)]
"""The name of an IANA time zone."""
WallTime = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$"),
    AfterValidator(_parsed("a date and time that exists", datetime.fromisoformat)),
]
"""A date and time on the wall clock, without an offset: `2026-01-05T09:00`."""
TimeOfDay = Annotated[
    str,
    Field(pattern=r"^\d{2}:\d{2}(:\d{2})?$"),
    AfterValidator(_parsed("a time of day", time.fromisoformat)),
]
Moment = Annotated[Instant, AfterValidator(_in_range)]
"""An instant that schedules are rendered for."""


class Rotation(RequestModel):
    """How long a turn is: `length` units of `type`; with `by_day`, `length` matching days."""

    type: Literal["hourly", "daily", "weekly", "monthly"] = "weekly"
    length: Annotated[int, Field(ge=1, le=10_000)] = 1
    by_day: Annotated[list[Weekday] | None, Field(max_length=7)] = None

    @model_validator(mode="after")
    def _only_daily(self) -> "Rotation":
        if self.by_day and self.type != "daily":
            raise ValueError("by_day belongs to a daily rotation")
        return self


class Handoff(RequestModel):
    """The wall-clock moment at which turns change; what is left out comes from the start."""

    time: TimeOfDay | None = None
    weekday: Weekday | None = None
    day: Annotated[int | None, Field(ge=1, le=31)] = None


class DailyRestriction(RequestModel):
    """On from `start` to `end` on `days`; an end at or before the start lies on the next day."""

    type: Literal["daily"]
    start: TimeOfDay
    end: TimeOfDay
    days: Annotated[list[Weekday] | None, Field(max_length=7)] = None


class WeeklyRestriction(RequestModel):
    """On from `start_day start` to `end_day end`, over the end of the week too."""

    type: Literal["weekly"]
    start_day: Weekday
    start: TimeOfDay
    end_day: Weekday
    end: TimeOfDay


Restriction = Annotated[DailyRestriction | WeeklyRestriction, Discriminator("type")]


class LayerTimes(RequestModel):
    """When a layer is on and when its turns change: wall-clock times of its zone."""

    start: WallTime
    end: WallTime | None = None
    timezone: Zone | None = None
    rotation: Rotation = Rotation()
    anchor: WallTime | None = None
    handoff: Handoff | None = None
    restrictions: Annotated[list[Restriction], Field(max_length=50)] = []
    level: Annotated[int, Field(ge=0, le=100)] = 0


UserKey = Annotated[Text, Field(min_length=1, max_length=255)]


class RenderedLayer(LayerTimes):
    """A layer of people by any id; a slot is one, several at once, or nobody."""

    id: Slug
    name: Line | None = None
    users: Annotated[list[UserKey | list[UserKey] | None], Field(min_length=1, max_length=200)]


class RenderedOverride(RequestModel):
    """See `CreateOverride`; people by any id."""

    start: Moment
    end: Moment
    type: Literal["cover", "remove", "replace", "add"] = "cover"
    users: Annotated[list[UserKey], Field(max_length=50)] = []
    instead_of: UserKey | None = None
    layers: Annotated[list[Slug], Field(max_length=50)] = []


class RenderedShift(RequestModel):
    """A person on call in a temporary schedule."""

    user: UserKey
    start: Moment
    end: Moment


class RenderedFixed(RequestModel):
    """Inside its span only its own shifts count."""

    start: Moment
    end: Moment
    shifts: Annotated[list[RenderedShift], Field(max_length=2000)] = []


class RenderedEdit(RequestModel):
    """A change of a layer's list; whoever is on call stays until the handoff."""

    at: Moment
    layer: Slug
    op: Literal["remove_user", "set_users"]
    user: UserKey | None = None
    users: Annotated[list[UserKey | list[UserKey] | None] | None, Field(max_length=200)] = None


class ScheduleDefinition(RequestModel):
    """A whole schedule, as somebody might save it."""

    timezone: Zone = "UTC"
    mode: Literal["precedence", "union"] = "precedence"
    layers: Annotated[list[RenderedLayer], Field(max_length=50)] = []
    overrides: Annotated[list[RenderedOverride], Field(max_length=1000)] = []
    fixed: Annotated[list[RenderedFixed], Field(max_length=200)] = []
    edits: Annotated[list[RenderedEdit], Field(max_length=1000)] = []


class RenderMoment(WireModel):
    """An instant to look at; further fields are ignored."""

    at: Moment


class RenderSpan(WireModel):
    """A span to render; further fields are ignored."""

    since: Moment
    until: Moment


class RenderSchedule(RequestModel):
    """Which moments and spans of a schedule to render. Nothing is stored.

    `id`, `group`, `source` and `note` are for whoever keeps such cases; nobody looks at them.
    """

    id: Text | None = None
    group: Text | None = None
    source: Text | None = None
    note: Text | None = None
    schedule: ScheduleDefinition
    at: Annotated[list[Moment | RenderMoment], Field(max_length=2000)] = []
    ranges: Annotated[list[RenderSpan], Field(max_length=100)] = []


class RenderedMoment(WireModel):
    """Who is on call at an instant, sorted (`expect` is the same list), and by what."""

    at: Instant
    users: list[str]
    expect: list[str]
    by: dict[str, list[str]]


class ShiftSpan(WireModel):
    """From when to when (exclusive) these people are on call, sorted."""

    start: Instant
    end: Instant
    users: list[str]


class RenderedSpan(WireModel):
    """The longest spans with one and the same set of people; gaps are left out."""

    since: Instant
    until: Instant
    shifts: list[ShiftSpan]


class Rendered(WireModel):
    """What a schedule says, in the order of the request."""

    at: list[RenderedMoment]
    ranges: list[RenderedSpan]


# Stored schedules


class Layer(LayerTimes):
    """People who take turns; a slot is one person, several at once, or nobody."""

    id: Slug | None = None
    name: Line = "layer"
    users: Annotated[list[UUID | list[UUID] | None], Field(min_length=1, max_length=200)]


class PutSchedule(RequestModel):
    """A schedule: layers in an IANA zone."""

    name: Line
    team: Slug | None = None
    timezone: Zone = "UTC"
    mode: Literal["precedence", "union"] = "precedence"
    layers: Annotated[list[Layer], Field(max_length=50)] = []


class Schedule(WireModel):
    """A schedule as the API shows it; `version` counts its edits."""

    id: UUID
    slug: str
    name: str
    team: str | None
    timezone: str
    mode: Literal["precedence", "union"] = "precedence"
    layers: list[Layer]
    version: int = 1
