"""Time-based one-time passwords (RFC 6238, SHA-1, 30 s, six digits), and recovery codes."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from typing import Final
from urllib.parse import quote

STEP_SECONDS: Final = 30
DIGITS: Final = 6
RECOVERY_CODES: Final = 8
_DRIFT: Final = (0, -1, 1)


def new_secret() -> str:
    """160 random bits, in base32 as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def uri(secret: str, login: str) -> str:
    """What an authenticator app reads from a QR code."""
    label = quote(f"Incident platform:{login}")
    return f"otpauth://totp/{label}?secret={secret}&issuer=Incident%20platform"


def counter_at(at: datetime) -> int:
    """The number of the time step."""
    return int(at.timestamp()) // STEP_SECONDS


def code(secret: str, counter: int) -> str:
    """The code of a time step."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def accepted(secret: str, given: str, at: datetime, used: int) -> int | None:
    """The time step that a code belongs to, one step off at most; None for a wrong or used one."""
    now = counter_at(at)
    for drift in _DRIFT:
        counter = now + drift
        if counter > used and hmac.compare_digest(code(secret, counter), given.strip()):
            return counter
    return None


def new_recovery_codes() -> list[str]:
    """Codes that each work once, for a lost phone."""
    return [secrets.token_hex(5) for _ in range(RECOVERY_CODES)]


def recovery_hash(given: str) -> str:
    """What is stored of a recovery code."""
    return hashlib.sha256(given.strip().lower().encode()).hexdigest()
