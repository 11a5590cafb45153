"""Layers, schedules and moments of the domain, in one line each."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from oncall.domain.overrides import Override, TemporarySchedule
from oncall.domain.rotation import Layer, Slot
from oncall.domain.timeline import Schedule, Version, on_call, shifts

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Seoul",
    "America/Sao_Paulo",
    "Africa/Cairo",
)


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_layer(*users: str | tuple[str, ...] | None, **changes: object) -> Layer:
    slots: tuple[Slot, ...] = tuple(
        () if user is None else (user,) if isinstance(user, str) else user
        for user in users or ("ana", "bo", "cy")
    )
    values: dict[str, object] = {
        "id": "L1",
        "slots": slots,
        "zone": BERLIN,
        "start": wall("2026-01-05T09:00"),
    }
    return Layer(**values | changes)  # pyright: ignore[reportArgumentType]


def a_schedule(
    *layers: Layer,
    mode: str = "precedence",
    overrides: tuple[Override, ...] = (),
    fixed: tuple[TemporarySchedule, ...] = (),
) -> Schedule:
    version = Version(layers, mode)  # pyright: ignore[reportArgumentType]
    return Schedule((version,), overrides, fixed)


def people(schedule: Schedule, at: str) -> list[str]:
    return sorted(on_call(schedule, utc(at)))


def lines(schedule: Schedule, since: str, until: str) -> list[str]:
    """Shifts as `day hour:minute-day hour:minute names`."""
    return [
        f"{s.start:%d %H:%M}-{s.end:%d %H:%M} {'+'.join(s.people)}"
        for s in shifts(schedule, utc(since), utc(until))
    ]
