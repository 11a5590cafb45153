"""Rendering and looking up schedules: how long, beside the goals.

    python benchmarks/oncall_schedules.py

The schedule has three layers in a zone that changes its clocks: a weekly rotation, nights by the
day, and office hours by 36-hour turns; and an override a week. A ratio above 1 misses the goal.
"""

import platform as machine
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from oncall.domain.timeline import Schedule, current_shift, on_call, shifts
from oncall.schedules.definitions import read_definition
from platform_contracts.schedules import ScheduleDefinition

START = datetime(2026, 1, 1, tzinfo=UTC)
YEAR_GOAL_MS = 50.0
LOOKUPS_GOAL = 1000.0
REPEATS = 7
LOOKUPS = 2000


def the_schedule() -> Schedule:
    """Three layers, and an override in every week of the year."""
    layers = [
        {"id": "week", "users": ["ana", "bo", "cy"], "start": "2026-01-05T09:00"},
        {
            "id": "night",
            "users": ["dee", "eve"],
            "start": "2026-01-05T20:00",
            "rotation": {"type": "daily"},
            "restrictions": [{"type": "daily", "start": "20:00", "end": "08:00"}],
            "level": 1,
        },
        {
            "id": "office",
            "users": ["finn", "gus", None],
            "start": "2026-01-05T08:00",
            "rotation": {"type": "hourly", "length": 36},
            "restrictions": [
                {"type": "daily", "start": "08:00", "end": "17:00", "days": ["MO", "WE", "FR"]}
            ],
            "level": 2,
        },
    ]
    overrides = [
        {
            "start": START + timedelta(weeks=week),
            "end": START + timedelta(weeks=week, hours=6),
            "users": ["zed"],
        }
        for week in range(52)
    ]
    body = {"timezone": "Europe/Berlin", "layers": layers, "overrides": overrides}
    return read_definition(ScheduleDefinition.model_validate(body))


def milliseconds(work: Callable[[], object]) -> float:
    """The median of some runs."""
    took: list[float] = []
    for _ in range(REPEATS):
        at = time.perf_counter()
        work()
        took.append((time.perf_counter() - at) * 1000)
    return statistics.median(took)


def look_ups(schedule: Schedule) -> None:
    """Who is on call, and until when, at instants all over ten years."""
    for number in range(LOOKUPS):
        at = START + timedelta(minutes=number * 2617)
        if number % 2:
            on_call(schedule, at)
        else:
            current_shift(schedule, at)


def main() -> None:
    """Measure, print one table."""
    schedule = the_schedule()
    year = milliseconds(lambda: shifts(schedule, START, START + timedelta(days=365)))
    a_second = LOOKUPS / milliseconds(lambda: look_ups(schedule)) * 1000
    print(f"machine: {machine.machine()}, Python {machine.python_version()}")
    print("| what | measured | goal | ratio |")
    print("|---|---|---|---|")
    print(
        f"| a year of three layers, ms | {year:.1f} | {YEAR_GOAL_MS} | {year / YEAR_GOAL_MS:.2f} |"
    )
    ratio = LOOKUPS_GOAL / a_second
    print(f"| current look-ups a second | {a_second:.0f} | {LOOKUPS_GOAL:.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
