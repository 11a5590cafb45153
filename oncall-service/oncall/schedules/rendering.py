"""Rendering a schedule of a request: the production code, without storing anything."""

import asyncio

from oncall.domain.timeline import Schedule, on_call, shifts
from oncall.schedules.definitions import read_definition
from platform_contracts.schedules import (
    MOST_RENDERED_DAYS,
    Moment,
    Rendered,
    RenderedMoment,
    RenderedSpan,
    RenderMoment,
    RenderSchedule,
    RenderSpan,
    ShiftSpan,
)
from platform_kit.problems import Invalid


async def render(body: RenderSchedule) -> Rendered:
    """Who is on call at the moments and over the spans asked for. Raises Invalid."""
    days = 0
    for index, span in enumerate(body.ranges):
        if span.until <= span.since:
            raise Invalid.field(f"ranges.{index}.until", "is not after since")
        days += (span.until - span.since).days
    if days > MOST_RENDERED_DAYS:
        reason = f"together they are longer than {MOST_RENDERED_DAYS} days"
        raise Invalid.field("ranges", reason)
    schedule = read_definition(body.schedule)
    # Years of an hourly rotation take a while: not on the loop that others wait for.
    return await asyncio.to_thread(_render, schedule, body)


def _render(schedule: Schedule, body: RenderSchedule) -> Rendered:
    return Rendered(
        at=[_moment(schedule, entry) for entry in body.at],
        ranges=[_span(schedule, span) for span in body.ranges],
    )


def _moment(schedule: Schedule, entry: Moment | RenderMoment) -> RenderedMoment:
    at = entry.at if isinstance(entry, RenderMoment) else entry
    by = on_call(schedule, at)
    users = sorted(by)
    return RenderedMoment(
        at=at, users=users, expect=users, by={user: list(by[user]) for user in users}
    )


def _span(schedule: Schedule, span: RenderSpan) -> RenderedSpan:
    found = [
        ShiftSpan(start=shift.start, end=shift.end, users=list(shift.people))
        for shift in shifts(schedule, span.since, span.until)
    ]
    return RenderedSpan(since=span.since, until=span.until, shifts=found)
