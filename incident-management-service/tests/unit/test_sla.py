"""Promises in working time: deadlines, pauses, warnings, breaches, and changes of the clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident_management.domain import sla
from incident_management.domain.working_time import WorkingHours, add_working, working_seconds
from platform_contracts.paging import SupportHours
from platform_contracts.vocabulary import IncidentStatus, Severity

BERLIN = ZoneInfo("Europe/Berlin")
OFFICE = WorkingHours.of(
    SupportHours(
        timezone="Europe/Berlin",
        days=["MO", "TU", "WE", "TH", "FR"],
        start="09:00",
        end="17:00",
    )
)
NIGHT = WorkingHours.of(SupportHours(timezone="Europe/Berlin", start="22:00", end="06:00"))
POLICY = sla.Policy("p", {Severity.HIGH: sla.Targets(acknowledge=10, resolve=60)})
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
NEVER: dict[sla.Promise, datetime | None] = {"acknowledge": None, "resolve": None}


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def acknowledged(minute: float) -> dict[sla.Promise, datetime | None]:
    return {"acknowledge": NOON + minutes(minute), "resolve": None}


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-06T16:00", 2, "2026-11-09T10:00"),  # Friday afternoon into Monday
        ("2026-11-07T12:00", 1, "2026-11-09T10:00"),  # begins at the weekend
        ("2026-11-02T09:00", 8, "2026-11-02T17:00"),  # ends with the day
        ("2026-11-02T17:00", 1, "2026-11-03T10:00"),  # begins when the day is over
        ("2026-11-02T09:00", 40, "2026-11-06T17:00"),
    ],
)
def test_deadlines_count_working_hours_only(start: str, hours: float, end: str) -> None:
    assert add_working(berlin(start), hours * 3600, OFFICE) == berlin(end)
    assert working_seconds(berlin(start), berlin(end), OFFICE) == hours * 3600


def test_a_window_over_midnight_is_as_long_as_the_clock_says_when_it_changes() -> None:
    long_night = working_seconds(berlin("2026-10-24T12:00"), berlin("2026-10-25T12:00"), NIGHT)
    short_night = working_seconds(berlin("2026-03-28T12:00"), berlin("2026-03-29T12:00"), NIGHT)
    assert (long_night, short_night) == (9 * 3600, 7 * 3600)


@given(
    start=st.integers(0, 3 * 365 * 86_400).map(lambda s: NOON + timedelta(seconds=s)),
    seconds=st.integers(0, 500_000),
    more=st.integers(0, 500_000),
)
def test_adding_working_time_is_the_inverse_of_counting_it(
    start: datetime, seconds: int, more: int
) -> None:
    for hours in (OFFICE, NIGHT, None):
        end = add_working(start, seconds, hours)
        assert working_seconds(start, end, hours) == seconds
        assert add_working(end, more, hours) == add_working(start, seconds + more, hours)


def test_a_promise_is_warned_of_once_and_broken_once() -> None:
    clock = sla.start(POLICY, Severity.HIGH, NOON)
    assert clock.resolve_due == NOON + minutes(60)
    assert sla.next_at(clock, NEVER) == NOON + minutes(8)
    said: list[tuple[int, str]] = []
    for minute in range(120):
        now = NOON + minutes(minute)
        happened = sla.happened(clock, NEVER, now)
        said += [(minute, name) for name in happened]
        clock = sla.tell(clock, happened)
    assert said == [
        (8, "acknowledge_soon"),
        (10, "acknowledge_breached"),
        (48, "resolve_soon"),
        (60, "resolve_breached"),
    ]
    assert sla.next_at(clock, NEVER) is None


def test_after_an_outage_only_the_breach_is_told_not_the_warning_before_it() -> None:
    clock = sla.start(POLICY, Severity.HIGH, NOON)
    assert sla.happened(clock, NEVER, NOON + minutes(500)) == [
        "acknowledge_breached",
        "resolve_breached",
    ]


def test_nothing_is_told_of_a_promise_that_was_kept() -> None:
    clock = sla.start(POLICY, Severity.HIGH, NOON)
    kept = acknowledged(5)
    assert sla.happened(clock, kept, NOON + minutes(30)) == []
    assert not sla.is_breached(clock, "acknowledge", NOON + minutes(5), NOON + minutes(30))
    assert sla.is_breached(clock, "acknowledge", NOON + minutes(11), NOON + minutes(30))


def test_while_the_clock_stands_nothing_comes_closer() -> None:
    clock = sla.pause(sla.start(POLICY, Severity.HIGH, NOON), NOON + minutes(30), "mitigated")
    kept = acknowledged(1)
    assert sla.next_at(clock, kept) is None
    assert not sla.is_breached(clock, "resolve", None, NOON + timedelta(days=9))
    again = sla.resume(clock, POLICY, NOON + timedelta(days=1))
    assert again.resolve_due == NOON + timedelta(days=1, minutes=30)
    assert again.paused_seconds == timedelta(days=1, minutes=-30).total_seconds()


def test_a_breach_before_the_pause_stays_a_breach() -> None:
    clock = sla.pause(sla.start(POLICY, Severity.HIGH, NOON), NOON + minutes(70), "mitigated")
    again = sla.resume(clock, POLICY, NOON + minutes(200))
    assert again.resolve_due == NOON + minutes(60)
    assert sla.is_breached(again, "resolve", None, NOON + minutes(200))


def test_another_severity_counts_from_the_opening_without_the_pauses() -> None:
    clock = sla.start(POLICY, Severity.LOW, NOON)
    assert clock.resolve_due is None
    clock = sla.resume(sla.pause(clock, NOON, "mitigated"), POLICY, NOON + minutes(100))
    raised = sla.retarget(clock, POLICY, Severity.HIGH, NOON, NOON + minutes(110))
    assert raised.resolve_due == NOON + minutes(160)


def test_the_policy_says_when_the_clock_stands() -> None:
    policy = sla.Policy(
        "p", {}, pause_on=frozenset({IncidentStatus.MITIGATED}), pause_while_snoozed=True
    )
    assert sla.pause_reason(policy, IncidentStatus.MITIGATED, snoozed=False) == "mitigated"
    assert sla.pause_reason(policy, IncidentStatus.OPEN, snoozed=True) == "snoozed"
    assert sla.pause_reason(policy, IncidentStatus.OPEN, snoozed=False) == ""
