"""The rules of escalations, on timelines written in one line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from domain_builders import utc

from oncall.domain.escalation import (
    Became,
    Escalation,
    Level,
    Machine,
    Paged,
    Policy,
    Roster,
    Rules,
    SupportHours,
    Urgency,
    catch_up,
)
from oncall.domain.simulation import Event, Service, Simulation
from oncall.domain.windows import DailyWindow

MONDAY = utc("2026-03-02T00:00")


def at(text: str) -> datetime:
    """`10:05` on the Monday of the tests, `+1 10:05` on the day after."""
    day, _, clock = text.rpartition(" ")
    hours, minutes = map(int, clock.split(":"))
    return MONDAY + timedelta(days=int(day or 0), hours=hours, minutes=minutes)


def event(text: str) -> Event:
    """`10:00 trigger`, `10:05 snooze 30`, `10:05 reassign cy dee`, `10:05 ack @k2`."""
    words = text.split()
    key = next((word[1:] for word in words if word.startswith("@")), "k1")
    words = [word for word in words if not word.startswith("@")]
    minutes = int(words[2]) if words[1] == "snooze" else 0
    users = tuple(words[2:]) if words[1] == "reassign" else ()
    return Event(at(words[0]), words[1], key, users, minutes)  # pyright: ignore[reportArgumentType]


@dataclass
class Stage:
    """A policy of `levels` (targets by level, `/` begins the next target), ten minutes each."""

    levels: Sequence[str] = ("ana", "bo")
    repeat: int = 0
    round_robin: bool = False
    ack_timeout: int | None = None
    urgency: Urgency = "high"
    support: SupportHours | None = None
    maintenance_until: str | None = None
    schedules: Mapping[str, Sequence[tuple[str, str, str]]] = field(default_factory=dict)  # pyright: ignore[reportUnknownVariableType]

    def on_call(self, moment: datetime, level: int) -> list[tuple[str, ...]]:
        return [self._people(target, moment) for target in self.levels[level - 1].split("/")]

    def _people(self, target: str, moment: datetime) -> tuple[str, ...]:
        if target not in self.schedules:
            return tuple(target.split())
        shifts = self.schedules[target]
        return tuple(who for start, end, who in shifts if at(start) <= moment < at(end))

    def urgency_at(self, moment: datetime) -> Urgency:
        if self.support is None:
            return self.urgency
        return "high" if self.support.open_at(moment) else "low"

    def run(self, *events: str, until: str = "12:00") -> list[str]:
        timeout = timedelta(minutes=self.ack_timeout) if self.ack_timeout else None
        levels = tuple(Level(timedelta(minutes=10), self.round_robin) for _ in self.levels)
        service = Service(
            Rules(timeout, self.support),
            self.urgency_at,
            at(self.maintenance_until) if self.maintenance_until else None,
        )
        simulation = Simulation(Policy(levels, self.repeat), service, self.on_call)
        lines: list[str] = []
        for done in simulation.run([event(line) for line in events], at(until)):
            clock = f"{done.effect.at:%H:%M}"
            if isinstance(done.effect, Paged):
                low = " low" if done.effect.urgency == "low" else ""
                lines.append(f"{clock} {'+'.join(done.effect.people)} {done.effect.level}{low}")
            elif isinstance(done.effect, Became):
                lines.append(f"{clock} {done.effect.state}")
        return lines


def pages(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if len(line.split()) > 2]


OFFICE = SupportHours(ZoneInfo("UTC"), (DailyWindow(time(11), time(17)),), raises=True)
NIGHT = {"s": [("10:30", "11:30", "ana")]}


def test_levels_follow_each_other_and_end_exhausted() -> None:
    assert Stage().run("10:00 trigger") == [
        *("10:00 triggered", "10:00 ana 1", "10:10 bo 2", "10:20 exhausted")
    ]


def test_passes_repeat() -> None:
    assert pages(Stage(repeat=1).run("10:00 trigger")) == [
        *("10:00 ana 1", "10:10 bo 2", "10:20 ana 1", "10:30 bo 2")
    ]


def test_nobody_on_call_is_said_once_and_the_first_to_come_is_paged() -> None:
    stage = Stage(levels=("s",), schedules=NIGHT)
    assert stage.run("10:00 trigger") == [
        *("10:00 triggered", "10:00 nobody_on_call", "10:30 ana 1", "10:40 exhausted")
    ]


def test_looking_for_somebody_uses_no_pass_up() -> None:
    stage = Stage(levels=("s",), schedules=NIGHT, repeat=1)
    assert pages(stage.run("10:00 trigger")) == ["10:30 ana 1", "10:40 ana 1"]


def test_an_empty_last_level_on_the_last_pass_is_exhausted_and_not_nobody() -> None:
    stage = Stage(levels=("ana", "s"), schedules={"s": []})
    assert stage.run("10:00 trigger")[-1] == "10:10 exhausted"


def test_an_acknowledgement_in_the_minute_of_a_timer_wins() -> None:
    assert pages(Stage().run("10:00 trigger", "10:10 ack")) == ["10:00 ana 1"]


def test_after_the_time_out_the_level_that_was_reached_is_paged_again() -> None:
    stage = Stage(ack_timeout=30)
    assert stage.run("10:00 trigger", "10:12 ack")[3:] == [
        *("10:12 acknowledged", "10:42 triggered", "10:42 bo 2", "10:52 exhausted")
    ]


def test_an_unacknowledged_incident_goes_on_in_the_same_pass() -> None:
    stage = Stage(repeat=1)
    found = pages(stage.run("10:00 trigger", "10:21 ack", "10:25 unack"))
    assert found[2:] == ["10:20 ana 1", "10:25 ana 1", "10:35 bo 2"]


def test_when_the_reached_level_is_empty_on_the_last_pass_level_1_follows() -> None:
    stage = Stage(levels=("ana", "s"), schedules={"s": [("10:00", "10:15", "bo")]})
    found = pages(stage.run("10:00 trigger", "10:12 ack", "10:20 unack"))
    assert found == ["10:00 ana 1", "10:10 bo 2", "10:20 ana 1"]


def test_after_a_snooze_level_1_of_pass_1_is_paged() -> None:
    stage = Stage(ack_timeout=5)
    assert stage.run("10:00 trigger", "10:12 snooze 20", "10:14 ack")[3:] == [
        *("10:12 acknowledged", "10:32 triggered", "10:32 ana 1", "10:42 bo 2", "10:52 exhausted")
    ]


def test_unacknowledging_ends_a_snooze_at_the_level_that_was_reached() -> None:
    found = pages(Stage().run("10:00 trigger", "10:12 snooze 60", "10:20 unack"))
    assert found == ["10:00 ana 1", "10:10 bo 2", "10:20 bo 2"]


def test_further_triggers_of_an_open_incident_do_nothing_until_it_is_resolved() -> None:
    lines = Stage().run("10:00 trigger", "10:05 trigger", "10:06 resolve", "10:08 trigger")
    assert lines == [
        *("10:00 triggered", "10:00 ana 1", "10:06 resolved"),
        *("10:08 triggered", "10:08 ana 1", "10:18 bo 2", "10:28 exhausted"),
    ]


def test_escalating_by_hand_wraps_from_the_last_level_even_without_repeats() -> None:
    found = pages(Stage().run("10:00 trigger", "10:03 escalate", "10:05 escalate"))
    assert found == ["10:00 ana 1", "10:03 bo 2", "10:05 ana 1", "10:15 bo 2"]


def test_escalating_by_hand_uses_a_pass_where_one_is_left() -> None:
    stage = Stage(levels=("ana",), repeat=1)
    assert stage.run("10:00 trigger", "10:05 escalate")[-2:] == ["10:05 ana 1", "10:15 exhausted"]


def test_an_exhausted_incident_can_be_escalated_again() -> None:
    assert Stage().run("10:00 trigger", "10:30 escalate")[-3:] == [
        *("10:30 ana 1", "10:40 bo 2", "10:50 exhausted")
    ]


def test_a_reassigned_incident_pages_those_people_and_no_level() -> None:
    stage = Stage(ack_timeout=10)
    assert stage.run("10:00 trigger", "10:05 reassign cy dee", "10:30 ack")[2:] == [
        *("10:05 cy+dee 0", "10:30 acknowledged", "10:40 triggered", "10:40 cy+dee 0")
    ]


@pytest.mark.parametrize("later", ["10:20 escalate", "10:10 snooze 10"])
def test_after_a_reassignment_escalating_and_a_snooze_lead_to_level_1(later: str) -> None:
    found = pages(Stage().run("10:00 trigger", "10:05 reassign cy", later))
    assert found[2:] == ["10:20 ana 1", "10:30 bo 2"]


def test_round_robin_takes_the_next_target_that_has_somebody_and_shares_its_turn() -> None:
    stage = Stage(levels=("ana/s/cy",), round_robin=True, schedules={"s": []})
    found = pages(stage.run("10:00 trigger", "10:01 trigger @k2", "10:02 trigger @k3"))
    assert found == ["10:00 ana 1", "10:01 cy 1", "10:02 ana 1"]


def test_everybody_of_a_level_is_paged_once() -> None:
    assert pages(Stage(levels=("ana/ana bo",)).run("10:00 trigger")) == ["10:00 ana+bo 1"]


def test_low_urgency_pages_level_1_and_goes_no_further() -> None:
    lines = Stage(urgency="low").run("10:00 trigger")
    assert lines == ["10:00 triggered", "10:00 ana 1 low"]


def test_an_empty_level_1_is_passed_over_when_low_too() -> None:
    stage = Stage(levels=("s", "bo"), urgency="low", schedules={"s": []})
    assert pages(stage.run("10:00 trigger")) == ["10:00 bo 2 low"]


def test_low_becomes_high_when_support_hours_begin() -> None:
    stage = Stage(support=OFFICE)
    assert pages(stage.run("10:00 trigger")) == [*("10:00 ana 1 low", "11:00 ana 1", "11:10 bo 2")]


def test_an_incident_that_is_acknowledged_when_they_begin_stays_low() -> None:
    stage = Stage(support=OFFICE)
    found = pages(stage.run("10:00 trigger", "11:00 ack", "11:30 unack", until="+1 11:05"))
    assert found == ["10:00 ana 1 low", "11:30 ana 1 low", "11:00 ana 1"]


def test_a_further_trigger_in_support_hours_raises_a_triggered_incident() -> None:
    quiet = SupportHours(OFFICE.zone, OFFICE.windows)
    stage = Stage(support=quiet)
    assert pages(stage.run("10:00 trigger", "11:20 trigger", until="11:25")) == [
        *("10:00 ana 1 low", "11:20 ana 1")
    ]
    acknowledged = stage.run("10:00 trigger", "10:01 ack", "11:20 trigger", "11:30 unack")
    assert pages(acknowledged)[1] == "11:30 ana 1"


def test_support_hours_keep_to_the_wall_clock_over_a_change_of_the_clock() -> None:
    hours = SupportHours(ZoneInfo("America/New_York"), (DailyWindow(time(9), time(17)),))
    assert hours.next_start(utc("2026-03-07T15:00")) == utc("2026-03-08T13:00")
    assert hours.next_start(utc("2026-03-06T15:00")) == utc("2026-03-07T14:00")
    assert not hours.open_at(utc("2026-03-08T21:00"))


def test_what_opens_in_maintenance_is_paged_at_its_end_and_refuses_everything_before() -> None:
    stage = Stage(maintenance_until="11:00")
    lines = stage.run("10:00 trigger", "10:10 ack", "10:20 escalate", until="11:05")
    assert lines == ["10:00 suppressed", "11:00 triggered", "11:00 ana 1"]
    assert Stage(maintenance_until="11:00").run("10:00 trigger", "10:05 resolve") == [
        *("10:00 suppressed", "10:05 resolved")
    ]


def test_a_trigger_at_the_end_of_maintenance_is_no_longer_suppressed() -> None:
    assert Stage(maintenance_until="10:00").run("10:00 trigger")[0] == "10:00 triggered"


def overdue(policy: Policy, now: Escalation, late: datetime) -> tuple[list[str], Escalation]:
    people = {1: "ana", 2: "bo"}
    machine = Machine(policy, Rules(), Roster(lambda level: [[people[level]]]))
    after = catch_up(machine, now, late)
    return [
        f"{'+'.join(e.people)} {e.level}" for e in machine.effects if isinstance(e, Paged)
    ], after


def test_overdue_steps_after_own_downtime_are_one_page_and_the_levels_go_on_from_now() -> None:
    policy = Policy((Level(timedelta(minutes=10)), Level(timedelta(minutes=30))))
    waiting = Escalation("triggered", due_at=at("10:00"))
    found, after = overdue(policy, waiting, at("12:00"))
    assert found == ["ana+bo 2"]
    assert (after.due_at, after.exhausted) == (at("12:30"), False)


def test_one_overdue_step_keeps_its_whole_delay() -> None:
    policy = Policy((Level(timedelta(minutes=10)), Level(timedelta(minutes=30))))
    found, after = overdue(policy, Escalation("triggered", due_at=at("10:00")), at("10:05"))
    assert (found, after.due_at) == (["ana 1"], at("10:15"))
