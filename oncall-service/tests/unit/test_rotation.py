"""Turns and handoffs, over changes of the clock too."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oncall.domain.rotation import Handoff, Layer, turn_at
from oncall.domain.timeline import who_is_on_call
from oncall.domain.wall_clock import instant_of, wall_of

A, B, C = (UUID(int=n) for n in (1, 2, 3))
BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")


def a_layer(**changes: object) -> Layer:
    values: dict[str, object] = {
        "users": (A, B, C),
        "zone": BERLIN,
        "start": datetime(2026, 1, 5, 9),  # noqa: DTZ001 - a wall time
        "unit": "weekly",
    }
    return Layer(**values | changes)  # pyright: ignore[reportArgumentType]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # pyright: ignore[reportArgumentType]


def test_a_weekly_handoff_stays_at_nine_over_both_changes_of_the_clock() -> None:
    for week in range(60):
        monday = datetime(2026, 1, 5, 9) + timedelta(weeks=week)  # noqa: DTZ001 - a wall time
        at = monday.replace(tzinfo=BERLIN)
        turn = turn_at(a_layer(), at)
        assert turn is not None
        assert turn.user == (A, B, C)[week % 3]
        assert turn.start == at
        before = turn_at(a_layer(), at - timedelta(seconds=1))
        assert before is None or before.user == (A, B, C)[(week - 1) % 3]


def test_nobody_is_on_call_before_the_start_and_from_the_end_on() -> None:
    layer = a_layer(end=datetime(2026, 2, 2, 9))  # noqa: DTZ001 - a wall time
    assert turn_at(layer, utc(2026, 1, 5, 7, 59, 59)) is None
    assert turn_at(layer, utc(2026, 2, 2, 7, 59, 59)) is not None
    assert turn_at(layer, utc(2026, 2, 2, 8)) is None


def test_a_handoff_that_is_skipped_in_spring_happens_when_the_gap_ends() -> None:
    wall = datetime(2026, 3, 29, 2, 30)  # noqa: DTZ001 - a wall time
    assert instant_of(wall, BERLIN) == utc(2026, 3, 29, 1)


def test_a_handoff_that_comes_twice_in_autumn_happens_the_first_time() -> None:
    wall = datetime(2026, 11, 1, 1, 30)  # noqa: DTZ001 - a wall time
    assert instant_of(wall, NEW_YORK) == utc(2026, 11, 1, 5, 30)


def test_a_monthly_turn_from_the_31st_changes_on_the_last_day_of_a_short_month() -> None:
    layer = a_layer(
        unit="monthly",
        start=datetime(2026, 1, 31, 9),  # noqa: DTZ001 - a wall time
        handoff=Handoff(time(9), day=31),
    )
    february = turn_at(layer, utc(2026, 3, 1))
    assert february is not None
    assert february.start == datetime(2026, 2, 28, 9, tzinfo=BERLIN)
    assert february.end == datetime(2026, 3, 31, 9, tzinfo=BERLIN)


def test_a_handoff_on_a_weekday_anchors_at_the_last_one_before_the_start() -> None:
    layer = a_layer(
        start=datetime(2026, 1, 7, 12),  # noqa: DTZ001 - a wall time, a Wednesday
        handoff=Handoff(time(9), weekday=0),
    )
    turn = turn_at(layer, utc(2026, 1, 12, 8))
    assert turn is not None
    assert turn.user == B


def test_a_higher_level_hides_a_lower_one_and_an_empty_slot_hides_nobody() -> None:
    low = a_layer(users=(A,))
    high = a_layer(users=(B, None), level=1)
    assert who_is_on_call([low, high], utc(2026, 1, 6)).people == (B,)
    assert who_is_on_call([low, high], utc(2026, 1, 13)).people == (A,)


@pytest.mark.parametrize("unit", ["hourly", "daily", "weekly", "monthly"])
@given(
    hours=st.integers(0, 24 * 3650),
    zone=st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Asia/Seoul", "Australia/Lord_Howe"]
    ),
    length=st.integers(1, 12),
)
def test_turns_follow_each_other_without_gap_or_overlap(
    unit: str, hours: int, zone: str, length: int
) -> None:
    layer = a_layer(unit=unit, length=length, zone=ZoneInfo(zone))
    at = utc(2026, 1, 6) + timedelta(hours=hours)
    turn = turn_at(layer, at)
    assert turn is not None
    assert turn.start <= at < turn.end
    following = turn_at(layer, turn.end)
    assert following is not None
    assert following.start == turn.end


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - wall times
    st.sampled_from(["Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia", "Africa/Cairo"]),
)
def test_a_wall_time_happens_at_the_first_instant_the_clock_has_reached_it(
    wall: datetime, zone_name: str
) -> None:
    zone, wall = ZoneInfo(zone_name), wall.replace(microsecond=0)
    instant = instant_of(wall, zone)
    assert wall_of(instant, zone) >= wall
    assert wall_of(instant - timedelta(seconds=1), zone) < wall
