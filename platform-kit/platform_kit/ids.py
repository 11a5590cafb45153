"""Identifiers: UUIDv7, minted where a fact is born, so they sort by time of birth."""

import io
import os
import time
from datetime import datetime
from typing import Final
from uuid import UUID

_PORTION: Final = 4096
_pool = io.BytesIO()


def random_bytes(count: int) -> bytes:
    """Unpredictable bytes, taken from the system in large portions: one call for many ids."""
    taken = _pool.read(count)
    if len(taken) < count:
        _pool.seek(0)
        _pool.write(os.urandom(_PORTION))
        _pool.seek(0)
        taken = _pool.read(count)
    return taken


def new_id() -> UUID:
    """A UUIDv7 (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(random_bytes(10), "big")
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (random >> 68) << 64
    value |= 0b10 << 62 | (random & ((1 << 62) - 1))
    return UUID(int=value)


def floor_of(moment: datetime) -> UUID:
    """The smallest UUIDv7 of a moment: ids from it on were minted then or later."""
    return UUID(int=max(0, int(moment.timestamp() * 1000)) << 80)
