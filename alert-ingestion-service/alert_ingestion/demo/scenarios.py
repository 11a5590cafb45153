"""The scenario library: alerts as a bad night brings them, with what a responder would think."""

from typing import Final

from platform_contracts.monitors import Hypothesis, Scenario
from platform_contracts.vocabulary import Severity

SCENARIOS: Final = (
    Scenario(
        id="checkout-errors",
        title="Checkout answers one request in eight with an error",
        service="checkout",
        severity=Severity.CRITICAL,
        description="The error rate of checkout rose from 0.2 % to 12 % within four minutes.",
        hypotheses=[
            Hypothesis(
                title="The release of ten minutes ago breaks one payment method",
                confidence=0.62,
                evidence=[
                    "errors began 70 s after the roll-out reached the second zone",
                    "all failing requests carry the same payment method",
                ],
            ),
            Hypothesis(
                title="The payment provider is degraded",
                confidence=0.27,
                evidence=["latency of calls to the provider doubled", "its status page is green"],
            ),
        ],
        actions=[
            "Roll the release back to the version before",
            "Switch the payment method off by its feature flag",
            "Open a case with the payment provider",
        ],
    ),
    Scenario(
        id="database-connections",
        title="payment-db has no free connection left",
        service="payment-db",
        severity=Severity.CRITICAL,
        description="All 200 connections are taken; new ones wait longer than 5 s.",
        hypotheses=[
            Hypothesis(
                title="A report holds transactions open",
                confidence=0.55,
                evidence=["38 sessions idle in transaction for more than 5 min, one user"],
            ),
            Hypothesis(
                title="The service leaks connections since its last release",
                confidence=0.31,
                evidence=["connections of payment-api grow by 3 a minute and never fall"],
            ),
        ],
        actions=[
            "End the sessions of the reporting user",
            "Restart payment-api one instance at a time",
            "Lower the pool size of payment-api to 20",
        ],
    ),
    Scenario(
        id="disk-full",
        title="/var/lib of log-store-2 is 96 % full",
        service="log-store",
        severity=Severity.HIGH,
        description="At the present rate the volume is full in 50 minutes.",
        hypotheses=[
            Hypothesis(
                title="Debug logging was left on",
                confidence=0.66,
                evidence=["70 % of the new lines are of level DEBUG", "they come from one service"],
            ),
            Hypothesis(
                title="The retention job did not run",
                confidence=0.24,
                evidence=["the oldest segment is 9 days old, the limit is 7"],
            ),
        ],
        actions=[
            "Set the log level of the noisy service back to INFO",
            "Run the retention job by hand",
            "Grow the volume by 50 GiB",
        ],
    ),
    Scenario(
        id="certificate",
        title="Certificate of api.example.com has expired",
        service="edge-proxy",
        severity=Severity.CRITICAL,
        description="Clients refuse the handshake since midnight UTC.",
        hypotheses=[
            Hypothesis(
                title="The renewal was issued but never loaded",
                confidence=0.71,
                evidence=["a certificate of three weeks ago lies in the store, unused"],
            ),
            Hypothesis(
                title="The renewal failed",
                confidence=0.2,
                evidence=["the issuer answered 429 four times this month"],
            ),
        ],
        actions=["Reload the proxy", "Issue a certificate by hand", "Add an expiry alert at 21 d"],
    ),
    Scenario(
        id="queue-backlog",
        title="Order events are 14 minutes behind",
        service="order-worker",
        severity=Severity.HIGH,
        description="The backlog grows by 900 messages a minute.",
        hypotheses=[
            Hypothesis(
                title="One poison message is tried again and again",
                confidence=0.49,
                evidence=["one partition stands still, the others drain", "same id in each error"],
            ),
            Hypothesis(
                title="There are too few workers for tonight's campaign",
                confidence=0.38,
                evidence=["the inflow is 2.4 times that of last week", "CPU of workers at 95 %"],
            ),
        ],
        actions=[
            "Move the failing message to the dead-letter queue",
            "Scale the workers from 4 to 8",
        ],
    ),
    Scenario(
        id="memory-leak",
        title="recommendation restarts every 20 minutes, out of memory",
        service="recommendation",
        severity=Severity.MEDIUM,
        description="Each instance grows until the kernel ends it.",
        hypotheses=[
            Hypothesis(
                title="The in-process cache has no limit",
                confidence=0.58,
                evidence=["memory grows with the number of distinct users, not with requests"],
            ),
            Hypothesis(
                title="A new model does not fit the memory limit",
                confidence=0.3,
                evidence=["the model file grew from 310 MB to 780 MB yesterday"],
            ),
        ],
        actions=["Raise the memory limit to 2 GiB", "Go back to yesterday's model"],
    ),
)
