"""Addresses that answer a page without signing in: who holds one may do one thing to one page.

A token names a delivery and an action and is signed; so a resent message carries the same links,
and none has to be stored before it is used.
"""

import base64
import hashlib
import hmac
from typing import Final
from uuid import UUID

ACKNOWLEDGE: Final = "acknowledge"
ESCALATE: Final = "escalate"
RESOLVE: Final = "resolve"
RECEIPT: Final = "receipt"
CALL: Final = "call"
_CODES: Final = {ACKNOWLEDGE: b"a", ESCALATE: b"e", RESOLVE: b"r", RECEIPT: b"t", CALL: b"c"}
_NAMES: Final = {code: name for name, code in _CODES.items()}
_MAC: Final = 16


class ReplyTokens:
    """Makes and reads them, with a key of this service's own."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(secret, digest_size=32, person=b"reply-tokens").digest()

    def make(self, delivery: UUID, action: str) -> str:
        """The token of an action on a delivery."""
        named = delivery.bytes + _CODES[action]
        return base64.urlsafe_b64encode(named + self._mac(named)).decode().rstrip("=")

    def read(self, token: str) -> tuple[UUID, str]:
        """Delivery and action. Raises ValueError for anything that was not made here."""
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except ValueError:
            raise ValueError("not a token") from None
        named, mac = raw[:17], raw[17:]
        if len(raw) != 17 + _MAC or not hmac.compare_digest(mac, self._mac(named)):
            raise ValueError("not a token of this platform")
        return UUID(bytes=named[:16]), _NAMES[named[16:]]

    def _mac(self, named: bytes) -> bytes:
        return hmac.new(self._key, named, hashlib.sha256).digest()[:_MAC]
