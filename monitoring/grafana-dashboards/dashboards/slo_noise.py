"""Whether the platform keeps its own objectives, and what makes the noise."""

from dashboards.spec import Page, Panel, Query, Section

_TARGET = 0.999
_PAGED_TARGET = 0.99
_SCOPE = 'service=~"$service", environment=~"$environment"'


def _burn(window: str) -> Query:
    """How many times faster than allowed the error budget is used."""
    failed = f'sum(rate(http_requests_total{{status=~"5.."}}[{window}])) or vector(0)'
    ratio = f"({failed}) / clamp_min(sum(rate(http_requests_total[{window}])), 0.001)"
    return Query(f"{ratio} / {1 - _TARGET:.3f}", window)


PAGE = Page(
    uid="platform-slo",
    title="Objectives and noise",
    description="Error budget, pages in time, and which services make the noise.",
    variables=("service", "environment"),
    link="/analytics",
    since="now-7d",
    sections=[
        Section(
            "Objectives",
            [
                Panel(
                    "Error budget burnt",
                    "Times faster than 99.9 % of good answers allows; 14 over an hour is a page.",
                    [_burn("5m"), _burn("1h"), _burn("6h")],
                    limits=(1, 14),
                    width=12,
                ),
                Panel(
                    "Pages within a minute",
                    f"Of the chosen time; the objective is {_PAGED_TARGET:.0%}.",
                    [
                        Query(
                            'sum(increase(page_latency_seconds_bucket{le=~"60(.0)?"}[$__range])) '
                            "/ clamp_min(sum(increase(page_latency_seconds_count[$__range])), 1)"
                        )
                    ],
                    kind="stat",
                    unit="percentunit",
                    width=6,
                ),
                Panel(
                    "The auditor's findings",
                    "What the last run found wrong, by check. Has to be 0.",
                    [Query("sum by (check) (auditor_findings)", "{{check}}")],
                    kind="bars",
                    limits=(1, 1),
                    width=6,
                ),
            ],
        ),
        Section(
            "Noise",
            [
                Panel(
                    "Alerts by service over time",
                    "Dark fields are where tuning pays: the twenty noisiest services.",
                    [
                        Query(
                            "topk(20, sum by (service) (increase(alerts_received_total"
                            '{service=~"$service"}[$__rate_interval])))',
                            "{{service}}",
                        )
                    ],
                    kind="heatmap",
                    width=24,
                    height=10,
                ),
                Panel(
                    "Open and resolved",
                    "Incidents that are open, and resolved an hour, by team and environment.",
                    [
                        Query(
                            f"sum by (team, environment) (incident_active_total{{{_SCOPE}}})",
                            "open, {{team}} in {{environment}}",
                        ),
                        Query(
                            "sum by (team, environment) "
                            f"(rate(incident_resolved_total{{{_SCOPE}}}[$__rate_interval])) * 3600",
                            "resolved an hour, {{team}} in {{environment}}",
                        ),
                    ],
                    width=12,
                ),
                Panel(
                    "How often, by service",
                    "Alerts of the chosen time.",
                    [
                        Query(
                            "sort_desc(sum by (service) (increase(alerts_received_total"
                            '{service=~"$service"}[$__range])))',
                        )
                    ],
                    kind="table",
                    width=12,
                ),
            ],
        ),
    ],
)
