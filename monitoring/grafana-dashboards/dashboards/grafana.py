"""A page as Grafana's model. The data source is a variable, severities have the pages' colours."""

from collections.abc import Callable
from typing import Final

from grafana_foundation_sdk.builders import (
    bargauge,
    dashboard,
    heatmap,
    prometheus,
    stat,
    table,
    timeseries,
)
from grafana_foundation_sdk.builders.common import ReduceDataOptions, VizLegendOptions
from grafana_foundation_sdk.models.common import (
    BigValueColorMode,
    BigValueGraphMode,
    LegendDisplayMode,
    LegendPlacement,
    VizOrientation,
)
from grafana_foundation_sdk.models.dashboard import (
    DashboardLinkType,
    DataSourceRef,
    DynamicConfigValue,
    FieldColorModeId,
    Threshold,
    ThresholdsMode,
    VariableRefresh,
    VariableSort,
)
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from dashboards.spec import Page, Panel, Query

SOURCE: Final = DataSourceRef(type_val="prometheus", uid="${datasource}")
WIDE: Final = 24
SEVERITY_COLOURS: Final = {
    "critical": "#e5484d",
    "high": "#f76b15",
    "medium": "#ffc53d",
    "low": "#3e63dd",
    "info": "#8b8d98",
}
GOOD, WARN, BAD = "#30a46c", "#ffc53d", "#e5484d"
VARIABLES: Final = {
    "severity": "label_values(alerts_received_total, severity)",
    "service": "label_values(alerts_received_total, service)",
    "environment": "label_values(incident_active_total, environment)",
    "job": "label_values(up, job)",
}
"""Variables that a page may name, and where their values come from."""

Built = bargauge.Panel | heatmap.Panel | stat.Panel | table.Panel | timeseries.Panel


def dashboard_of(page: Page) -> dashboard.Dashboard:
    """Grafana's dashboard of a page."""
    made = (
        dashboard.Dashboard(page.title)
        .uid(page.uid)
        .description(page.description)
        .tags(["incident-platform"])
        .readonly()
        .refresh("30s")
        .time(page.since, "now")
        .timezone("browser")
        .with_variable(
            dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus")
        )
        .with_variable(
            dashboard.TextBoxVariable("platform")
            .label("Address of the platform")
            .default_value("http://127.0.0.1:8080")
        )
        .link(
            dashboard.DashboardLink("Open in the platform")
            .type(DashboardLinkType.LINK)
            .url("${platform}" + page.link)
            .target_blank(True)
        )
    )
    for name in page.variables:
        made = made.with_variable(_variable(name))
    for section in page.sections:
        made = made.with_row(dashboard.Row(section.title))
        for panel in section.panels:
            made = made.with_panel(_panel(panel))
    return made


def _variable(name: str) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable(name)
        .label(name.capitalize())
        .datasource(SOURCE)
        .query(VARIABLES[name])
        .refresh(VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".*")
    )


def _panel(panel: Panel) -> Built:
    built = _KINDS[panel.kind](panel)
    built = (
        built.title(panel.title)
        .description(panel.description)
        .datasource(SOURCE)
        .unit(panel.unit)
        .span(panel.width)
        .height(panel.height)
    )
    for number, query in enumerate(panel.queries):
        built = built.with_target(_query(query, chr(ord("A") + number), panel))
    if panel.limits:
        built = built.thresholds(_thresholds(panel.limits))
    for severity, colour in SEVERITY_COLOURS.items():
        fixed = {"mode": FieldColorModeId.FIXED, "fixedColor": colour}
        built = built.override_by_name(severity, [DynamicConfigValue(id_val="color", value=fixed)])
    return built


def _query(query: Query, ref: str, panel: Panel) -> prometheus.Dataquery:
    built = prometheus.Dataquery().expr(query.expr).ref_id(ref).datasource(SOURCE)
    if query.legend:
        built = built.legend_format(query.legend)
    if panel.kind == "table":
        return built.instant().format(PromQueryFormat.TABLE)
    if panel.kind == "bars":
        return built.instant()
    if panel.kind == "heatmap":
        return built.format(PromQueryFormat.HEATMAP)
    return built


def _thresholds(limits: tuple[float, float]) -> dashboard.ThresholdsConfig:
    warn, bad = limits
    steps = [
        Threshold(value=None, color=GOOD),
        Threshold(value=warn, color=WARN),
        Threshold(value=bad, color=BAD),
    ]
    return dashboard.ThresholdsConfig().mode(ThresholdsMode.ABSOLUTE).steps(steps)


def _stat(panel: Panel) -> stat.Panel:
    colour = BigValueColorMode.VALUE if panel.limits else BigValueColorMode.NONE
    return (
        stat.Panel()
        .color_mode(colour)
        .graph_mode(BigValueGraphMode.AREA)
        .reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
    )


def _lines(_: Panel) -> timeseries.Panel:
    legend = VizLegendOptions().display_mode(LegendDisplayMode.LIST).show_legend(True)
    return (
        timeseries.Panel().min(0).fill_opacity(10).legend(legend.placement(LegendPlacement.BOTTOM))
    )


def _bars(_: Panel) -> bargauge.Panel:
    return (
        bargauge.Panel()
        .orientation(VizOrientation.HORIZONTAL)
        .reduce_options(ReduceDataOptions().calcs(["lastNotNull"]))
    )


def _heatmap(_: Panel) -> heatmap.Panel:
    return heatmap.Panel().calculate(False).show_tooltip()


def _table(_: Panel) -> table.Panel:
    return table.Panel().show_header(True)


_KINDS: Final[dict[str, Callable[[Panel], Built]]] = {
    "stat": _stat,
    "lines": _lines,
    "bars": _bars,
    "heatmap": _heatmap,
    "table": _table,
}
