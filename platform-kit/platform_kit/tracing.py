"""W3C trace context: one trace id from the first request to the last delivery."""

import re
from contextvars import ContextVar

from platform_kit.ids import random_bytes

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def start(incoming: str | None) -> str:
    """Continue the incoming trace in a span of our own, or begin a new one. Returns it."""
    match = _TRACEPARENT.match(incoming or "")
    trace = match[1] if match and match[1] != "0" * 32 else random_bytes(16).hex()
    traceparent = f"00-{trace}-{random_bytes(8).hex()}-01"
    _current.set(traceparent)
    return traceparent


def current() -> str | None:
    """The `traceparent` to pass on, None outside of a trace."""
    return _current.get()


def trace_id() -> str | None:
    """The 32 hex digits that people search logs for."""
    traceparent = _current.get()
    return traceparent[3:35] if traceparent else None
