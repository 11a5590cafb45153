"""Every vocabulary of severities, mapped to ours at the edge."""

from collections.abc import Mapping
from typing import Final

from platform_contracts.vocabulary import Severity

_WORDS: Final[Mapping[Severity, str]] = {
    Severity.CRITICAL: "critical sev1 p1 1 page emergency fatal disaster crit sev0 p0",
    Severity.HIGH: "high sev2 p2 2 error major err average-high alert",
    Severity.MEDIUM: "medium sev3 p3 3 warning warn moderate average",
    Severity.LOW: "low sev4 p4 4 minor notice",
    Severity.INFO: "info sev5 p5 5 informational none debug ok information",
}
_BY_WORD: Final = {word: severity for severity, words in _WORDS.items() for word in words.split()}


def parse_severity(word: str) -> Severity | None:
    """Our severity for a word of any vocabulary, None for an unknown one."""
    return _BY_WORD.get(word.strip().lower())
