"""Composes the one text that is analysed from everything an alert carries."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

MAX_FIELD = 2_000
"""Characters taken of one field: a stack trace of a megabyte says what it says at its beginning."""
MAX_TEXT = 6_000
_MAX_LINK = 16_000
_FIRST_ANNOTATIONS = ("summary", "title", "description", "message")
_LINK_WORDS = ("url", "link", "dashboard", "runbook", "image", "panel")
_TELLING_LABELS = ("reason", "error", "code", "status", "type", "condition", "metric")


def compose(
    message: str,
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
    generator_url: str | None = None,
) -> str:
    """Return the fields worth reading, one per line, each once, at most MAX_TEXT characters."""
    seen: set[str] = set()
    lines: list[str] = []
    for field in _fields(message, labels, annotations, generator_url):
        line = storable(field[:MAX_FIELD]).strip()
        if line and line.casefold() not in seen:
            seen.add(line.casefold())
            lines.append(line)
    return "\n".join(lines)[:MAX_TEXT]


def storable(text: str) -> str:
    """The text without NUL characters, which PostgreSQL does not keep."""
    return text.replace("\x00", " ")


def expression_of(generator_url: str) -> str:
    """Return the query inside a Prometheus or Grafana link, or an empty text."""
    try:
        query = parse_qs(urlsplit(generator_url).query)
    except ValueError:
        return ""
    found = query.get("g0.expr") or query.get("expr") or query.get("query") or [""]
    return found[0]


def _fields(
    message: str,
    labels: Mapping[str, str],
    annotations: Mapping[str, str],
    generator_url: str | None,
) -> Iterator[str]:
    yield labels.get("alertname", "")
    yield message
    for key in _FIRST_ANNOTATIONS:
        yield annotations.get(key, "")
    for key in sorted(annotations):
        if key not in _FIRST_ANNOTATIONS and not any(word in key.lower() for word in _LINK_WORDS):
            yield annotations[key]
    for key in _TELLING_LABELS:
        yield labels.get(key, "")
    yield expression_of(generator_url[:_MAX_LINK]) if generator_url else ""
