"""Labels to a stable identity."""

import hashlib
from collections.abc import Mapping
from typing import Final

_FNV_OFFSET: Final = 0xCBF29CE484222325
_FNV_PRIME: Final = 0x100000001B3
_MASK: Final = 0xFFFFFFFFFFFFFFFF


def of_labels(labels: Mapping[str, str]) -> str:
    """Alertmanager's fingerprint: FNV-1a, 64 bit, over name, 0xFF, value, 0xFF by label name.

    16 hex digits; equal to what Alertmanager and Prometheus compute for the same label set.
    """
    value = _FNV_OFFSET
    for name in sorted(labels):
        for byte in name.encode() + b"\xff" + labels[name].encode() + b"\xff":
            value = ((value ^ byte) * _FNV_PRIME) & _MASK
    return f"{value:016x}"


def of_parts(*parts: str, labels: Mapping[str, str]) -> str:
    """Identity of an alert without one: 32 hex digits of SHA-256 over parts and labels."""
    digest = hashlib.sha256()
    for part in (*parts, *(text for name in sorted(labels) for text in (name, labels[name]))):
        data = part.encode()
        digest.update(len(data).to_bytes(4, "big") + data)
    return digest.hexdigest()[:32]
