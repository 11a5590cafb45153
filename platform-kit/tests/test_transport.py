"""The transport over aiohttp says what httpx's own says of answers and of every way to fail."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx
import pytest

from platform_kit.transport import AiohttpTransport

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(answer: bytes, *, hold: bool = False) -> AsyncGenerator[str]:
    """A server that says this to every request, and closes; or holds the connection open."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(answer)
        await writer.drain()
        if hold:
            await asyncio.sleep(5)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=AiohttpTransport(), timeout=60) as client:
        yield client


async def test_an_answer_comes_as_it_was_sent(client: httpx.AsyncClient) -> None:
    head = b"HTTP/1.1 429 Slow Down\r\nRetry-After: 30\r\nSet-Cookie: a=b\r\nConnection: close\r\n"
    head += b"Content-Length: 2\r\n\r\nno"
    async with served(head) as url:
        answer = await client.get(url)
        assert (answer.status_code, answer.text, answer.headers["retry-after"]) == (429, "no", "30")
        client.cookies.clear()
        assert "cookie" not in (await client.get(url)).request.headers


async def test_a_redirect_is_an_answer(client: httpx.AsyncClient) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
    async with served(head) as url:
        assert (await client.get(url)).status_code == 302


async def test_a_packed_body_is_not_unpacked_by_the_transport(client: httpx.AsyncClient) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x00"
    async with served(head) as url:
        assert (await client.get(url)).content == b"\x1f\x8b\x00"


@pytest.mark.parametrize(
    ("answer", "hold", "expected"),
    [
        (b"", False, httpx.RemoteProtocolError),
        (b"", True, httpx.ReadTimeout),
        (b"nonsense\r\n\r\n", False, httpx.RemoteProtocolError),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", False, httpx.HTTPError),
    ],
)
async def test_what_is_no_answer_is_the_error_that_httpx_has_for_it(
    client: httpx.AsyncClient, answer: bytes, hold: bool, expected: type[Exception]
) -> None:
    async with served(answer, hold=hold) as url:
        with pytest.raises(expected):
            await client.post(url, content=b"x", timeout=1 if hold else 60)


async def test_nobody_there_is_a_connect_error(client: httpx.AsyncClient) -> None:
    with pytest.raises(httpx.ConnectError):
        await client.get("http://127.0.0.1:1/")


async def test_a_server_without_tls_is_a_connect_error(client: httpx.AsyncClient) -> None:
    async with served(b"HTTP/1.1 200 OK\r\n\r\n") as url:
        with pytest.raises(httpx.ConnectError) as failure:
            await client.get(url.replace("http:", "https:"))
    assert isinstance(failure.value.__cause__, OSError | ssl.SSLError)
