"""What a dashboard is made of: pages of panels, each with its PromQL and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["stat", "lines", "bars", "heatmap", "table"]


@dataclass(frozen=True)
class Query:
    """One line of a panel. `legend` names its labels as `{{label}}`."""

    expr: str
    legend: str = ""


@dataclass(frozen=True)
class Panel:
    """A panel. `unit` is one of Grafana's (s, percentunit, short, reqps, bytes, …).

    `limits`: (warn, bad) for its colour, the worse one above; `width` of 24 columns.
    """

    title: str
    description: str
    queries: Sequence[Query]
    kind: Kind = "lines"
    unit: str = "short"
    limits: tuple[float, float] | None = None
    width: int = 8
    height: int = 8


@dataclass(frozen=True)
class Section:
    """A row of panels under one title."""

    title: str
    panels: Sequence[Panel]


@dataclass(frozen=True)
class Page:
    """A dashboard. `variables` are names of `VARIABLES`; `link` is the page of the platform."""

    uid: str
    title: str
    description: str
    sections: Sequence[Section]
    variables: Sequence[str] = ()
    link: str = "/incidents"
    since: str = "now-6h"
