"""HTTP clients: between services with token and trace, and to addresses that users enter."""

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Sequence
from typing import Final

import httpx

from platform_kit import tracing
from platform_kit.auth.tokens import Tokens
from platform_kit.transport import AiohttpTransport

PEER_TIMEOUT: Final = httpx.Timeout(5.0, connect=2.0)
OUTSIDE_TIMEOUT: Final = httpx.Timeout(10.0, connect=5.0)
OUTSIDE_PORTS: Final = frozenset({80, 443, 8443})
LARGEST_ANSWER: Final = 64 * 1024
RESOLVE_SECONDS: Final = 5.0
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_GLOBAL_UNICAST: Final = ipaddress.ip_network("2000::/3")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def peer_client(tokens: Tokens, audience: str) -> httpx.AsyncClient:
    """A client for one service of the platform: time limits, token and trace on every request.

    Connect errors are tried once more (the peer may just have closed an idle connection).
    """

    async def sign(request: httpx.Request) -> None:
        request.headers["authorization"] = f"Bearer {tokens.for_service(audience)}"
        if traceparent := tracing.current():
            request.headers["traceparent"] = traceparent

    return httpx.AsyncClient(
        timeout=PEER_TIMEOUT,
        transport=httpx.AsyncHTTPTransport(
            retries=1, limits=httpx.Limits(max_connections=50, keepalive_expiry=30)
        ),
        event_hooks={"request": [sign]},
    )


class ForbiddenAddress(httpx.RequestError):
    """The address leads where the platform does not go; the message says why."""


class _Guarded(httpx.AsyncBaseTransport):
    """Resolves once, checks every address, connects to a checked one under the host's name."""

    def __init__(self, allowed: Sequence[Network], largest: int) -> None:
        self._allowed = allowed
        self._largest = largest
        self._inner = AiohttpTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request; redirects are answers, never followed."""
        host = request.url.host
        address = await self._checked_address(request)
        request.headers["host"] = request.url.netloc.decode()
        request.headers["accept-encoding"] = (
            "identity"  # a small body must not unpack to a huge one
        )
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        response = await self._inner.handle_async_request(request)
        stream = response.stream
        if not isinstance(stream, httpx.AsyncByteStream):
            raise ForbiddenAddress("the answer is not a stream", request=request)
        headers = response.headers
        headers.pop("content-encoding", None)
        return httpx.Response(
            response.status_code,
            headers=headers,
            stream=_Capped(stream, self._largest),
            extensions=response.extensions,
        )

    async def _checked_address(self, request: httpx.Request) -> str:
        url = request.url
        if url.scheme not in ("http", "https"):
            raise ForbiddenAddress("only http and https addresses are called", request=request)
        if url.userinfo:
            raise ForbiddenAddress("an address must not hold credentials", request=request)
        port = (443 if url.scheme == "https" else 80) if url.port is None else url.port
        try:
            addresses = await _addresses_of(url.host, port)
        except (OSError, UnicodeError):
            raise httpx.ConnectError(f"{url.host} is not known", request=request) from None
        if not addresses or not all(self._may_reach(address) for address in addresses):
            raise ForbiddenAddress(f"{url.host} is an internal address", request=request)
        listed = any(addresses[0] in network for network in self._allowed)
        if port not in OUTSIDE_PORTS and not listed:
            raise ForbiddenAddress(f"port {port} is not called", request=request)
        return str(addresses[0])

    def _may_reach(self, address: Address) -> bool:
        if any(
            address in network for network in self._allowed if network.version == address.version
        ):
            return True
        if isinstance(address, ipaddress.IPv6Address):
            embedded = address.ipv4_mapped or address.sixtofour
            if embedded is None and address in _NAT64:
                embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
            if embedded is not None:
                return self._may_reach(embedded)
            if address not in _GLOBAL_UNICAST:  # site-local, IPv4-compatible, local NAT64
                return False
        return address.is_global and not address.is_multicast

    async def aclose(self) -> None:
        """Close idle connections."""
        await self._inner.aclose()


async def _addresses_of(host: str, port: int) -> list[Address]:
    """What a name stands for; an address stands for itself. Raises OSError for unknown names."""
    with contextlib.suppress(ValueError):
        return [ipaddress.ip_address(host)]
    async with asyncio.timeout(RESOLVE_SECONDS):
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ipaddress.ip_address(entry[4][0]) for entry in found]


class _Capped(httpx.AsyncByteStream):
    """An answer of at most `largest` bytes; the rest is cut."""

    def __init__(self, stream: httpx.AsyncByteStream, largest: int) -> None:
        self._stream = stream
        self._largest = largest

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._largest
        async for chunk in self._stream:
            yield chunk[:left]
            left -= len(chunk)
            if left <= 0:
                return

    async def aclose(self) -> None:
        """Close the connection's stream."""
        await self._stream.aclose()


def outside_client(
    allowed_networks: Sequence[str] = (), *, largest: int = LARGEST_ANSWER
) -> httpx.AsyncClient:
    """A client for addresses that users enter: never an internal one unless listed (CIDR).

    Of an answer it reads `largest` bytes.
    """
    networks = [ipaddress.ip_network(network) for network in allowed_networks]
    return httpx.AsyncClient(
        timeout=OUTSIDE_TIMEOUT, follow_redirects=False, transport=_Guarded(networks, largest)
    )
