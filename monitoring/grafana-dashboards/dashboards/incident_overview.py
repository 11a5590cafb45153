"""What is open now, how bad it is, and who has it."""

from dashboards.spec import Page, Panel, Query, Section

_SEVERITY = '{severity=~"$severity"}'

PAGE = Page(
    uid="platform-incidents",
    title="Incidents: live overview",
    description="What is open now, how bad it is, and who has it.",
    variables=("severity", "service", "environment"),
    sections=[
        Section(
            "Now",
            [
                Panel(
                    "Open incidents",
                    "Incidents that are neither resolved nor closed.",
                    [Query(f"sum(open_incidents{_SEVERITY})")],
                    kind="stat",
                    limits=(10, 20),
                    width=4,
                    height=5,
                ),
                Panel(
                    "Paging nobody",
                    "Open, not acknowledged, and nobody is being paged. Has to be 0.",
                    [Query("sum(incidents_without_escalation)")],
                    kind="stat",
                    limits=(1, 1),
                    width=4,
                    height=5,
                ),
                Panel(
                    "Broken promises",
                    "Open incidents whose time to acknowledge or to resolve has run out.",
                    [Query("sum(sla_breached_open_incidents)")],
                    kind="stat",
                    limits=(1, 5),
                    width=4,
                    height=5,
                ),
                Panel(
                    "Time to acknowledge",
                    "Half of the incidents of the chosen time were acknowledged faster.",
                    [
                        Query(
                            "histogram_quantile(0.5, sum by (le) "
                            f"(increase(incident_mtta_seconds_bucket{_SEVERITY}[$__range])))"
                        )
                    ],
                    kind="stat",
                    unit="s",
                    limits=(300, 900),
                    width=6,
                    height=5,
                ),
                Panel(
                    "Time to resolve",
                    "Half of the incidents of the chosen time were resolved faster.",
                    [
                        Query(
                            "histogram_quantile(0.5, sum by (le) "
                            f"(increase(incident_mttr_seconds_bucket{_SEVERITY}[$__range])))"
                        )
                    ],
                    kind="stat",
                    unit="s",
                    limits=(3600, 14_400),
                    width=6,
                    height=5,
                ),
                Panel(
                    "Open by severity",
                    "Where to look first.",
                    [Query(f"sum by (severity) (open_incidents{_SEVERITY})", "{{severity}}")],
                    kind="bars",
                ),
                Panel(
                    "Open by environment",
                    "Production first.",
                    [
                        Query(
                            "sum by (environment) (incident_active_total"
                            '{severity=~"$severity", environment=~"$environment"})',
                            "{{environment}}",
                        )
                    ],
                    kind="bars",
                ),
                Panel(
                    "On call",
                    "Everybody who is on call now, by schedule.",
                    [Query("max by (schedule, person) (on_call) == 1")],
                    kind="table",
                ),
            ],
        ),
        Section(
            "Lately",
            [
                Panel(
                    "Opened",
                    "Incidents opened an hour, by severity.",
                    [
                        Query(
                            "sum by (severity) (rate(incidents_total"
                            '{status="open", severity=~"$severity"}[$__rate_interval])) * 3600',
                            "{{severity}}",
                        )
                    ],
                    width=12,
                ),
                Panel(
                    "Noisiest services",
                    "Alerts of the chosen time; the ten services that sent most.",
                    [
                        Query(
                            "topk(10, sum by (service) (increase(alerts_received_total"
                            '{service=~"$service", severity=~"$severity"}[$__range])))',
                            "{{service}}",
                        )
                    ],
                    kind="bars",
                    width=12,
                ),
            ],
        ),
    ],
)
