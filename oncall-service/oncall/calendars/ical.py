"""iCalendar texts: written from shifts, and read into events. No SQL, no HTTP."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar, Event, vCalAddress, vText

from platform_contracts.people import PersonRef
from platform_contracts.wall_clock import instant_of, wall_of

MOST_EVENTS: Final = 3000
_DAY: Final = timedelta(days=1)


class UnreadableCalendar(ValueError):  # noqa: N818 - a statement about the text
    """The text is no calendar; the message says why."""


@dataclass(frozen=True)
class CalendarShift:
    """One entry of a feed."""

    uid: str
    title: str
    start: datetime
    end: datetime
    people: Sequence[PersonRef]


@dataclass(frozen=True)
class ReadEvent:
    """One event, or one repetition of it: when, and the names and addresses it carries."""

    start: datetime
    end: datetime
    title: str
    names: tuple[str, ...]


def write(name: str, entries: Iterable[CalendarShift], now: datetime) -> bytes:
    """A calendar of shifts; people stand in it by id, so that a reader can tell them apart."""
    calendar: Any = Calendar()
    calendar.add("prodid", "-//incident-platform//on call//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT1H")
    for entry in entries:
        event: Any = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", entry.start.astimezone(UTC))
        event.add("dtend", entry.end.astimezone(UTC))
        event.add("summary", entry.title)
        for person in entry.people:
            attendee = vCalAddress(f"urn:uuid:{person.id}")
            attendee.params["cn"] = vText(person.name)
            event.add("attendee", attendee, encode=False)
        calendar.add_component(event)
    return calendar.to_ical()


def read(text: str, zone: ZoneInfo, since: datetime, until: datetime) -> list[ReadEvent]:
    """The events that touch [since, until), repetitions included, in order.

    Floating times and whole days are wall-clock times of `zone`. Raises UnreadableCalendar.
    """
    try:
        calendar: Any = Calendar.from_ical(text)
        components = [c for c in calendar.walk("VEVENT") if c.get("STATUS") != "CANCELLED"]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise UnreadableCalendar(f"cannot be read: {str(error)[:200]}") from None
    moved = {
        (str(c.get("UID")), _wall(c["RECURRENCE-ID"].dt, zone)[0])
        for c in components
        if "RECURRENCE-ID" in c
    }
    events: list[ReadEvent] = []
    for component in components:
        if "DTSTART" not in component:
            raise UnreadableCalendar("an event has no start")
        for event in _repetitions(component, zone, since, until, moved):
            events.append(event)
            if len(events) > MOST_EVENTS:
                raise UnreadableCalendar(f"holds more than {MOST_EVENTS} events in this time")
    return sorted(events, key=lambda event: (event.start, event.end))


def _repetitions(
    component: Any, zone: ZoneInfo, since: datetime, until: datetime, moved: set[Any]
) -> Iterator[ReadEvent]:
    start, own_zone = _wall(component["DTSTART"].dt, zone)
    length = _length(component, start, zone)
    title = str(component.get("SUMMARY", ""))
    names = tuple(_names(component, title))
    single = "RECURRENCE-ID" in component
    for wall in _starts(component, start, own_zone, since, until, length):
        if not single and (str(component.get("UID")), wall) in moved:
            continue
        begins, ends = instant_of(wall, own_zone), instant_of(wall + length, own_zone)
        if begins < until and ends > since and begins < ends:
            yield ReadEvent(begins, ends, title, names)


def _starts(
    component: Any,
    start: datetime,
    zone: ZoneInfo,
    since: datetime,
    until: datetime,
    length: timedelta,
) -> Iterator[datetime]:
    """The wall times at which the event begins: repetitions keep their time on the clock."""
    if "RRULE" not in component or "RECURRENCE-ID" in component:
        yield start
        return
    rules: Any = rruleset()
    try:
        rule = component["RRULE"]
        limits = [_wall(limit, zone)[0] for limit in rule.get("UNTIL", [])]
        rule = {key: value for key, value in rule.items() if key != "UNTIL"}
        text = type(component["RRULE"])(rule).to_ical().decode()
        rules.rrule(rrulestr(text, dtstart=start, ignoretz=True))
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnreadableCalendar(f"a repetition cannot be read: {str(error)[:200]}") from None
    for excluded in _listed(component.get("EXDATE")):
        rules.exdate(_wall(excluded, zone)[0])
    first, last = wall_of(since, zone) - length - _DAY, wall_of(until, zone) + _DAY
    for limit in limits:
        last = min(last, limit)
    for count, wall in enumerate(rules.xafter(first, inc=True)):
        if wall > last or count > MOST_EVENTS:
            return
        yield wall


def _wall(value: date | datetime, zone: ZoneInfo) -> tuple[datetime, ZoneInfo]:
    """A date or time as naive wall time, and the zone it is meant in."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time()), zone
    own = value.tzinfo
    if own is None:
        return value.replace(tzinfo=None), zone
    if isinstance(own, ZoneInfo):
        return value.replace(tzinfo=None, fold=0), own
    return wall_of(value, zone), zone


def _length(component: Any, start: datetime, zone: ZoneInfo) -> timedelta:
    if "DTEND" in component:
        return max(timedelta(), _wall(component["DTEND"].dt, zone)[0] - start)
    if "DURATION" in component:
        return component["DURATION"].dt
    return timedelta() if isinstance(component["DTSTART"].dt, datetime) else _DAY


def _listed(value: Any) -> Iterator[Any]:
    for entry in value if isinstance(value, list) else [value] if value is not None else []:  # pyright: ignore[reportUnknownVariableType]
        for moment in entry.dts:  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            yield moment.dt  # pyright: ignore[reportUnknownMemberType]


def _names(component: Any, title: str) -> Iterator[str]:
    """The people of an event: its attendees, else whoever its title names."""
    attendees: Any = component.get("ATTENDEE")
    listed: list[Any] = attendees if isinstance(attendees, list) else [attendees]  # pyright: ignore[reportUnknownVariableType]
    found = False
    for attendee in listed:
        if attendee is not None:
            found = True
            yield str(attendee).removeprefix("mailto:").removeprefix("MAILTO:")
    if not found:
        yield from (part.strip() for part in title.split(",") if part.strip())
