"""What every parser needs: refusals that name the field, and text that can be stored."""

import re
from typing import Any, TypeVar

import msgspec

from platform_contracts.base import FieldError

T = TypeVar("T")

_AT = re.compile(r"^(?P<reason>.*?)(?: - at `(?:key in )?\$(?P<path>.*)`)?$", re.DOTALL)
_MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")
_UNKNOWN = re.compile(r"contains unknown field `(?P<name>[^`]+)`")
_DEEPEST = 32
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


class InvalidPayloadError(ValueError):
    """A payload that cannot be taken; `errors` names each field and why."""

    def __init__(self, errors: list[FieldError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.reason}" for error in errors))
        self.errors = errors

    @classmethod
    def field(cls, field: str, reason: str) -> "InvalidPayloadError":
        """One refused field."""
        return cls([FieldError(field=field, reason=reason)])


def decode(decoder: "msgspec.json.Decoder[T]", body: bytes) -> T:
    """Decode JSON strictly. Raises InvalidPayloadError."""
    if body.count(b"[") + body.count(b"{") > _DEEPEST and _depth(body) > _DEEPEST:
        raise InvalidPayloadError.field("body", f"is nested deeper than {_DEEPEST}")
    try:
        value = decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidPayloadError.field("body", f"is not JSON: {error}") from None
    if b"\\u0000" in body or b"\x00" in body:
        _refuse_nul(msgspec.to_builtins(value, enc_hook=_not_read_yet), "body")
    return value


def _not_read_yet(_: object) -> None:
    """A raw entry of a list: it is decoded, and checked, by itself."""


def _refusal(text: str) -> InvalidPayloadError:
    """Msgspec's message as field and reason."""
    match = _AT.match(text)
    reason = match["reason"] if match else text
    path = ((match["path"] if match else None) or "").replace("[...]", "").lstrip(".")
    named = _MISSING.search(reason) or _UNKNOWN.search(reason)
    field = ".".join(part for part in (path, named["name"] if named else "") if part)
    return InvalidPayloadError.field(field or "body", reason)


def _depth(body: bytes) -> int:
    """The deepest nesting. Brackets inside texts count too, unless that would be too deep."""
    depth = _deepest(body.translate(None, _NO_BRACKETS))
    return depth if depth <= _DEEPEST else _deepest(_STRING.sub(b"", body))


def _deepest(text: bytes) -> int:
    depth = deepest = 0
    for byte in text:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def _refuse_nul(value: Any, field: str) -> None:
    if isinstance(value, str) and "\x00" in value:
        raise InvalidPayloadError.field(field, "must not contain the NUL character")
    if isinstance(value, dict):
        for name, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            _refuse_nul(name, field)
            _refuse_nul(item, str(name))  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            _refuse_nul(item, field)
