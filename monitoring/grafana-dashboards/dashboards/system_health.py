"""Whether the platform itself is well."""

from dashboards.spec import Page, Panel, Query, Section

_JOB = 'job=~"$job"'
_LATENCY = (
    "histogram_quantile({level}, sum by (job, le) "
    f"(rate(http_request_duration_seconds_bucket{{{{{_JOB}}}}}[$__rate_interval])))"
)


def _latency(level: float) -> Query:
    return Query(_LATENCY.format(level=level), f"{{{{job}}}} p{level * 100:.0f}")


PAGE = Page(
    uid="platform-health",
    title="System health",
    description="Whether each part of the platform answers, how fast, and what waits inside.",
    variables=("job",),
    link="/settings/health",
    since="now-3h",
    sections=[
        Section(
            "Answers",
            [
                Panel(
                    "Up",
                    "1 while Prometheus can scrape the part.",
                    [Query(f"min by (job) (up{{{_JOB}}})", "{{job}}")],
                    kind="bars",
                    height=7,
                ),
                Panel(
                    "Requests",
                    "Requests a second, by part.",
                    [
                        Query(
                            f"sum by (job) (rate(http_requests_total{{{_JOB}}}[$__rate_interval]))",
                            "{{job}}",
                        )
                    ],
                    unit="reqps",
                    height=7,
                ),
                Panel(
                    "Errors",
                    "The part of the requests that failed by our fault (5xx).",
                    [
                        Query(
                            "sum by (job) (rate(http_requests_total"
                            f'{{{_JOB}, status=~"5.."}}[$__rate_interval])) / sum by (job) '
                            f"(rate(http_requests_total{{{_JOB}}}[$__rate_interval])) "
                            f"or sum by (job) (up{{{_JOB}}}) * 0",
                            "{{job}}",
                        )
                    ],
                    unit="percentunit",
                    limits=(0.01, 0.05),
                    height=7,
                ),
                Panel(
                    "Time to answer",
                    "The live stream is not in it: it stays open.",
                    [_latency(0.5), _latency(0.95), _latency(0.99)],
                    unit="s",
                    width=24,
                ),
            ],
        ),
        Section(
            "Inside",
            [
                Panel(
                    "Processor",
                    "Processor time a second: 1 is a whole processor.",
                    [
                        Query(
                            f"rate(process_cpu_seconds_total{{{_JOB}}}[$__rate_interval])",
                            "{{job}}",
                        )
                    ],
                ),
                Panel(
                    "Memory",
                    "What each process holds.",
                    [Query(f"process_resident_memory_bytes{{{_JOB}}}", "{{job}}")],
                    unit="bytes",
                ),
                Panel(
                    "Database connections",
                    "Connections in use; a pool that is full makes requests wait.",
                    [Query(f"database_connections_in_use{{{_JOB}}}", "{{job}}")],
                ),
                Panel(
                    "Waiting messages",
                    "Messages between the parts that are not handed over yet, by lane.",
                    [Query(f"sum by (job, lane) (outbox_pending{{{_JOB}}})", "{{job}} {{lane}}")],
                ),
                Panel(
                    "Oldest message",
                    "Age of the oldest message that is due. Pages alarm at 30 s.",
                    [
                        Query(
                            f"max by (job, lane) (outbox_oldest_seconds{{{_JOB}}})",
                            "{{job}} {{lane}}",
                        )
                    ],
                    unit="s",
                    limits=(10, 30),
                ),
                Panel(
                    "Given up",
                    "Dead letters: messages that wait for somebody to look. Has to be 0.",
                    [Query(f"sum by (job) (outbox_dead_letters{{{_JOB}}})", "{{job}}")],
                    limits=(1, 1),
                ),
            ],
        ),
    ],
)
