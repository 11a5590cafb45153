"""Edits: the past and whoever is on call stay as they are."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from domain_builders import ZONES, a_layer, a_schedule, lines, people, utc, wall

from oncall.domain.layers import Edit, RemoveUser, SetUsers, duties
from oncall.domain.rotation import Layer
from oncall.domain.timeline import Schedule, Version, shifts, with_edits
from oncall.domain.versions import Wanted, differences, planned

UTC = ZoneInfo("UTC")
TICK = timedelta(microseconds=1)
NAMES = ("ana", "bo", "cy", "dee", "eve", "finn")


def edited(layer: Layer, *edits: tuple[str, Edit]) -> Schedule:
    entries = [(utc(at), layer.id, edit) for at, edit in edits]
    return Schedule(with_edits(Version((layer,)), entries))


def set_users(*users: str | tuple[str, ...] | None) -> SetUsers:
    return SetUsers(a_layer(*users).slots)


def daily(*users: str | tuple[str, ...] | None, **changes: object) -> Layer:
    return a_layer(*users, unit="daily", zone=UTC, **changes)


def test_when_the_person_on_call_is_removed_the_next_one_takes_over_at_once() -> None:
    schedule = edited(daily("ana", "bo", "cy"), ("2026-01-06T12:00", RemoveUser("bo")))
    assert lines(schedule, "2026-01-06T09:00", "2026-01-09T09:00") == [
        "06 09:00-06 12:00 bo",
        "06 12:00-07 09:00 cy",
        "07 09:00-08 09:00 ana",
        "08 09:00-09 09:00 cy",
    ]


def test_removing_takes_one_member_out_of_a_slot_and_the_slot_stays() -> None:
    schedule = edited(daily(("ana", "bo"), "cy"), ("2026-01-05T12:00", RemoveUser("ana")))
    assert people(schedule, "2026-01-05T12:00") == ["bo"]
    assert people(schedule, "2026-01-06T12:00") == ["cy"]


def test_a_name_that_comes_twice_keeps_its_occurrence() -> None:
    layer = daily("ana", "bo", "ana", "cy")
    schedule = edited(layer, ("2026-01-07T12:00", set_users("zed", "ana", "bo", "ana", "cy")))
    assert people(schedule, "2026-01-07T12:00") == ["ana"]
    assert people(schedule, "2026-01-08T12:00") == ["cy"]


def test_without_the_holder_the_next_in_the_old_order_who_stays_takes_over() -> None:
    layer = daily("ana", "bo", "cy")
    schedule = edited(layer, ("2026-01-05T12:00", set_users("zed", "cy")))
    assert people(schedule, "2026-01-05T12:00") == ["cy"]
    strangers = edited(layer, ("2026-01-05T12:00", set_users("zed", "yan")))
    assert people(strangers, "2026-01-05T12:00") == ["zed"]


def test_an_edit_exactly_at_a_handoff_finds_the_new_holder() -> None:
    schedule = edited(daily("ana", "bo"), ("2026-01-06T09:00", set_users("cy", "bo")))
    assert people(schedule, "2026-01-06T09:00") == ["bo"]
    assert people(schedule, "2026-01-07T09:00") == ["cy"]


def test_before_the_start_an_edit_simply_changes_the_list() -> None:
    schedule = edited(daily("ana", "bo"), ("2026-01-01T00:00", set_users("cy", "ana")))
    assert people(schedule, "2026-01-05T09:00") == ["cy"]


def test_on_an_empty_day_the_holder_of_the_next_turn_counts() -> None:
    layer = daily("ana", "bo", by_day=frozenset({0, 2}))
    schedule = edited(layer, ("2026-01-06T12:00", set_users("zed", "bo", "cy")))
    assert people(schedule, "2026-01-07T12:00") == ["bo"]
    assert people(schedule, "2026-01-12T12:00") == ["cy"]


def test_edits_follow_each_other() -> None:
    edits = (
        ("2026-01-05T12:00", set_users("zed", "ana", "bo")),
        ("2026-01-06T12:00", RemoveUser("bo")),
    )
    schedule = edited(daily("ana", "bo"), *edits)
    assert lines(schedule, "2026-01-06T09:00", "2026-01-08T09:00") == [
        "06 09:00-06 12:00 bo",
        "06 12:00-07 09:00 zed",
        "07 09:00-08 09:00 ana",
    ]


def test_a_rotation_with_nobody_left_is_empty_and_can_be_filled_again() -> None:
    edits = (("2026-01-05T12:00", RemoveUser("ana")), ("2026-01-07T12:00", set_users("bo")))
    schedule = edited(daily("ana"), *edits)
    assert people(schedule, "2026-01-06T12:00") == []
    assert people(schedule, "2026-01-07T12:00") == ["bo"]


def test_a_change_of_times_waits_for_the_handoff_and_the_order_goes_on() -> None:
    weekly = a_layer("ana", "bo", "cy", zone=UTC)
    at = utc("2026-01-14T12:00")
    versions = planned(Version((weekly,)), Wanted((daily("ana", "bo", "cy"),)), at)
    schedule = Schedule((Version((weekly,)), *versions))
    assert lines(schedule, "2026-01-12T09:00", "2026-01-21T09:00") == [
        "12 09:00-19 09:00 bo",
        "19 09:00-20 09:00 cy",
        "20 09:00-21 09:00 ana",
    ]


def test_a_layer_that_is_taken_out_goes_on_until_its_handoff() -> None:
    low, high = daily("ana"), daily("bo", "cy", id="L2", level=1)
    at = utc("2026-01-06T12:00")
    versions = planned(Version((low, high)), Wanted((low,)), at)
    schedule = Schedule((Version((low, high)), *versions))
    assert people(schedule, "2026-01-06T12:00") == ["cy"]
    assert people(schedule, "2026-01-07T09:00") == ["ana"]


def test_saving_without_a_change_makes_no_version() -> None:
    current = Version((daily("ana", "bo"),))
    assert planned(current, Wanted(current.layers), utc("2026-01-06T12:00")) == ()


def test_differences_say_who_gains_and_who_loses() -> None:
    before = shifts(
        a_schedule(daily("ana", "bo")), utc("2026-01-05T09:00"), utc("2026-01-07T09:00")
    )
    after = shifts(a_schedule(daily("ana", "cy")), utc("2026-01-05T09:00"), utc("2026-01-07T09:00"))
    assert [(f"{d.start:%d}", d.gains, d.loses) for d in differences(before, after)] == [
        ("06", ("cy",), ("bo",))
    ]


def random_layer(dice: random.Random, name: str) -> Layer:
    users = [dice.choice([*NAMES, None, ("ana", "dee")]) for _ in range(dice.randint(1, 5))]
    layer = a_layer(*users, id=name, zone=ZoneInfo(dice.choice(ZONES)), level=dice.randint(0, 2))
    start = wall("2026-01-01T00:00") + timedelta(hours=dice.randint(0, 500))
    unit = dice.choice(["hourly", "daily", "weekly", "monthly"])
    return replace(layer, start=start, unit=unit, length=dice.randint(1, 4))


def random_edit(dice: random.Random, layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Another list, other times, one layer less or one more."""
    place = dice.randrange(len(layers)) if layers else 0
    kind = dice.choice(["users", "users", "times", "less", "more"]) if layers else "more"
    if kind == "more":
        return (*layers, random_layer(dice, f"X{dice.random()}"))
    if kind == "less":
        return (*layers[:place], *layers[place + 1 :])
    fresh = random_layer(dice, layers[place].id)
    if kind == "users":
        fresh = replace(layers[place], slots=fresh.slots)
    return (*layers[:place], fresh, *layers[place + 1 :])


