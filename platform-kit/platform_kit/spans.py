"""Spans for whoever runs a collector: what each hop took, sent as OTLP over HTTP (ADR-0070).

Off unless OTEL_EXPORTER_OTLP_ENDPOINT is set; then a request and a handled message are a span each.
Losing spans is allowed, being slowed down by a collector is not.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from platform_kit import tracing
from platform_kit.logging import get_logger

SERVER: Final = 2
CONSUMER: Final = 5
MOST_WAITING: Final = 5_000
AT_ONCE: Final = 500
FLUSH_SECONDS: Final = 2.0
SEND_SECONDS: Final = 5.0
_FAILED: Final = {"code": 2}

log = get_logger()


@dataclass
class Span:
    """One hop. Times are nanoseconds since 1970; set `failed` where it went wrong."""

    name: str
    kind: int
    trace_id: str
    span_id: str
    parent_id: str
    begun: int
    ended: int = 0
    failed: bool = False
    attributes: dict[str, str | int] = field(default_factory=dict[str, "str | int"])

    def as_otlp(self) -> dict[str, Any]:
        """The JSON form of OTLP."""
        return {
            "traceId": self.trace_id,
            "spanId": self.span_id,
            "parentSpanId": self.parent_id,
            "name": self.name,
            "kind": self.kind,
            "startTimeUnixNano": str(self.begun),
            "endTimeUnixNano": str(self.ended),
            "attributes": [_attribute(key, value) for key, value in self.attributes.items()],
            "status": _FAILED if self.failed else {},
        }


class Exporter:
    """Keeps the newest spans and hands them to a collector every two seconds."""

    def __init__(self, endpoint: str, service: str, version: str) -> None:
        self._url = f"{endpoint.rstrip('/')}/v1/traces"
        self._resource = {
            "attributes": [
                _attribute("service.name", service),
                _attribute("service.version", version),
            ]
        }
        self._waiting: deque[Span] = deque(maxlen=MOST_WAITING)
        self._reachable = True

    def add(self, span: Span) -> None:
        """Keep it until the next hand-over; the oldest gives way."""
        self._waiting.append(span)

    async def run(self) -> None:
        """Hand over for ever."""
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()

    async def flush(self) -> None:
        """Hand over what waits; what the collector does not take is dropped."""
        async with httpx.AsyncClient(timeout=SEND_SECONDS) as http:
            while self._waiting:
                count = min(AT_ONCE, len(self._waiting))
                spans = [self._waiting.popleft().as_otlp() for _ in range(count)]
                scope = {"scope": {"name": "platform"}, "spans": spans}
                body = {"resourceSpans": [{"resource": self._resource, "scopeSpans": [scope]}]}
                if not await self._send(http, body):
                    return

    async def _send(self, http: httpx.AsyncClient, body: dict[str, Any]) -> bool:
        try:
            (await http.post(self._url, json=body)).raise_for_status()
        except httpx.HTTPError as error:
            if self._reachable:
                log.warning("spans_not_taken", reason=repr(error)[:200])
            self._reachable = False
        else:
            self._reachable = True
        return self._reachable


_exporter: Exporter | None = None


@asynccontextmanager
async def exporting(exporter: Exporter) -> AsyncGenerator[None]:
    """Make spans from now on; the last ones are handed over at the end."""
    global _exporter  # noqa: PLW0603 - one for the process, as its metrics are
    _exporter = exporter
    task = asyncio.create_task(exporter.run())
    try:
        yield
    finally:
        _exporter = None
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await exporter.flush()


@contextmanager
def span(name: str, kind: int, incoming: str | None) -> Generator[Span | None]:
    """Continue a trace, or begin one. The span may be changed until the end; None while off."""
    traceparent = tracing.start(incoming)
    exporter = _exporter
    if exporter is None:
        yield None
        return
    trace, own = traceparent[3:35], traceparent[36:52]
    parent = incoming[36:52] if incoming and incoming[3:35] == trace else ""
    made = Span(name, kind, trace, own, parent, time.time_ns())
    try:
        yield made
    except BaseException:
        made.failed = True
        raise
    finally:
        made.ended = time.time_ns()
        exporter.add(made)


def exemplar() -> dict[str, str] | None:
    """What leads from a latency to its trace; None while no spans are made."""
    trace = tracing.trace_id() if _exporter is not None else None
    return {"trace_id": trace} if trace else None


def _attribute(key: str, value: str | int) -> dict[str, Any]:
    kind = {"stringValue": value} if isinstance(value, str) else {"intValue": str(value)}
    return {"key": key, "value": kind}
