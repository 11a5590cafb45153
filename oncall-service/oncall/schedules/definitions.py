"""Wire definitions of schedules to the pure ones of the domain."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from oncall.domain.layers import Edit, RemoveUser, SetUsers
from oncall.domain.overrides import Override, TemporarySchedule, TemporaryShift
from oncall.domain.rotation import Handoff, Layer, Slot
from oncall.domain.timeline import Schedule, Version, with_edits
from oncall.domain.windows import EVERY_DAY, DailyWindow, WeeklyWindow, Window
from platform_contracts import schedules as wire
from platform_contracts.shifts import CreateOverride
from platform_kit.problems import Invalid

WireUser = UUID | str


def read_definition(body: wire.ScheduleDefinition) -> Schedule:
    """The schedule of a request. Raises Invalid and names the field."""
    layers = tuple(
        read_layer(layer, layer.id, body.timezone, f"schedule.layers.{index}")
        for index, layer in enumerate(body.layers)
    )
    ids = {layer.id for layer in layers}
    if len(ids) < len(layers):
        raise Invalid.field("schedule.layers", "two layers have the same id")
    edits = [
        (edit.at, edit.layer, _edit(edit, f"schedule.edits.{index}", ids))
        for index, edit in enumerate(body.edits)
    ]
    return Schedule(
        versions=with_edits(Version(layers, body.mode), edits),
        overrides=tuple(
            _override(entry, f"schedule.overrides.{index}", ids)
            for index, entry in enumerate(body.overrides)
        ),
        fixed=tuple(
            _temporary(entry, f"schedule.fixed.{index}") for index, entry in enumerate(body.fixed)
        ),
    )


def read_layer(
    layer: wire.Layer | wire.RenderedLayer, layer_id: str, timezone: str, field: str
) -> Layer:
    """A layer in its own zone or the schedule's. Raises Invalid when it ends before its start."""
    start = datetime.fromisoformat(layer.start)
    end = datetime.fromisoformat(layer.end) if layer.end else None
    if end is not None and end <= start:
        raise Invalid.field(f"{field}.end", "is not after the start")
    return Layer(
        id=layer_id,
        slots=tuple(_slot(entry) for entry in layer.users),
        zone=ZoneInfo(layer.timezone or timezone),
        start=start,
        end=end,
        unit=layer.rotation.type,
        length=layer.rotation.length,
        by_day=_days(layer.rotation.by_day),
        anchor=datetime.fromisoformat(layer.anchor) if layer.anchor else None,
        handoff=_handoff(layer.handoff) if layer.handoff else None,
        restrictions=tuple(_window(entry) for entry in layer.restrictions),
        level=layer.level,
        name=layer.name or "",
    )


def stored_layer(layer: Layer) -> dict[str, Any]:
    """A layer as a version keeps it: in the form of the API, with its zone and `offset`."""
    handoff = layer.handoff
    document = {
        "id": layer.id,
        "name": layer.name or None,
        "users": [list(slot) or None for slot in layer.slots],
        "start": layer.start.isoformat(),
        "end": layer.end.isoformat() if layer.end else None,
        "timezone": layer.zone.key,
        "rotation": {
            "type": layer.unit,
            "length": layer.length,
            "by_day": [wire.WEEKDAYS[day] for day in sorted(layer.by_day)] or None,
        },
        "anchor": layer.anchor.isoformat() if layer.anchor else None,
        "handoff": handoff and _handoff_document(handoff),
        "restrictions": [_window_document(window) for window in layer.restrictions],
        "level": layer.level,
    }
    return document | {"offset": layer.offset}


def read_stored_layer(document: dict[str, Any], timezone: str, layer_id: str) -> Layer:
    """The layer of a version; one from before layers had ids gets `layer_id`."""
    plain = {name: value for name, value in document.items() if name != "offset"}
    plain["id"] = plain.get("id") or layer_id
    layer = wire.RenderedLayer.model_validate(plain)
    read = read_layer(layer, layer.id, timezone, "layers")
    return replace(read, offset=document.get("offset", 0))


