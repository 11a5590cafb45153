"""Wire models around shifts: overrides, swaps, the final schedule, calendars, fairness."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from platform_contracts.base import Instant, Line, RequestModel, Slug, Text, WireModel
from platform_contracts.people import PersonRef
from platform_contracts.schedules import Moment

Reason = Annotated[Text, Field(max_length=1024)]
PersonIds = Annotated[list[UUID], Field(max_length=50)]


class CreateOverride(RequestModel):
    """From `start` to `end` (exclusive).

    cover: `users` in place of everybody, or of the people of `layers`; nobody is a gap on purpose.
    remove: without `instead_of`. replace: `users` for `instead_of`, if that person is on call.
    add: `users` as well.
    """

    schedule: Slug
    start: Moment
    end: Moment
    type: Literal["cover", "remove", "replace", "add"] = "cover"
    users: PersonIds = []
    instead_of: UUID | None = None
    layers: Annotated[list[Slug], Field(max_length=50)] = []
    reason: Reason = ""


class Override(WireModel):
    """An override as the API shows it; one that is taken back while it runs ends then."""

    id: UUID
    schedule: str
    start: Instant
    end: Instant
    type: Literal["cover", "remove", "replace", "add"]
    users: list[UUID]
    instead_of: UUID | None
    layers: list[str]
    reason: str
    created_by: str
    created_at: Instant


class PersonShift(RequestModel):
    """A person on call from `start` to `end`."""

    user: UUID
    start: Moment
    end: Moment


class CreateTemporarySchedule(RequestModel):
    """Between `start` and `end` only these shifts count; layers and overrides are off."""

    start: Moment
    end: Moment
    shifts: Annotated[list[PersonShift], Field(max_length=2000)]
    reason: Reason = ""


class TemporarySchedule(WireModel):
    """A temporary schedule as the API shows it; `source` is `manual` or `calendar`."""

    id: UUID
    schedule: str
    start: Instant
    end: Instant
    shifts: list[PersonShift]
    reason: str
    source: str
    created_by: str
    created_at: Instant


class AskSwap(RequestModel):
    """Ask one person (`asked`), or everybody of the schedule, to take one's shift."""

    schedule: Slug
    start: Moment
    end: Moment
    asked: UUID | None = None
    message: Reason = ""
    expires_at: Moment | None = None


class Swap(WireModel):
    """A shift swap; an accepted one is an override that replaces the person who asked."""

    id: UUID
    schedule: str
    person: PersonRef
    asked: PersonRef | None
    start: Instant
    end: Instant
    state: Literal["open", "accepted", "declined", "expired", "withdrawn"]
    taken_by: PersonRef | None
    message: str
    expires_at: Instant


class FinalShift(WireModel):
    """One and the same set of people; `by` says for each id what put them there."""

    start: Instant
    end: Instant
    people: list[PersonRef]
    by: dict[str, list[str]] = {}


class Span(WireModel):
    """From `start` to `end` (exclusive)."""

    start: Instant
    end: Instant


class Gap(Span):
    """Nobody is on call. `missing`: people who would be, but have left."""

    missing: list[PersonRef] = []


class FinalSchedule(WireModel):
    """The schedule that pages: layers, overrides and temporary schedules taken together."""

    schedule: str
    timezone: str
    since: Instant
    until: Instant
    shifts: list[FinalShift]
    gaps: list[Gap]


class ShiftChange(WireModel):
    """Who gains and who loses a shift by an edit."""

    start: Instant
    end: Instant
    gains: list[PersonRef]
    loses: list[PersonRef]


class SchedulePreview(WireModel):
    """What an edit would do. `effective_at`: from when on everything is as wanted."""

    effective_at: Instant
    changes: list[ShiftChange]
    gaps: list[Gap]


class ScheduleVersion(WireModel):
    """One version; `since` is null for the first."""

    number: int
    since: Instant | None
    edited_by: str
    edited_at: Instant | None


class PersonLoad(WireModel):
    """What a schedule asks of a person. `share` is hours by hours of an even split (1 is even)."""

    person: PersonRef
    hours: float
    nights: float
    weekends: float
    pages: int
    leave_hours: float
    share: float


class RestWarning(WireModel):
    """Less than 11 hours of rest between two shifts, or a shift during leave."""

    person: PersonRef
    at: Instant
    kind: Literal["short_rest", "on_leave"]
    detail: str


class Fairness(WireModel):
    """How evenly the load lies; `balance` is 1 for a perfectly even one, 0 for all on one."""

    schedule: str
    since: Instant
    until: Instant
    balance: float
    people: list[PersonLoad]
    warnings: list[RestWarning]


class CalendarFeed(WireModel):
    """The address of a calendar feed; shown once. Making it anew ends the old one."""

    url: str


class ImportCalendar(RequestModel):
    """The text of an iCalendar file. Lengths of up to a year ahead are read."""

    ical: Annotated[Text, Field(max_length=900_000)]


class CalendarImported(WireModel):
    """What was read; `unknown` are names of events that fit no person."""

    events: int
    unknown: list[str] = []


class SubscribeCalendar(RequestModel):
    """A calendar to read again and again. Its address is a secret and never shown again."""

    url: Annotated[Text, Field(max_length=2048, pattern=r"^(https?|webcal)://")]
    every_minutes: Annotated[int, Field(ge=5, le=1440)] = 60


class CalendarSource(WireModel):
    """A calendar that is read again and again; `error` says why it was not, since `failed_at`.

    `unknown` are names of events that fit no person.
    """

    host: str
    every_minutes: int
    read_at: Instant | None
    events: int
    unknown: list[str]
    failed_at: Instant | None
    error: str


class Absence(WireModel):
    """Leave of a person, or a holiday (`person` is null)."""

    id: UUID
    person: PersonRef | None
    kind: Literal["leave", "holiday"]
    start: Instant
    end: Instant
    title: str


class CreateAbsence(RequestModel):
    """Leave of a person."""

    start: Moment
    end: Moment
    title: Line = "leave"
