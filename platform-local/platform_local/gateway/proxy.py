"""Passes a request to a service and its answer back, unbuffered and unchanged."""

import re
import secrets
from collections.abc import AsyncGenerator, Iterable

import httpx
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse

from platform_contracts.base import ProblemDetails
from platform_contracts.vocabulary import Service

RETRY_AFTER_SECONDS = 5

Headers = list[tuple[bytes, bytes]]

# Meant for one connection, not for the message (RFC 9110, section 7.6.1).
_HOP_BY_HOP = frozenset(
    {
        *(b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization"),
        *(b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade", b"expect"),
    }
)
_OURS = frozenset((b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"forwarded"))
_TRACE_ID = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-")


def make_client() -> httpx.AsyncClient:
    """Return the client for all upstream requests. No read limit: streams stay open for hours."""
    return httpx.AsyncClient(
        timeout=httpx.Timeout(connect=5, read=None, write=60, pool=None),
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=100),
        follow_redirects=False,
        trust_env=False,
    )


async def forward(
    request: Request, client: httpx.AsyncClient, service: Service, upstream: str
) -> Response:
    """Answer with what the service answers, or with a problem when it cannot be reached."""
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    outgoing = httpx.Request(
        request.method,
        httpx.URL(upstream).copy_with(raw_path=_raw_target(request)),
        headers=_request_headers(request),
        content=request.stream() if has_body else None,
    )
    try:
        answer = await client.send(outgoing, stream=True)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it
    except httpx.TransportError:
        return _unreachable(request, service)
    response = StreamingResponse(_body(answer), answer.status_code)
    response.raw_headers = _end_to_end(answer.headers.raw)
    return response


def problem(
    request: Request, status: int, slug: str, title: str, detail: str, **headers: str
) -> Response:
    """Return an RFC 9457 problem."""
    match = _TRACE_ID.match(request.headers.get("traceparent", ""))
    body = ProblemDetails(
        type=slug,
        title=title,
        status=status,
        detail=detail,
        trace_id=match.group(1) if match else secrets.token_hex(16),
    )
    return Response(
        body.model_dump_json(exclude_none=True),
        status,
        {name.replace("_", "-"): value for name, value in headers.items()},
        media_type="application/problem+json",
    )


def _unreachable(request: Request, service: Service) -> Response:
    detail = f"The {service.value} service does not answer. It is started again automatically."
    if service is Service.ALERTS and request.method in {"POST", "PUT"}:
        # Senders of alerts repeat a 503, and Alertmanager drops the page on other answers.
        return problem(
            request,
            503,
            "service-unavailable",
            "Service unavailable",
            detail,
            Retry_After=str(RETRY_AFTER_SECONDS),
        )
    return problem(request, 502, "bad-gateway", "Bad gateway", detail)


async def _body(answer: httpx.Response) -> AsyncGenerator[bytes]:
    try:
        async for chunk in answer.aiter_raw():
            yield chunk
    finally:
        await answer.aclose()


def _raw_target(request: Request) -> bytes:
    """Return path and query as they were sent: %2F in an alias is not a slash."""
    path: bytes = request.scope.get("raw_path") or request.scope["path"].encode()
    query: bytes = request.scope["query_string"]
    return path + (b"?" + query if query else b"")


def _request_headers(request: Request) -> Headers:
    # uvicorn has already applied the headers of trusted proxies to client and scheme.
    client = request.client.host if request.client else "unknown"
    kept = [(k, v) for k, v in _end_to_end(request.headers.raw) if k not in _OURS]
    return [
        *kept,
        (b"x-forwarded-for", client.encode()),
        (b"x-forwarded-proto", request.url.scheme.encode()),
        (b"x-forwarded-host", request.headers.get("host", "").encode()),
    ]


def _end_to_end(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    lowered = [(name.lower(), value) for name, value in headers]
    named = {
        option.strip().lower()
        for name, value in lowered
        if name == b"connection"
        for option in value.split(b",")
    }
    return [(k, v) for k, v in lowered if k not in _HOP_BY_HOP and k not in named]
