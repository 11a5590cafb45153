"""Turns and handoffs, over changes of the clock too."""

from datetime import datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from domain_builders import BERLIN, NEW_YORK, ZONES, a_layer, a_schedule, lines, people, utc, wall
from hypothesis import given
from hypothesis import strategies as st

from oncall.domain.rotation import Handoff, turns
from oncall.domain.timeline import on_call, shifts
from oncall.domain.windows import DailyWindow, WeeklyWindow
from platform_contracts.wall_clock import closing_of, instant_of, wall_of

TICK = timedelta(microseconds=1)


def test_a_weekly_handoff_stays_at_nine_over_both_changes_of_the_clock() -> None:
    schedule = a_schedule(a_layer())
    for week in range(60):
        monday = (wall("2026-01-05T09:00") + timedelta(weeks=week)).replace(tzinfo=BERLIN)
        assert list(on_call(schedule, monday)) == [("ana", "bo", "cy")[week % 3]]
        before = list(on_call(schedule, monday - TICK))
        assert before == ([("ana", "bo", "cy")[(week - 1) % 3]] if week else [])


def test_nobody_is_on_call_before_the_start_and_from_the_end_on() -> None:
    schedule = a_schedule(a_layer(end=wall("2026-02-02T09:00")))
    assert people(schedule, "2026-01-05T07:59:59") == []
    assert people(schedule, "2026-02-02T07:59:59") == ["ana"]
    assert people(schedule, "2026-02-02T08:00") == []


def test_a_handoff_that_is_skipped_in_spring_happens_when_the_gap_ends() -> None:
    assert instant_of(wall("2026-03-29T02:30"), BERLIN) == utc("2026-03-29T01:00")


def test_a_handoff_that_comes_twice_in_autumn_happens_the_first_time() -> None:
    assert instant_of(wall("2026-11-01T01:30"), NEW_YORK) == utc("2026-11-01T05:30")


def test_a_window_that_ends_at_a_time_that_comes_twice_closes_the_last_time() -> None:
    assert closing_of(wall("2026-11-01T01:30"), NEW_YORK) == utc("2026-11-01T06:30")
    assert closing_of(wall("2026-11-01T02:00"), NEW_YORK) == utc("2026-11-01T07:00")


def test_a_window_that_ends_at_the_time_the_clock_falls_back_to_closes_the_first_time() -> None:
    assert closing_of(wall("2026-11-01T01:00"), NEW_YORK) == utc("2026-11-01T05:00")


def test_a_window_inside_the_spring_gap_has_no_length() -> None:
    night = DailyWindow(time(2, 10), time(2, 50))
    schedule = a_schedule(a_layer("ana", restrictions=(night,)))
    assert lines(schedule, "2026-03-29T00:00", "2026-03-30T00:00") == []


def test_a_layer_has_its_own_zone() -> None:
    day = DailyWindow(time(9), time(17))
    schedule = a_schedule(a_layer("ana", zone=ZoneInfo("Asia/Seoul"), restrictions=(day,)))
    assert lines(schedule, "2026-06-01T00:00", "2026-06-02T00:00") == ["01 00:00-01 08:00 ana"]


def test_a_weekly_window_of_one_day_with_an_early_end_is_the_whole_week_round() -> None:
    window = WeeklyWindow(0, time(9), 0, time(9))
    schedule = a_schedule(a_layer("ana", restrictions=(window,)))
    assert len(shifts(schedule, utc("2026-02-01T00:00"), utc("2026-05-01T00:00"))) == 1


def test_a_weekly_window_wraps_over_the_end_of_the_week() -> None:
    window = WeeklyWindow(4, time(17), 0, time(8))
    schedule = a_schedule(a_layer("ana", zone=ZoneInfo("UTC"), restrictions=(window,)))
    assert lines(schedule, "2026-02-06T00:00", "2026-02-13T00:00") == ["06 17:00-09 08:00 ana"]


def test_a_monthly_turn_from_the_31st_changes_on_the_last_day_of_a_short_month() -> None:
    layer = a_layer(unit="monthly", start=wall("2026-01-31T09:00"), zone=ZoneInfo("UTC"))
    assert lines(a_schedule(layer), "2026-02-15T00:00", "2026-04-15T00:00") == [
        "15 00:00-28 09:00 ana",
        "28 09:00-31 09:00 bo",
        "31 09:00-15 00:00 cy",
    ]


def test_a_handoff_on_a_weekday_anchors_at_the_last_one_before_the_start() -> None:
    layer = a_layer(start=wall("2026-01-07T12:00"), handoff=Handoff(time(9), weekday=0))
    assert people(a_schedule(layer), "2026-01-07T12:00") == ["ana"]
    assert people(a_schedule(layer), "2026-01-12T08:00") == ["bo"]


def test_a_handoff_takes_what_it_leaves_out_from_the_start() -> None:
    layer = a_layer(start=wall("2026-01-07T12:00"), handoff=Handoff(weekday=0))
    assert people(a_schedule(layer), "2026-01-12T10:59") == ["ana"]
    assert people(a_schedule(layer), "2026-01-12T11:00") == ["bo"]


def test_with_an_anchor_the_handoff_is_not_looked_at() -> None:
    layer = a_layer(anchor=wall("2026-01-14T09:00"), handoff=Handoff(time(3), weekday=1))
    assert people(a_schedule(layer), "2026-01-05T12:00") == ["bo"]
    assert people(a_schedule(layer), "2026-01-07T08:00") == ["cy"]
    assert people(a_schedule(layer), "2026-01-14T08:00") == ["ana"]


def test_days_that_by_day_leaves_out_are_no_turns() -> None:
    layer = a_layer(unit="daily", by_day=frozenset({0, 2}), length=2, zone=ZoneInfo("UTC"))
    assert lines(a_schedule(layer), "2026-01-05T00:00", "2026-01-15T00:00") == [
        "05 09:00-06 09:00 ana",
        "07 09:00-08 09:00 ana",
        "12 09:00-13 09:00 bo",
        "14 09:00-15 00:00 bo",
    ]


@pytest.mark.parametrize("unit", ["hourly", "daily", "weekly", "monthly"])
@given(
    hours=st.integers(0, 24 * 3650),
    zone=st.sampled_from([*ZONES, "Pacific/Apia"]),
    length=st.integers(1, 12),
)
def test_turns_follow_each_other_without_gap_or_overlap(
    unit: str, hours: int, zone: str, length: int
) -> None:
    layer = a_layer(unit=unit, length=length, zone=ZoneInfo(zone))
    at = utc("2010-01-06T00:00") + timedelta(hours=hours)
    found = list(turns(layer, at, at + timedelta(days=40)))
    assert found[0].start <= at < found[0].end
    for one, following in pairwise(found):
        assert one.end == following.start
        assert one.start < one.end


@given(
    st.datetimes(datetime(2005, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - wall times
    st.sampled_from([*ZONES, "Pacific/Apia"]),
)
def test_a_wall_time_begins_first_and_ends_last(moment: datetime, zone_name: str) -> None:
    zone, moment = ZoneInfo(zone_name), moment.replace(microsecond=0)
    begins, ends = instant_of(moment, zone), closing_of(moment, zone)
    assert wall_of(begins, zone) >= moment > wall_of(begins - TICK, zone)
    assert wall_of(ends - TICK, zone) < moment
    assert begins <= ends
    assert all(wall_of(ends + timedelta(minutes=15 * n), zone) >= moment for n in range(100))
