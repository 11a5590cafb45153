"""A first guess at an alert's kind, for as long as nobody has classified its text.

Only kinds that stand alone (a backup, a certificate that runs out, a worn disk) are guessed, by
the words every vocabulary uses for them: to keep such an alert out of somebody else's incident
matters from its first firing, and the classification comes a moment later.
"""

import re
from collections.abc import Iterable
from typing import Final

_KINDS: Final[tuple[tuple[str, str, str], ...]] = (
    ("backup_failure", r"backups?|snapshots?|archiv\w+|dumps?|restic|velero|wal-g", r""),
    (
        "certificate_expiry",
        r"cert\w*|tls|ssl|x509|keys?|ca|domains?",
        r"expir(?:es?|ing|y|ation)|renew\w*|remaining|soon|days",
    ),
    (
        "hardware_failure",
        r"s\.?m\.?a\.?r\.?t|smartctl|raid|mdadm|psu|power-supply|fans?|temperature|thermal|chassis"
        r"|ups|battery|ecc|ipmi|bmc|bond(?:ing)?|sensors?",
        r"",
    ),
    ("clock_skew", r"ntp\w*|chron\w+|clock|timex?|time-?server|time-?sync", r"skew|off|drift\w*"
     r"|offset|sync\w*|ahead|behind|server"),
    (
        "batch_job_failure",
        r"jobs?|cron\w*|batch\w*|tasks?|schedul\w+|nightly|pipelines?|etl",
        r"fail\w*|missed|overdue|errors?|succe\w+|late|nightly|run|ended",
    ),
    ("quota_limit", r"quotas?|licen[cs]es?|entitlement\w*", r""),
    (
        "monitoring_failure",
        r"scrap\w+|exporters?|evaluations?|rules?|recording|telemetry|metrics",
        r"fail\w*|missing|absent|gaps?|errors?|stale",
    ),
)  # fmt: skip
_COMPILED: Final = tuple(
    (kind, re.compile(rf"(?:{about})\Z"), re.compile(rf"(?:{what})\Z") if what else None)
    for kind, about, what in _KINDS
)


def first_guess(words: Iterable[str]) -> str | None:
    """The kind that the words of a title speak of, if it is one that stands alone."""
    parts = {part for word in words for part in (word, *word.split("-"))}
    for kind, about, what in _COMPILED:
        if any(about.match(part) for part in parts) and (
            what is None or any(what.match(part) for part in parts)
        ):
            return kind
    return None
