"""How evenly on-call load lies on people, and where somebody gets too little rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from oncall.domain.rotation import Person
from oncall.domain.timeline import Shift
from oncall.domain.windows import DailyWindow, Span, WeeklyWindow, joined, open_spans

REST: Final = timedelta(hours=11)
NIGHT: Final = DailyWindow(time(22), time(6))
WEEKEND: Final = WeeklyWindow(5, time(), 0, time())
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True)
class Load:
    """Hours on call, of these at night (22-06) and at weekends, and hours on leave meanwhile."""

    hours: float
    nights: float
    weekends: float
    leave_hours: float


class Strain(NamedTuple):
    """`kind`: short_rest (less than 11 h between two shifts) or on_leave."""

    person: Person
    at: datetime
    kind: str
    detail: str


def stretches(shifts: Sequence[Shift], person: Person) -> list[Span]:
    """When a person is on call, whoever else is."""
    return joined((shift.start, shift.end) for shift in shifts if person in shift.people)


def load_of(spans: Sequence[Span], leave: Sequence[Span], zone: ZoneInfo) -> Load:
    """The load of a person's spans, with nights and weekends of `zone`."""
    if not spans:
        return Load(0, 0, 0, 0)
    since, until = spans[0][0], spans[-1][1]
    nights = open_spans((NIGHT,), zone, since, until)
    weekends = open_spans((WEEKEND,), zone, since, until)
    whole = sum((end - start for start, end in spans), timedelta())
    return Load(
        hours=whole / _HOUR,
        nights=_common(spans, nights) / _HOUR,
        weekends=_common(spans, weekends) / _HOUR,
        leave_hours=_common(spans, joined(leave)) / _HOUR,
    )


def balance(hours: Mapping[Person, float], available: Mapping[Person, float]) -> float:
    """1 when everybody has what they were available for, 0 when one person has it all.

    `available` are the hours at which a person was not on leave.
    """
    total, capacity = sum(hours.values()), sum(available.values())
    if len(hours) < 2 or total <= 0 or capacity <= 0:
        return 1.0
    shares = {person: available[person] / capacity for person in hours}
    uneven = sum(abs(hours[person] / total - shares[person]) for person in hours) / 2
    worst = 1 - min(shares.values())
    return max(0.0, 1 - uneven / worst) if worst > 0 else 1.0


def strains_of(
    person: Person, spans: Sequence[Span], leave: Sequence[tuple[datetime, datetime, str]]
) -> list[Strain]:
    """Short rests between shifts, and shifts during leave."""
    found: list[Strain] = []
    for (_, end), (start, _) in pairwise(spans):
        rest = start - end
        if rest < REST:
            hours = rest / _HOUR
            text = f"only {hours:.1f} h of rest before this shift"
            found.append(Strain(person, start, "short_rest", text))
    for begins, ends, title in leave:
        hit = [start for start, end in spans if start < ends and end > begins]
        if hit:
            found.append(Strain(person, max(hit[0], begins), "on_leave", title))
    return sorted(found, key=lambda strain: strain.at)


def _common(one: Sequence[Span], other: Sequence[Span]) -> timedelta:
    """How long both hold; both in order and without overlap."""
    total, first = timedelta(), 0
    for start, end in one:
        while first < len(other) and other[first][1] <= start:
            first += 1
        for begins, ends in other[first:]:
            if begins >= end:
                break
            total += min(end, ends) - max(start, begins)
    return total
