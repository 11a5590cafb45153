"""Layers, overrides, temporary schedules and people who left, taken together."""

from dataclasses import replace
from datetime import time
from zoneinfo import ZoneInfo

from domain_builders import a_layer, a_schedule, lines, people, utc

from oncall.domain.overrides import Override, OverrideKind, TemporarySchedule, TemporaryShift
from oncall.domain.timeline import current_shift, gaps, on_call, shifts
from oncall.domain.windows import DailyWindow

UTC = ZoneInfo("UTC")
DAY = ("2026-01-06T00:00", "2026-01-07T00:00")


def over(
    kind: OverrideKind, *users: str, instead_of: str | None = None, layers: tuple[str, ...] = ()
) -> Override:
    return Override(utc(DAY[0]), utc(DAY[1]), kind, users, instead_of, layers)


def test_a_higher_level_hides_a_lower_one_and_an_empty_slot_hides_nobody() -> None:
    low, high = a_layer("ana"), a_layer("bo", None, id="L2", level=1)
    assert people(a_schedule(low, high), "2026-01-06T00:00") == ["bo"]
    assert people(a_schedule(low, high), "2026-01-13T00:00") == ["ana"]


def test_in_a_union_the_level_does_not_matter() -> None:
    low, high = a_layer("ana"), a_layer(("bo", "ana"), id="L2", level=1)
    assert people(a_schedule(low, high, mode="union"), "2026-01-06T00:00") == ["ana", "bo"]


def test_several_people_take_a_turn_together() -> None:
    assert people(a_schedule(a_layer(("ana", "bo"), "cy")), "2026-01-06T00:00") == ["ana", "bo"]


def test_of_several_covers_the_later_one_counts() -> None:
    schedule = a_schedule(a_layer("ana"), overrides=(over("cover", "bo"), over("cover", "cy")))
    assert people(schedule, DAY[0]) == ["cy"]
    assert people(schedule, DAY[1]) == ["ana"]


def test_a_cover_by_nobody_is_a_gap_on_purpose() -> None:
    assert people(a_schedule(a_layer("ana"), overrides=(over("cover"),)), DAY[0]) == []


def test_a_cover_of_layers_sets_their_people_also_while_they_are_off() -> None:
    night = a_layer("cy", id="night", restrictions=(DailyWindow(time(20), time(8)),), level=1)
    schedule = a_schedule(
        a_layer("ana"), night, overrides=(over("cover", "zed", layers=("night",)),)
    )
    assert people(schedule, "2026-01-06T12:00") == ["zed"]


def test_a_full_cover_after_a_cover_of_a_layer_covers_that_too() -> None:
    covers = (over("cover", "zed", layers=("L1",)), over("cover", "bo"))
    assert people(a_schedule(a_layer("ana"), overrides=covers), DAY[0]) == ["bo"]


def test_remove_replace_and_add_come_after_the_covers_in_this_order() -> None:
    stacked = (
        over("add", "ana"),
        over("replace", "dee", instead_of="bo"),
        over("replace", "eve", instead_of="dee"),
        over("remove", instead_of="ana"),
        over("cover", "ana", "bo"),
    )
    schedule = a_schedule(a_layer("cy"), overrides=stacked)
    assert people(schedule, DAY[0]) == ["ana", "eve"]


def test_a_replacement_for_somebody_who_is_not_on_call_does_nothing() -> None:
    schedule = a_schedule(a_layer("ana"), overrides=(over("replace", "dee", instead_of="bo"),))
    assert people(schedule, DAY[0]) == ["ana"]


def test_a_schedule_without_layers_can_be_covered() -> None:
    assert people(a_schedule(overrides=(over("cover", "ana"),)), DAY[0]) == ["ana"]


def test_inside_a_temporary_schedule_only_its_shifts_count() -> None:
    first = TemporarySchedule(utc(DAY[0]), utc(DAY[1]), ())
    shift = TemporaryShift("zed", utc("2026-01-06T06:00"), utc("2026-01-06T12:00"))
    second = TemporarySchedule(utc("2026-01-06T06:00"), utc("2026-01-06T18:00"), (shift,))
    schedule = a_schedule(
        a_layer("ana", zone=UTC), fixed=(first, second), overrides=(over("add", "bo"),)
    )
    assert lines(schedule, "2026-01-05T09:00", "2026-01-08T00:00") == [
        "05 09:00-06 00:00 ana",
        "06 06:00-06 12:00 zed",
        "07 00:00-08 00:00 ana",
    ]


def test_somebody_who_left_is_nobody_and_a_lower_layer_shows_through() -> None:
    low, high = a_layer("ana"), a_layer("bo", id="L2", level=1)
    schedule = replace(a_schedule(low, high), absent={"bo": utc("2026-01-06T12:00")})
    assert people(schedule, "2026-01-06T11:59") == ["bo"]
    assert people(schedule, "2026-01-06T12:00") == ["ana"]


def test_what_nobody_has_is_a_gap() -> None:
    window = DailyWindow(time(8), time(18))
    schedule = a_schedule(a_layer("ana", zone=UTC, restrictions=(window,)))
    since, until = utc("2026-01-06T00:00"), utc("2026-01-07T00:00")
    found = gaps(shifts(schedule, since, until), since, until)
    assert found == [(since, utc("2026-01-06T08:00")), (utc("2026-01-06T18:00"), until)]


def test_the_present_shift_says_until_when_and_by_what() -> None:
    schedule = a_schedule(a_layer("ana", "bo", zone=UTC, name="primary"))
    by, until = current_shift(schedule, utc("2026-01-06T00:00"))
    assert (by, until) == ({"ana": ("primary",)}, utc("2026-01-12T09:00"))
    assert current_shift(schedule, utc("2026-01-01T00:00")) == ({}, utc("2026-01-05T09:00"))
    assert current_shift(a_schedule(a_layer("ana")), utc("2026-02-01T00:00"))[1] is None


def test_a_look_at_a_moment_and_a_rendered_span_agree() -> None:
    schedule = a_schedule(a_layer("ana", "bo", unit="hourly", length=7))
    for shift in shifts(schedule, utc("2026-03-28T00:00"), utc("2026-03-31T00:00")):
        assert sorted(on_call(schedule, shift.start)) == list(shift.people)
