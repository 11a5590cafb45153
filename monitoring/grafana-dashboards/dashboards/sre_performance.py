"""How fast a team answers, and whether it keeps its promises."""

from dashboards.spec import Page, Panel, Query, Section

_SEVERITY = 'severity=~"$severity"'


def _quantiles(metric: str) -> list[Query]:
    rate = f"sum by (le) (rate({metric}_bucket{{{_SEVERITY}}}[$__range]))"
    return [
        Query(f"histogram_quantile({level}, {rate})", name)
        for level, name in ((0.5, "half"), (0.9, "nine in ten"))
    ]


PAGE = Page(
    uid="platform-performance",
    title="SRE performance",
    description="How fast incidents are answered and resolved, and which promises were kept.",
    variables=("severity",),
    link="/analytics",
    since="now-7d",
    sections=[
        Section(
            "How fast",
            [
                Panel(
                    "Time to acknowledge",
                    "From opened to the first acknowledgement, over the chosen time.",
                    _quantiles("incident_mtta_seconds"),
                    unit="s",
                    width=12,
                ),
                Panel(
                    "Time to resolve",
                    "From opened to resolved, over the chosen time.",
                    _quantiles("incident_mttr_seconds"),
                    unit="s",
                    width=12,
                ),
                Panel(
                    "How long incidents last",
                    "Incidents by duration: a second band tells of two kinds of trouble.",
                    [
                        Query(
                            "sum by (le) (increase(incident_duration_seconds_bucket"
                            f"{{{_SEVERITY}}}[$__rate_interval]))",
                            "{{le}}",
                        )
                    ],
                    kind="heatmap",
                    unit="s",
                    width=12,
                ),
                Panel(
                    "How long until somebody has it",
                    "Incidents by time to acknowledge.",
                    [
                        Query(
                            "sum by (le) (increase(incident_mtta_seconds_bucket"
                            f"{{{_SEVERITY}}}[$__rate_interval]))",
                            "{{le}}",
                        )
                    ],
                    kind="heatmap",
                    unit="s",
                    width=12,
                ),
            ],
        ),
        Section(
            "How much",
            [
                Panel(
                    "Into each status",
                    "Incidents an hour that entered a status.",
                    [
                        Query(
                            "sum by (status) "
                            f"(rate(incidents_total{{{_SEVERITY}}}[$__rate_interval])) * 3600",
                            "{{status}}",
                        )
                    ],
                ),
                Panel(
                    "Resolved",
                    "Incidents resolved an hour, by severity.",
                    [
                        Query(
                            "sum by (severity) "
                            f"(rate(incident_resolved_total{{{_SEVERITY}}}[$__rate_interval]))"
                            " * 3600",
                            "{{severity}}",
                        )
                    ],
                ),
                Panel(
                    "Promises broken",
                    "The part of the opened incidents that broke a promise, over the chosen time.",
                    [
                        Query(
                            "(sum by (promise) "
                            f"(increase(sla_breaches_total{{{_SEVERITY}}}[$__range]))"
                            " or vector(0)) / ignoring(promise) group_left "
                            "clamp_min(sum(increase(incidents_total"
                            f'{{status="open", {_SEVERITY}}}[$__range])), 1)',
                            "{{promise}}",
                        )
                    ],
                    unit="percentunit",
                    limits=(0.05, 0.2),
                ),
            ],
        ),
    ],
)
