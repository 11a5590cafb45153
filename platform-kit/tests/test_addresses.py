"""The sender's address: through trusted proxies only, whatever a header claims."""

import pytest
from starlette.requests import HTTPConnection

from platform_kit.addresses import client_address, networks

TRUSTED = networks("10.0.0.0/8, ::1")


def seen(peer: str, *forwarded: str) -> str:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    return str(client_address(HTTPConnection(scope), TRUSTED))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.1", [], "192.0.2.1"),
        ("192.0.2.1", ["203.0.113.9"], "192.0.2.1"),
        ("10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
        ("10.0.0.1", ["1.1.1.1", "203.0.113.9, 10.0.0.2"], "203.0.113.9"),
        ("10.0.0.1", ["nonsense"], "None"),
        ("10.0.0.1", ["203.0.113.9, nonsense"], "None"),
        ("::1", ["10.0.0.3"], "10.0.0.3"),
        ("::ffff:10.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("unix", ["203.0.113.9"], "None"),
    ],
)
def test_a_forwarded_address_counts_only_behind_a_trusted_proxy(
    peer: str, forwarded: list[str], expected: str
) -> None:
    assert seen(peer, *forwarded) == expected
