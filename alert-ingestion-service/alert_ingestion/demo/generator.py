"""Synthetic alerts: the same seed makes the same ones."""

import random
from typing import Final

from alert_ingestion.domain.alert import NormalizedAlert
from platform_contracts.monitors import GenerateAlerts
from platform_contracts.vocabulary import AlertStatus, Severity

SOURCE: Final = "demo"
_SERVICES: Final = (
    *("payment-api", "checkout", "catalogue", "search", "login", "shipping", "mailer"),
    *("orders-db", "session-cache", "event-bus"),
)
_KINDS: Final = (
    ("HighLatency", "p99 latency of {service} is {value} ms", Severity.MEDIUM),
    ("HighErrorRate", "{service} answers {value} requests a minute with an error", Severity.HIGH),
    ("InstanceDown", "{service} does not answer its probe", Severity.CRITICAL),
    ("HighMemory", "{service} uses {value} MiB of memory", Severity.LOW),
    ("QueueGrowing", "{service} is {value} messages behind", Severity.MEDIUM),
    ("SlowQueries", "queries of {service} take {value} ms", Severity.LOW),
)


def generate(wanted: GenerateAlerts, batch: str) -> list[NormalizedAlert]:
    """As many alerts as wanted; `batch` keeps those of two calls apart."""
    chance = random.Random(wanted.seed)  # noqa: S311 - examples, not secrets
    return [_one(wanted, f"{batch}-{number}", chance) for number in range(wanted.count)]


def _one(wanted: GenerateAlerts, key: str, chance: random.Random) -> NormalizedAlert:
    name, text, severity = chance.choice(_KINDS)
    service = wanted.service or chance.choice(_SERVICES)
    return NormalizedAlert(
        source=SOURCE,
        scope=SOURCE,
        fingerprint=key,
        title=text.format(service=service, value=chance.randint(50, 5000)),
        service=service,
        environment=wanted.environment,
        severity=wanted.severity or severity,
        status=AlertStatus.FIRING,
        labels={"alertname": name, "generated": "true"},
    )
