"""Tokens that were forged, borrowed or kept too long prove nothing."""

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from uuid import uuid4

import pytest

from platform_kit.auth.keys import new_key, read_private, read_public
from platform_kit.auth.tokens import InvalidToken, Tokens, sign
from platform_kit.testing.callers import KeyRing

AUDIENCE = "incident-management"


@pytest.fixture
def tokens(keyring: KeyRing) -> Tokens:
    return Tokens(AUDIENCE, read_private(keyring.file(AUDIENCE)), read_public(keyring.jwks))


def person(**changes: Any) -> dict[str, Any]:
    """The claims of a person, with changes; None leaves a claim out."""
    now = int(time.time())
    claims: dict[str, Any] = {
        "iss": "accounts",
        "sub": str(uuid4()),
        "aud": "platform",
        "kind": "person",
        "roles": {"*": "admin"},
        "iat": now,
        "exp": now + 600,
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def service(**changes: Any) -> dict[str, Any]:
    """The claims of oncall, calling this service."""
    values = {"iss": "oncall", "sub": "oncall", "aud": AUDIENCE, "kind": "service", "roles": None}
    return person(**(values | changes))


def by_hand(header: dict[str, Any], claims: dict[str, Any], secret: bytes | None) -> str:
    """A token with any header, signed with HMAC or not at all."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in (header, claims)
    ]
    signed = b".".join(parts)
    mac = hmac.new(secret, signed, hashlib.sha256).digest() if secret else b""
    return (signed + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


def test_a_person_and_a_service_are_known_by_their_tokens(tokens: Tokens, keyring: KeyRing) -> None:
    assert tokens.verify(sign(keyring.private["accounts"], person()))["kind"] == "person"
    assert tokens.verify(sign(keyring.private["oncall"], service()))["sub"] == "oncall"


@pytest.mark.parametrize(
    ("signer", "claims"),
    [
        ("oncall", person()),
        ("oncall", person(iss="oncall")),
        ("oncall", service(kind="person")),
        ("oncall", service(iss="notification")),
        ("oncall", service(aud="notification")),
        ("oncall", service(aud="platform")),
        ("oncall", service(aud=None)),
        ("accounts", person(aud=AUDIENCE)),
        ("accounts", person(aud=["platform"])),
        ("accounts", person(kind="service")),
        ("accounts", person(kind=None)),
        ("accounts", person(sub=None)),
        ("accounts", person(sub=7)),
        ("accounts", person(exp=None)),
        ("accounts", person(exp=str(int(time.time()) + 600))),
        ("accounts", person(exp=int(time.time()) - 60)),
        ("accounts", person(exp=int(time.time()) + 86_400)),
    ],
)
def test_a_token_that_says_more_than_its_key_may_is_refused(
    tokens: Tokens, keyring: KeyRing, signer: str, claims: dict[str, Any]
) -> None:
    token = sign(keyring.private[signer], claims)
    with pytest.raises(InvalidToken):
        tokens.verify(token)


@pytest.mark.parametrize("algorithm", ["none", "None", "HS256", "RS256", "ES256", ""])
def test_another_algorithm_is_refused(tokens: Tokens, keyring: KeyRing, algorithm: str) -> None:
    public = str(keyring.private["accounts"].as_dict(private=False)["x"]).encode()
    header = {"alg": algorithm, "kid": "accounts"}
    for secret in (None, public, base64.urlsafe_b64decode(public + b"=")):
        with pytest.raises(InvalidToken):
            tokens.verify(by_hand(header, person(), secret))


def test_a_key_that_calls_itself_accounts_is_refused(tokens: Tokens) -> None:
    token = sign(new_key("accounts"), person())
    with pytest.raises(InvalidToken):
        tokens.verify(token)


def test_a_key_brought_along_in_the_header_is_refused(tokens: Tokens) -> None:
    own = new_key("accounts")
    header = {"alg": "Ed25519", "kid": "unknown", "jwk": own.as_dict(private=False)}
    with pytest.raises(InvalidToken):
        tokens.verify(by_hand(header, person(), None))


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_changed_token_is_refused(tokens: Tokens, keyring: KeyRing, cut: int) -> None:
    token = sign(keyring.private["accounts"], person())
    for changed in (token[:-cut], token[cut:], token + "A" * cut, "..", "a.b.c", ""):
        with pytest.raises(InvalidToken):
            tokens.verify(changed)