def holders(version: Version, at: datetime) -> dict[str, tuple[str, ...]]:
    found = {layer.id: duties(layer, at, at + TICK) for layer in version.layers}
    return {key: duty[0].people for key, duty in found.items() if duty}


@pytest.mark.parametrize("seed", range(20))
def test_random_edits_change_no_past_and_nobody_who_is_on_call(seed: int) -> None:
    """500 edits each, 10,000 together: the past stays, and every turn that runs is finished."""
    dice = random.Random(seed)
    at = utc("2026-01-10T00:00")
    versions: tuple[Version, ...] = (Version((random_layer(dice, "A"), random_layer(dice, "B"))),)
    for _ in range(500):
        at += timedelta(minutes=dice.randint(1, 60 * 40))
        holding = tuple(version for version in versions[-12:] if version.since <= at)
        wanted = random_edit(dice, holding[-1].layers)
        fresh = (*holding, *planned(holding[-1], Wanted(wanted), at))
        look = at - timedelta(hours=dice.randint(1, 12))
        past = shifts(Schedule(versions[-8:]), look, at)
        assert shifts(Schedule((*versions[-8:], *fresh[len(holding) :])), look, at) == past
        now = [version for version in fresh if version.since <= at][-1]
        new_lists = {layer.id: {u for slot in layer.slots for u in slot} for layer in wanted}
        for key, people_before in holders(holding[-1], at).items():
            kept = set(people_before) & new_lists.get(key, set(people_before))
            # A slot of two that the new list separates keeps one of them on call.
            assert not kept or kept & set(holders(now, at).get(key, ())), (seed, at, key)
        versions = fresh
