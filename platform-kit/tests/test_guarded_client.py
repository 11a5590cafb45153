"""The client for addresses that users enter: no way into the internal network."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from platform_kit.http import LARGEST_ANSWER, ForbiddenAddress, outside_client

INTERNAL = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0.0.0.0/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://localhost/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::127.0.0.1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[fd00:ec2::254]/",
    "http://[ff02::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://[64:ff9b:1::a9fe:a9fe]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:db8::1]/",
    "http://[2001::1]/",
]
REFUSED = [
    "http://user:secret@1.1.1.1/",
    "http://user@1.1.1.1/",
    "http://1.1.1.1:22/",
    "http://1.1.1.1:0/",
    "http://1.1.1.1:6379/",
    "ftp://1.1.1.1/",
    "gopher://1.1.1.1/",
]


@pytest.mark.parametrize("address", [*INTERNAL, *REFUSED])
async def test_an_internal_or_odd_address_is_refused(address: str) -> None:
    refusals = (ForbiddenAddress, httpx.UnsupportedProtocol, httpx.ConnectError, httpx.InvalidURL)
    async with outside_client() as client:
        with pytest.raises(refusals) as refused:
            await client.get(address)
    # A spelling that this machine's resolver does not read leads nowhere either.
    is_unknown = "is not known" in str(refused.value)
    assert is_unknown or not isinstance(refused.value, httpx.ConnectError)


class Server:
    """A plain HTTP server that says what it is told to."""

    def __init__(self) -> None:
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
        self.requests: list[str] = []
        self.port = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(self.answer)
        await writer.drain()
        writer.close()


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    yield server
    listening.close()


def resolver(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Names resolve to the next of `answers` at each look-up; returns the names asked for."""
    asked: list[str] = []

    async def getaddrinfo(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        addresses = answers[min(len(asked), len(answers)) - 1]
        kind = socket.SOCK_STREAM
        return [(socket.AF_INET, kind, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo, raising=False)
    return asked


async def test_a_listed_network_is_reached_under_its_own_name(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver(monkeypatch, ["127.0.0.1"])
    async with outside_client(["127.0.0.0/8"]) as client:
        answer = await client.get(f"http://hooks.example.com:{server.port}/x")
    assert answer.text == "ok"
    assert f"host: hooks.example.com:{server.port}" in server.requests[0].lower()


async def test_a_name_is_resolved_once_and_that_address_is_called(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = resolver(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    async with outside_client(["127.0.0.1/32"]) as client:
        await client.get(f"http://rebinding.example.com:{server.port}/")
    assert asked.count("rebinding.example.com") == 1
    assert len(server.requests) == 1


async def test_one_internal_address_among_several_refuses_the_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    resolver(monkeypatch, ["1.1.1.1", "10.0.0.1"])
    async with outside_client() as client:
        with pytest.raises(ForbiddenAddress):
            await client.get("http://mixed.example.com/")


async def test_a_redirect_is_an_answer_and_is_not_followed(server: Server) -> None:
    server.answer = (
        b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n"
    )
    async with outside_client(["127.0.0.0/8"]) as client:
        answer = await client.get(f"http://127.0.0.1:{server.port}/")
    assert answer.status_code == 302
    assert len(server.requests) == 1


async def test_a_long_answer_is_cut(server: Server) -> None:
    server.answer = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1_000_000
    async with outside_client(["127.0.0.0/8"]) as client:
        answer = await client.get(f"http://127.0.0.1:{server.port}/")
    assert len(answer.content) == LARGEST_ANSWER


async def test_a_proxy_of_the_environment_is_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.port}")
    async with outside_client() as client:
        with pytest.raises(ForbiddenAddress):
            await client.get("http://10.0.0.1/")
    assert server.requests == []
