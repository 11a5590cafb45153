"""What each figure means, once: pages, API and Prometheus count by these expressions.

An incident counts on the day it was opened; merged ones count as the one they were merged into.
A promise is broken when it was kept too late, or when the watch has said that it is broken.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Float, Label, and_, any_, case, cast, func, or_

from incident_management.incidents.models import IncidentRow as Row
from incident_management.lists.filters import OPEN

COUNTED: Final[ColumnElement[bool]] = Row.merged_into.is_(None)
STILL_OPEN: Final = OPEN
MTTA: Final[ColumnElement[float]] = cast(
    func.extract("epoch", Row.acknowledged_at - Row.opened_at), Float
)
MTTR: Final[ColumnElement[float]] = cast(
    func.extract("epoch", Row.resolved_at - Row.opened_at), Float
)
PROMISED: Final[ColumnElement[bool]] = or_(
    Row.ack_due_at.is_not(None), Row.resolve_due_at.is_not(None)
)
BREACHED: Final[ColumnElement[bool]] = or_(
    and_(
        Row.ack_due_at.is_not(None),
        func.coalesce(
            Row.acknowledged_at > Row.ack_due_at, any_(Row.sla_told) == "acknowledge_breached"
        ),
    ),
    and_(
        Row.resolve_due_at.is_not(None),
        func.coalesce(
            Row.resolved_at > Row.resolve_due_at, any_(Row.sla_told) == "resolve_breached"
        ),
    ),
)


def number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows fulfil the condition."""
    return func.count(case((condition, 1)))


def percentile(share: float, value: ColumnElement[float]) -> ColumnElement[Any]:
    """The value below which the share of values lies, interpolated; null without values."""
    return func.percentile_cont(share).within_group(value)


def spread(name: str, value: ColumnElement[float]) -> tuple[Label[Any], ...]:
    """Count, mean, median and 90th percentile of a value, as columns of that name."""
    return (
        func.count(value).label(f"{name}_count"),
        func.avg(value).label(f"{name}_mean"),
        percentile(0.5, value).label(f"{name}_median"),
        percentile(0.9, value).label(f"{name}_p90"),
    )


FIGURES: Final = (
    func.count().label("opened"),
    func.count(Row.resolved_at).label("resolved"),
    *spread("mtta", MTTA),
    *spread("mttr", MTTR),
    number(PROMISED).label("promised"),
    number(BREACHED).label("breached"),
)
