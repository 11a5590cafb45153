"""The gateway and a service behind it, both under real servers."""

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncGenerator, AsyncIterator, Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from platform_contracts.vocabulary import Service
from platform_local.gateway import GatewaySettings, create_app
from platform_local.ports import pick_free

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]


class Upstream:
    """A service that shows what it received, and streams as long as the test wants."""

    def __init__(self) -> None:
        self.next_event = asyncio.Event()
        self.stream_ended = asyncio.Event()
        self.app = Starlette(
            routes=[
                Route("/api/stream", self.stream),
                Route("/api/v1/feedback", self.cookies),
                Route("/{path:path}", self.echo, methods=METHODS),
            ]
        )

    async def echo(self, request: Request) -> Response:
        return JSONResponse(
            {
                "method": request.method,
                "raw_path": request.scope["raw_path"].decode(),
                "query": request.scope["query_string"].decode(),
                "headers": [[k.decode(), v.decode()] for k, v in request.headers.raw],
                "body": (await request.body()).decode(),
            },
            headers={"Connection": "close, X-Private", "X-Private": "1", "X-Public": "1"},
        )

    async def stream(self, _: Request) -> Response:
        async def events() -> AsyncIterator[str]:
            try:
                yield "data: one\n\n"
                await self.next_event.wait()
                yield "data: two\n\n"
                await asyncio.sleep(600)
            finally:
                self.stream_ended.set()

        return StreamingResponse(events(), media_type="text/event-stream")

    async def cookies(self, _: Request) -> Response:
        response = Response(gzip.compress(b"packed"), headers={"Content-Encoding": "gzip"})
        response.set_cookie("session", "a")
        response.set_cookie("refresh", "b")
        return response


