"""Whose request it is: the address behind proxies, as far as those are trusted."""

import ipaddress
from collections.abc import Sequence
from functools import lru_cache

from starlette.requests import HTTPConnection

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@lru_cache(maxsize=1024)
def networks(text: str) -> tuple[Network, ...]:
    """Networks of a list separated by commas. Raises ValueError for anything else."""
    parts = [part.strip() for part in text.split(",")]
    return tuple(ipaddress.ip_network(part, strict=False) for part in parts if part)


def read_address(text: str) -> Address | None:
    """An address, an IPv4 one in IPv6 clothes as what it is; None for anything else."""
    try:
        address = ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address


def is_in(address: Address, allowed: Sequence[Network]) -> bool:
    """Whether one of the networks holds the address."""
    return any(address in network for network in allowed if network.version == address.version)


def client_address(connection: HTTPConnection, trusted: Sequence[Network]) -> Address | None:
    """Where the request came from.

    X-Forwarded-For is read from its end, and only past hops that are trusted themselves: what
    stands before the first untrusted one could have been written by anybody.
    """
    here = read_address(connection.client.host) if connection.client else None
    listed = ",".join(connection.headers.getlist("x-forwarded-for")).split(",")
    for hop in reversed([entry for entry in listed if entry.strip()]):
        if here is None or not is_in(here, trusted):
            break
        here = read_address(hop)
    return here
