"""Spans and exemplars for a collector that listens on a real socket."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from toy.service import Settings, create_app

from platform_contracts.messages import CloseGroup
from platform_kit.ids import new_id
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

pytestmark = pytest.mark.committed

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
OPENMETRICS = "application/openmetrics-text; version=1.0.0"


@dataclass
class Collector:
    """Takes OTLP over HTTP."""

    url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def spans(self) -> dict[str, dict[str, Any]]:
        """By name."""
        found: dict[str, dict[str, Any]] = {}
        for body in self.bodies:
            (resource,) = body["resourceSpans"]
            for scope in resource["scopeSpans"]:
                found |= {span["name"]: span for span in scope["spans"]}
        return found


@pytest.fixture
def collector() -> Iterator[Collector]:
    kept = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/v1/traces":
                kept.bodies.append(json.loads(body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield kept
    server.shutdown()


def attributes(span: dict[str, Any]) -> dict[str, str]:
    return {one["key"]: next(iter(one["value"].values())) for one in span["attributes"]}


async def test_a_request_and_its_message_are_spans_of_the_callers_trace(
    service_app: AppFactory, keyring: KeyRing, collector: Collector
) -> None:
    incoming = f"00-{TRACE}-{PARENT}-01"
    async with service_app(Settings, create_app, otel_exporter_otlp_endpoint=collector.url) as app:
        client = client_of(app, keyring.person("responder"))
        headers = {"traceparent": incoming}
        answer = await client.post("/api/v1/notes", json={"text": "one"}, headers=headers)
        assert answer.headers["x-trace-id"] == TRACE
        refused = await client.post("/api/v1/notes", json={"text": "two", "typo": 1})
        assert refused.status_code == 422
        message = CloseGroup(incident_id=new_id(), reason="x", traceparent=incoming)
        sent = message.model_copy(update={"id": new_id()}).model_dump(mode="json")
        body = {"messages": [sent]}
        peer = client_of(app, keyring.service("incident-management", "alert-ingestion"))
        (await peer.post("/internal/v1/messages", json=body)).raise_for_status()
    spans = collector.spans()
    handled = spans["message CloseGroup"]
    assert (handled["traceId"], handled["parentSpanId"], handled["kind"]) == (TRACE, PARENT, 5)
    request = spans["POST /api/v1/notes"]
    assert request["kind"] == 2
    assert attributes(request)["http.route"] == "/api/v1/notes"
    assert int(request["endTimeUnixNano"]) >= int(request["startTimeUnixNano"]) > 0
    named = attributes(collector.bodies[0]["resourceSpans"][0]["resource"])
    assert named["service.name"] == "alert-ingestion"
    traces = {
        span["traceId"]
        for body in collector.bodies
        for span in body["resourceSpans"][0]["scopeSpans"][0]["spans"]
    }
    assert TRACE in traces
    assert len(traces) > 1


async def test_latencies_carry_the_trace_as_an_exemplar(
    service_app: AppFactory, keyring: KeyRing, collector: Collector
) -> None:
    async with service_app(Settings, create_app, otel_exporter_otlp_endpoint=collector.url) as app:
        client = client_of(app, keyring.person("responder"))
        answer = await client.get("/api/v1/notes/count")
        trace = answer.headers["x-trace-id"]
        metrics = await client.get("/metrics", headers={"accept": OPENMETRICS})
        plain = await client.get("/metrics")
    assert metrics.headers["content-type"].startswith("application/openmetrics-text")
    assert f'# {{trace_id="{trace}"}}' in metrics.text
    assert metrics.text.endswith("# EOF\n")
    assert plain.headers["content-type"].startswith("text/plain")


async def test_without_an_endpoint_nothing_is_sent_and_metrics_stay_plain(
    service_app: AppFactory, keyring: KeyRing, collector: Collector
) -> None:
    async with service_app(Settings, create_app) as app:
        client = client_of(app, keyring.person("responder"))
        await client.get("/api/v1/notes/count")
        metrics = await client.get("/metrics", headers={"accept": OPENMETRICS})
    assert "trace_id" not in metrics.text
    assert collector.bodies == []


async def test_a_collector_that_is_away_slows_nobody_down(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    nowhere = "http://127.0.0.1:9"
    async with service_app(Settings, create_app, otel_exporter_otlp_endpoint=nowhere) as app:
        client = client_of(app, keyring.person("responder"))
        assert (await client.get("/api/v1/notes/count")).status_code == 200