class Server(uvicorn.Server):
    """Leaves the signal handlers to pytest."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: Any) -> AsyncGenerator[str]:
    port = pick_free()
    config = uvicorn.Config(
        app, port=port, log_level="warning", proxy_headers=False, timeout_graceful_shutdown=1
    )
    server = Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn offers no event
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    await task


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<html>the interface</html>")
    (folder / "sw.js").write_text("// service worker")
    (folder / "manifest.webmanifest").write_text("{}")
    (folder / "csp.txt").write_text("default-src 'none'\n")
    (folder / "assets" / "app-1a2b.js").write_text("plain")
    (folder / "assets" / "app-1a2b.js.br").write_bytes(b"brotli")
    (folder / "assets" / "app-1a2b.js.gz").write_bytes(gzip.compress(b"gzip"))
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def upstream() -> Upstream:
    return Upstream()


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(upstream: Upstream, dist: Path) -> AsyncIterator[httpx.AsyncClient]:
    dead = f"http://127.0.0.1:{pick_free()}"
    async with serving(upstream.app) as service:
        upstreams = {
            Service.ALERTS: dead,
            Service.ONCALL: dead,
            Service.INCIDENTS: service,
            Service.NOTIFICATION: service,
            Service.ANALYSIS: service,
        }
        async with (
            serving(create_app(GatewaySettings(upstreams=upstreams, dist=dist))) as address,
            httpx.AsyncClient(base_url=address, timeout=30, trust_env=False) as client,
        ):
            yield client


def received(answer: httpx.Response) -> dict[str, str]:
    return dict(answer.json()["headers"])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
async def test_method_body_and_query_reach_the_service(
    gateway: httpx.AsyncClient, method: str
) -> None:
    answer = await gateway.request(method, "/api/v1/incidents?a=1&a=%202", content=b"the body")
    echo = answer.json()
    assert (echo["method"], echo["query"], echo["body"]) == (method, "a=1&a=%202", "the body")


@pytest.mark.parametrize(
    "path",
    ["/api/v1/incidents/a%2Fb%3F%23", "/api/v1/incidents/%ED%95%9C", "/api/v1/incidents//x%25"],
)
async def test_path_is_passed_on_as_it_was_sent(gateway: httpx.AsyncClient, path: str) -> None:
    assert (await gateway.get(path)).json()["raw_path"] == path


async def test_request_of_unknown_length_is_streamed(gateway: httpx.AsyncClient) -> None:
    async def parts() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 10_000

    echo = (await gateway.post("/api/v1/incidents", content=parts())).json()
    assert len(echo["body"]) == 1_000_000


async def test_service_learns_who_asked_and_for_which_host(gateway: httpx.AsyncClient) -> None:
    headers = {"X-Forwarded-For": "6.6.6.6", "Host": "ops.example.org", "Cookie": "session=a"}
    seen = received(await gateway.get("/api/v1/incidents", headers=headers))
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert seen["x-forwarded-host"] == seen["host"] == "ops.example.org"
    assert seen["cookie"] == "session=a"


async def test_headers_of_one_connection_go_no_further(gateway: httpx.AsyncClient) -> None:
    headers = {"Connection": "keep-alive, X-Secret", "X-Secret": "1", "TE": "trailers"}
    answer = await gateway.get("/api/v1/incidents", headers=headers)
    assert {"x-secret", "te"}.isdisjoint(received(answer))
    assert "x-private" not in answer.headers
    assert answer.headers["x-public"] == "1"


async def test_compressed_answer_and_all_its_cookies_arrive(gateway: httpx.AsyncClient) -> None:
    answer = await gateway.get("/api/v1/feedback")
    assert answer.content == b"packed"
    assert [c.split("=")[0] for c in answer.headers.get_list("set-cookie")] == [
        "session",
        "refresh",
    ]


async def test_live_stream_passes_through_unbuffered_and_ends_with_the_reader(
    gateway: httpx.AsyncClient, upstream: Upstream
) -> None:
    async with gateway.stream("GET", "/api/stream") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.aiter_lines()
        # The service waits for the test between the two events: a buffer would hang here.
        assert await anext(lines) == "data: one"
        upstream.next_event.set()
        assert await anext(lines) == ""
        assert await anext(lines) == "data: two"
    await asyncio.wait_for(upstream.stream_ended.wait(), 180)


async def test_sender_of_alerts_is_asked_to_come_back_when_the_service_is_down(
    gateway: httpx.AsyncClient,
) -> None:
    for path in ("/alerts", "/api/v1/alerts", "/hooks/key/api/v2/alerts"):
        answer = await gateway.post(path, json={})
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert answer.headers["content-type"] == "application/problem+json"


async def test_service_that_is_down_is_named_in_a_problem(gateway: httpx.AsyncClient) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    headers = {"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}
    answer = await gateway.get("/api/v1/oncall/current?team=platform", headers=headers)
    assert answer.status_code == 502
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["trace_id"] == trace
    assert "oncall" in answer.json()["detail"]


@pytest.mark.parametrize(
    "path", ["/internal/v1/audit", "/api/v1/nothing", "/api/", "/api/v1/alerts/%2e%2e/internal/v1"]
)
async def test_path_that_nobody_offers_is_not_found(gateway: httpx.AsyncClient, path: str) -> None:
    answer = await gateway.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/", "/incidents/INC-42", "/sign-in", "/%ED%95%9C"])
async def test_page_of_the_interface_is_always_fresh_and_guarded(
    gateway: httpx.AsyncClient, path: str
) -> None:
    answer = await gateway.get(path)
    assert answer.text == "<html>the interface</html>"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in answer.headers


@pytest.mark.parametrize(
    ("accepts", "encoding", "length"),
    [("br, gzip", "br", 6), ("gzip", "gzip", None), ("identity", None, 5), ("br;q=0", None, 5)],
)
async def test_hashed_file_is_kept_for_ever_in_the_best_encoding(
    gateway: httpx.AsyncClient, accepts: str, encoding: str | None, length: int | None
) -> None:
    request = gateway.build_request(
        "GET", "/assets/app-1a2b.js", headers={"Accept-Encoding": accepts}
    )
    answer = await gateway.send(request, stream=True)
    raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"].startswith("text/javascript")
    assert length is None or len(raw) == length


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest"])
async def test_service_worker_and_manifest_are_asked_for_each_time(
    gateway: httpx.AsyncClient, path: str
) -> None:
    answer = await gateway.get(path)
    assert answer.headers["cache-control"] == "no-cache"
    again = await gateway.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "path", ["/assets/gone-9f.js", "/favicon.png", "/%2e%2e/secret.txt", "/..%2fsecret.txt"]
)
async def test_missing_file_is_not_answered_with_a_page(
    gateway: httpx.AsyncClient, dist: Path, path: str
) -> None:
    (dist.parent / "secret.txt").write_text("secret")
    answer = await gateway.get(path)
    assert answer.status_code == 404


async def test_page_cannot_be_posted_to(gateway: httpx.AsyncClient) -> None:
    assert (await gateway.post("/sign-in")).status_code == 405


async def test_interface_still_being_built_is_announced_and_then_appears(
    gateway: httpx.AsyncClient, dist: Path
) -> None:
    index = dist / "index.html"
    text = index.read_text()
    index.unlink()
    answer = await gateway.get("/")
    assert answer.status_code == 503
    assert "being built" in answer.text
    index.write_text(text)
    assert (await gateway.get("/")).text == text


async def test_gateway_is_healthy_by_itself(gateway: httpx.AsyncClient) -> None:
    assert json.loads((await gateway.get("/health")).text) == {"status": "ok"}
