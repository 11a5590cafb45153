"""A service that misbehaves on a fixed schedule: `http_error_rate` and `cpu_usage` on :9001.

Every cycle has a calm part and, one after the other, a breach of each metric. What is told depends
on the clock alone, so two scrapes at one moment agree, also after a restart. Needs nothing but
Python: python3 monitoring/prometheus-kit/sample_metrics.py [--cycle 300] [--always calm|breach]
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = 9001
CYCLE_SECONDS = 300.0


@dataclass(frozen=True)
class Metric:
    """A gauge from 0 to 1. `begins` and `ends` of its breach are shares of the cycle."""

    name: str
    meaning: str
    calm: float
    breach: float
    begins: float
    ends: float

    def at(self, share: float) -> float:
        """Its value at a share (0-1) of the cycle."""
        return self.breach if self.begins <= share < self.ends else self.calm


METRICS = (
    Metric("http_error_rate", "Share of requests that fail", 0.01, 0.12, 0.20, 0.55),
    Metric("cpu_usage", "Share of the CPU in use", 0.35, 0.92, 0.40, 0.75),
)
"""The limits people use are 0.05 and 0.80; in between both are broken at once."""

Clock = Callable[[], float]


def text_at(now: float, cycle: float = CYCLE_SECONDS, always: str = "") -> str:
    """What Prometheus reads at a moment (seconds since 1970)."""
    share = (now % cycle) / cycle
    lines: list[str] = []
    for metric in METRICS:
        value = {"calm": metric.calm, "breach": metric.breach}.get(always, metric.at(share))
        lines += [
            f"# HELP {metric.name} {metric.meaning}",
            f"# TYPE {metric.name} gauge",
            f'{metric.name}{{service="payment-api"}} {value}',
        ]
    return "\n".join(lines) + "\n"


def server(
    port: int, cycle: float = CYCLE_SECONDS, always: str = "", clock: Clock = time.time
) -> ThreadingHTTPServer:
    """The HTTP server on this machine; `serve_forever` runs it. Raises OSError for a taken port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path.partition("?")[0] not in ("/metrics", "/health"):
                self.send_error(404)
                return
            body = text_at(clock(), cycle, always).encode()
            self.send_response(200)
            self.send_header("content-type", "text/plain; version=0.0.4; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def main() -> int:
    """Return the exit code: 1 for a port that is taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--cycle", type=float, default=CYCLE_SECONDS, help="seconds")
    parser.add_argument("--always", choices=("calm", "breach"), default="")
    options = parser.parse_args()
    try:
        running = server(options.port, options.cycle, options.always)
    except OSError as error:
        sys.stderr.write(f"Port {options.port} cannot be used ({error}); --port moves it.\n")
        return 1
    sys.stdout.write(f"http://127.0.0.1:{options.port}/metrics\n")
    sys.stdout.flush()
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
