"""Signed tokens: people's by the accounts key, services' by their own, verified by anybody.

EdDSA (Ed25519) only; the key is found by `kid` among the known public keys, and a service's key
may speak for that service alone, so a token cannot be forged by another key, algorithm or issuer.
"""

import time
from dataclasses import dataclass, field
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from platform_kit.auth.keys import ACCOUNTS_KEY_ID

ALGORITHM: Final = "Ed25519"
"""EdDSA by its fully-specified name (RFC 9864)."""
PLATFORM_AUDIENCE: Final = "platform"
PERSON_SECONDS: Final = 600
SERVICE_SECONDS: Final = 60
_LEEWAY: Final = 5


class InvalidToken(Exception):  # noqa: N818 - a statement about the token
    """The token does not prove who is calling; the message says why."""


@dataclass
class Tokens:
    """Signs as one service and verifies every known issuer. `audience` is this service's name."""

    audience: str
    key: OKPKey
    known: KeySet
    _minted: dict[str, tuple[float, str]] = field(default_factory=dict[str, tuple[float, str]])

    def for_service(self, audience: str, roles: dict[str, str] | None = None) -> str:
        """A service token for a peer, valid for 60 s; minted anew after 30 s."""
        now = time.time()
        cached = self._minted.get(audience)
        if cached and cached[0] > now and not roles:
            return cached[1]
        claims: dict[str, Any] = {
            "iss": self.key.kid,
            "sub": self.key.kid,
            "aud": audience,
            "kind": "service",
            "iat": int(now),
            "exp": int(now) + SERVICE_SECONDS,
        }
        if roles:
            claims["roles"] = roles
        token = sign(self.key, claims)
        if not roles:
            self._minted[audience] = (now + SERVICE_SECONDS / 2, token)
        return token

    def verify(self, token: str) -> dict[str, Any]:
        """The claims of a valid token. Raises InvalidToken."""
        try:
            decoded = jwt.decode(token, self.known, algorithms=[ALGORITHM])
        except (JoseError, ValueError, KeyError, TypeError):
            raise InvalidToken("the token cannot be verified") from None
        claims, key_id = decoded.claims, decoded.header.get("kid")
        self._check_issuer(claims, key_id)
        now = time.time()
        if not isinstance(claims.get("exp"), int) or claims["exp"] + _LEEWAY < now:
            raise InvalidToken("the token has expired")
        if claims["exp"] - now > 2 * PERSON_SECONDS:
            raise InvalidToken("the token is valid for too long")
        return claims

    def _check_issuer(self, claims: dict[str, Any], key_id: object) -> None:
        if not key_id or claims.get("iss") != key_id or not isinstance(claims.get("sub"), str):
            raise InvalidToken("the token's issuer is not its key's owner")
        person = key_id == ACCOUNTS_KEY_ID
        if claims.get("kind") not in (("person", "key") if person else ("service",)):
            raise InvalidToken("the token's kind does not fit its issuer")
        if claims.get("aud") != (PLATFORM_AUDIENCE if person else self.audience):
            raise InvalidToken("the token is meant for somebody else")


def sign(key: OKPKey, claims: dict[str, Any]) -> str:
    """A signed token of `claims`."""
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])
