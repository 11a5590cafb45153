"""Where a request carries the key of its integration."""

import base64
import binascii

from starlette.requests import Request


def in_path(request: Request) -> str | None:
    """The key in an integration's own address."""
    return request.path_params.get("key")


def in_authorization(request: Request) -> str | None:
    """A bearer that is no token of ours, or the password (else the name) of basic access."""
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer" and value.count(".") != 2:
        return value or None
    if scheme.lower() == "basic":
        return _of_basic(value)
    return None


def _of_basic(value: str) -> str | None:
    try:
        name, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return password or name or None


def of_open_door(request: Request) -> str | None:
    """For wires that may also come without a key: in the path, else in Authorization."""
    return in_path(request) or in_authorization(request)
