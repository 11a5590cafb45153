"""Whether pages arrive, and whom they reach."""

from dashboards.spec import Page, Panel, Query, Section

PAGE = Page(
    uid="platform-paging",
    title="On call and notifications",
    description="Whether pages leave in time, by which channel, and how far escalations go.",
    link="/on-call",
    since="now-24h",
    sections=[
        Section(
            "Pages",
            [
                Panel(
                    "Oldest page",
                    "How long the oldest page that is due has waited. Alarms at 30 s.",
                    [Query("max(oldest_page_seconds)")],
                    kind="stat",
                    unit="s",
                    limits=(10, 30),
                    width=4,
                    height=6,
                ),
                Panel(
                    "Cannot be reached",
                    "People on call without a contact method that works. Has to be 0.",
                    [Query("max(oncall_people_unreachable)")],
                    kind="stat",
                    limits=(1, 1),
                    width=4,
                    height=6,
                ),
                Panel(
                    "Alert to page",
                    "From the alert's arrival to its page being handed to a provider.",
                    [
                        Query(
                            f"histogram_quantile({level}, sum by (le) "
                            "(rate(page_latency_seconds_bucket[$__range])))",
                            name,
                        )
                        for level, name in ((0.5, "half"), (0.95, "95 %"), (0.99, "99 %"))
                    ],
                    unit="s",
                    limits=(10, 60),
                    width=16,
                    height=6,
                ),
                Panel(
                    "Handed over",
                    "Messages a minute, by channel and outcome.",
                    [
                        Query(
                            "sum by (channel, outcome) "
                            "(rate(notifications_sent_total[$__rate_interval])) * 60",
                            "{{channel}} {{outcome}}",
                        )
                    ],
                    width=12,
                ),
                Panel(
                    "Failed",
                    "The part of the messages of a channel that no provider took.",
                    [
                        Query(
                            "sum by (channel) (rate(notifications_sent_total"
                            '{outcome!="sent"}[$__rate_interval])) / sum by (channel) '
                            "(rate(notifications_sent_total[$__rate_interval])) "
                            "or sum by (channel) (notifications_sent_total) * 0",
                            "{{channel}}",
                        )
                    ],
                    unit="percentunit",
                    limits=(0.05, 0.2),
                    width=12,
                ),
            ],
        ),
        Section(
            "Escalations",
            [
                Panel(
                    "Escalations",
                    "By state, now.",
                    [Query("sum by (state) (escalations)", "{{state}}")],
                ),
                Panel(
                    "Levels paged",
                    "How far up it went: level 2 means that level 1 did not answer in time.",
                    [
                        Query(
                            "sum by (level) (increase(escalation_steps_total[$__range]))",
                            "level {{level}}",
                        )
                    ],
                    kind="bars",
                ),
                Panel(
                    "Delay of steps",
                    "How late a step ran after it was due (95 %).",
                    [
                        Query(
                            "histogram_quantile(0.95, sum by (le) "
                            "(rate(escalation_step_delay_seconds_bucket[$__range])))",
                            "95 %",
                        )
                    ],
                    unit="s",
                    limits=(5, 30),
                ),
                Panel(
                    "On call",
                    "Everybody who is on call now, by schedule.",
                    [Query("max by (schedule, person) (on_call) == 1")],
                    kind="table",
                    width=12,
                ),
                Panel(
                    "Nobody on call",
                    "Time without anybody on call in the next 28 days, by schedule.",
                    [Query("max by (schedule) (schedule_gap_seconds)", "{{schedule}}")],
                    kind="bars",
                    unit="s",
                    limits=(1, 3600),
                    width=12,
                ),
            ],
        ),
    ],
)
