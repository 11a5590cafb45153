"""What comes in, what becomes of it, and what the analysis makes of it."""

from dashboards.spec import Page, Panel, Query, Section

_WHICH = '{severity=~"$severity", service=~"$service"}'

PAGE = Page(
    uid="platform-alerts",
    title="Alert pipeline and analysis",
    description="What comes in, how much of it is noise, and how good the suggestions are.",
    variables=("severity", "service"),
    link="/alerts",
    sections=[
        Section(
            "Alerts",
            [
                Panel(
                    "Taken",
                    "Alerts a minute, by severity.",
                    [
                        Query(
                            "sum by (severity) "
                            f"(rate(alerts_received_total{_WHICH}[$__rate_interval])) * 60",
                            "{{severity}}",
                        )
                    ],
                    width=12,
                ),
                Panel(
                    "What became of them",
                    "Alerts a minute that opened an incident, joined one, or stayed apart.",
                    [
                        Query(
                            "sum by (result) "
                            "(rate(alerts_correlated_total[$__rate_interval])) * 60",
                            "{{result}}",
                        )
                    ],
                    width=12,
                ),
                Panel(
                    "Alerts for each incident",
                    "How many alerts one incident stands for, over the chosen time.",
                    [
                        Query(
                            "sum(increase(alerts_received_total[$__range])) / clamp_min("
                            'sum(increase(alerts_correlated_total{result="new"}[$__range])), 1)'
                        )
                    ],
                    kind="stat",
                    height=6,
                ),
                Panel(
                    "Committed together",
                    "Alerts stored in one transaction, on average: grows under load.",
                    [
                        Query(
                            "sum(rate(intake_batch_size_sum[$__rate_interval])) "
                            "/ clamp_min("
                            "sum(rate(intake_batch_size_count[$__rate_interval])), 0.01)"
                        )
                    ],
                    height=6,
                ),
                Panel(
                    "Asked to wait",
                    "Requests a minute answered 503 because too many wait. Senders repeat them.",
                    [Query("sum(rate(intake_shed_total[$__rate_interval])) * 60")],
                    limits=(1, 60),
                    height=6,
                ),
            ],
        ),
        Section(
            "Analysis",
            [
                Panel(
                    "Time to explain",
                    "One alert, without the language model.",
                    [
                        Query(
                            f"histogram_quantile({level}, sum by (le) "
                            "(rate(analysis_duration_seconds_bucket[$__range])))",
                            name,
                        )
                        for level, name in ((0.5, "half"), (0.95, "95 %"))
                    ],
                    unit="s",
                    limits=(0.05, 0.5),
                ),
                Panel(
                    "Causes named",
                    "Explanations of the chosen time, by mode and by whether a cause was named.",
                    [
                        Query(
                            "sum by (mode, sure) (increase(analyses_total[$__range]))",
                            "{{mode}}, sure: {{sure}}",
                        )
                    ],
                    kind="bars",
                ),
                Panel(
                    "Found helpful",
                    "What responders said of the suggestions.",
                    [
                        Query(
                            "sum by (helpful) (suggestion_feedback_total) or vector(0)",
                            "helpful: {{helpful}}",
                        )
                    ],
                    kind="bars",
                ),
            ],
        ),
    ],
)