def _handoff_document(handoff: Handoff) -> dict[str, Any]:
    return {
        "time": handoff.time.isoformat() if handoff.time is not None else None,
        "weekday": wire.WEEKDAYS[handoff.weekday] if handoff.weekday is not None else None,
        "day": handoff.day,
    }


def _window_document(window: Window) -> dict[str, Any]:
    times = {"start": window.start.isoformat(), "end": window.end.isoformat()}
    if isinstance(window, DailyWindow):
        days = [wire.WEEKDAYS[day] for day in sorted(window.days)]
        return times | {"type": "daily", "days": days}
    days = {"start_day": wire.WEEKDAYS[window.start_day], "end_day": wire.WEEKDAYS[window.end_day]}
    return times | days | {"type": "weekly"}


def _slot(entry: WireUser | Sequence[WireUser] | None) -> Slot:
    if entry is None:
        return ()
    if isinstance(entry, UUID | str):
        return (str(entry),)
    return tuple(dict.fromkeys(str(user) for user in entry))


def _handoff(handoff: wire.Handoff) -> Handoff:
    return Handoff(
        time=time.fromisoformat(handoff.time) if handoff.time else None,
        weekday=wire.WEEKDAYS.index(handoff.weekday) if handoff.weekday else None,
        day=handoff.day,
    )


def _days(names: Sequence[str] | None) -> frozenset[int]:
    return frozenset(wire.WEEKDAYS.index(name) for name in names or ())


def _window(entry: wire.DailyRestriction | wire.WeeklyRestriction) -> Window:
    start, end = time.fromisoformat(entry.start), time.fromisoformat(entry.end)
    if isinstance(entry, wire.DailyRestriction):
        return DailyWindow(start, end, _days(entry.days) or EVERY_DAY)
    first, last = (wire.WEEKDAYS.index(day) for day in (entry.start_day, entry.end_day))
    return WeeklyWindow(first, start, last, end)


def _edit(edit: wire.RenderedEdit, field: str, layers: set[str]) -> Edit:
    if edit.layer not in layers:
        raise Invalid.field(f"{field}.layer", f"there is no layer {edit.layer}")
    if edit.op == "set_users":
        if edit.users is None:
            raise Invalid.field(f"{field}.users", "set_users needs a list")
        return SetUsers(tuple(_slot(entry) for entry in edit.users))
    if edit.user is None:
        raise Invalid.field(f"{field}.user", "remove_user needs a person")
    return RemoveUser(edit.user)


def _override(entry: wire.RenderedOverride, field: str, layers: set[str]) -> Override:
    check_override(entry, field, layers)
    return Override(
        start=entry.start,
        end=entry.end,
        kind=entry.type,
        users=tuple(dict.fromkeys(entry.users)),
        instead_of=entry.instead_of,
        layers=tuple(entry.layers),
        label=f"{entry.type} override",
    )


def check_override(
    entry: wire.RenderedOverride | CreateOverride, field: str, layers: set[str]
) -> None:
    """Raises Invalid for an override that says nothing clear."""
    prefix = f"{field}." if field else ""
    if entry.end <= entry.start:
        raise Invalid.field(f"{prefix}end", "is not after the start")
    if entry.type in ("remove", "replace") and entry.instead_of is None:
        raise Invalid.field(f"{prefix}instead_of", f"{entry.type} names the person it is about")
    if entry.type in ("replace", "add") and not entry.users:
        raise Invalid.field(f"{prefix}users", f"{entry.type} needs somebody")
    if entry.layers and entry.type != "cover":
        raise Invalid.field(f"{prefix}layers", "only a cover is limited to layers")
    for layer in entry.layers:
        if layer not in layers:
            raise Invalid.field(f"{prefix}layers", f"there is no layer {layer}")


def _temporary(entry: wire.RenderedFixed, field: str) -> TemporarySchedule:
    if entry.end <= entry.start:
        raise Invalid.field(f"{field}.end", "is not after the start")
    for index, shift in enumerate(entry.shifts):
        if shift.end <= shift.start:
            raise Invalid.field(f"{field}.shifts.{index}.end", "is not after the start")
    shifts = tuple(TemporaryShift(s.user, s.start, s.end) for s in entry.shifts)
    return TemporarySchedule(entry.start, entry.end, shifts)
