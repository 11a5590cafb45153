"""The test runner's own tokens: services ask for one when OPEN_ACCESS is off."""

import json
import time
from pathlib import Path

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from platform_contracts.vocabulary import Service

LIFETIME_SECONDS = 60
_ALGORITHM = "Ed25519"


def read_key(path: Path) -> OKPKey:
    """The private Ed25519 JWK of a file. Raises OSError or ValueError."""
    try:
        key = OKPKey.import_key(json.loads(path.read_text()))
    except JoseError as error:
        raise ValueError(f"{path}: {error}") from None
    if not key.is_private or not key.kid:
        raise ValueError(f"{path} holds no private key with a kid")
    return key


def service_token(key: OKPKey, audience: Service) -> str:
    """A token that says who is calling; it is good for one service only, for 60 s."""
    now = int(time.time())
    claims = {
        "iss": key.kid,
        "sub": key.kid,
        "aud": audience.value,
        "kind": "service",
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
    }
    header = {"alg": _ALGORITHM, "kid": key.kid}
    return jwt.encode(header, claims, key, algorithms=[_ALGORITHM])
