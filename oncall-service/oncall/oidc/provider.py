"""Sign-in by the company's OpenID Connect provider: code flow with PKCE, state and nonce.

A person is made at the first sign-in. What a person may do comes from the provider's groups.
"""

import hmac
import secrets
import time
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from oncall.settings import Settings
from platform_kit.auth.tokens import ALGORITHM, sign
from platform_kit.problems import NotFound, Unauthorized, Unavailable

CALLBACK: Final = "/api/v1/auth/oidc/callback"
FLOW_SECONDS: Final = 600
ALGORITHMS: Final = ["RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA", "Ed25519"]
_LEEWAY: Final = 60


@dataclass(frozen=True)
class Flow:
    """A sign-in that has begun: where to send the browser, and what its cookie remembers."""

    url: str
    cookie: str


@dataclass(frozen=True)
class Identity:
    """Who the provider says this is."""

    subject: str
    name: str
    login: str
    email: str | None
    groups: list[str]


async def begin(settings: Settings, key: OKPKey, back_to: str) -> Flow:
    """The first half. Raises NotFound when no provider is set up, Unavailable."""
    provider = await _discover(settings)
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    async with _client(settings) as client:
        url, _ = client.create_authorization_url(
            provider["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
        )
    claims = {
        "use": "oidc",
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "next": _own_path(back_to),
        "exp": int(time.time()) + FLOW_SECONDS,
    }
    return Flow(str(url), sign(key, claims))


async def finish(
    settings: Settings, key: OKPKey, cookie: str, code: str, state: str
) -> tuple[Identity, str]:
    """The second half: who it is, and where to go on. Raises Unauthorized, Unavailable."""
    flow = _flow(key, cookie)
    if not hmac.compare_digest(str(flow["state"]).encode(), state.encode()):
        raise Unauthorized("this sign-in was begun elsewhere; begin again")
    provider = await _discover(settings)
    try:
        async with _client(settings) as client:
            token: dict[str, Any] = await client.fetch_token(
                provider["token_endpoint"], code=code, code_verifier=flow["verifier"]
            )
        keys = await _read(provider["jwks_uri"])
    except OAuthError as error:
        raise Unauthorized(f"the provider refuses: {error}") from None
    except (httpx.HTTPError, ValueError):
        raise Unavailable("the sign-in provider cannot be reached") from None
    claims = _verified(str(token.get("id_token", "")), keys, settings, str(flow["nonce"]))
    return _identity(claims, settings), str(flow["next"])


def _verified(
    id_token: str, keys: dict[str, Any], settings: Settings, nonce: str
) -> dict[str, Any]:
    """The claims of an ID token that is meant for us, now, and for this sign-in."""
    try:
        known = KeySet.import_key_set({"keys": keys["keys"]})
        claims = jwt.decode(id_token, known, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError, KeyError, TypeError):
        raise Unauthorized("the provider's token cannot be verified") from None
    audience = claims.get("aud")
    audiences: list[Any] = audience if isinstance(audience, list) else [audience]  # pyright: ignore[reportUnknownVariableType]
    expires = claims.get("exp")
    fits = (
        str(claims.get("iss", "")).rstrip("/") == settings.oidc_issuer.rstrip("/")
        and settings.oidc_client_id in audiences
        and (len(audiences) == 1 or claims.get("azp") == settings.oidc_client_id)
        and isinstance(expires, int | float)
        and expires > time.time() - _LEEWAY
        and hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode())
        and isinstance(claims.get("sub"), str)
    )
    if not fits:
        raise Unauthorized("the provider's token is not meant for this sign-in")
    return claims


def _identity(claims: dict[str, Any], settings: Settings) -> Identity:
    email = claims.get("email") if claims.get("email_verified") is True else None
    login = claims.get("preferred_username") or claims.get("email") or claims["sub"]
    groups: Any = claims.get(settings.oidc_groups_claim, [])
    return Identity(
        subject=f"{settings.oidc_issuer.rstrip('/')}|{claims['sub']}",
        name=str(claims.get("name") or login),
        login=str(login),
        email=str(email) if email else None,
        groups=[str(group) for group in groups] if isinstance(groups, list) else [],  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    )


def _flow(key: OKPKey, cookie: str) -> dict[str, Any]:
    try:
        claims = jwt.decode(cookie, key, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError):
        raise Unauthorized("this sign-in was not begun here; begin again") from None
    if claims.get("use") != "oidc" or int(claims.get("exp", 0)) < time.time():
        raise Unauthorized("this sign-in took too long; begin again")
    return claims


async def _discover(settings: Settings) -> dict[str, str]:
    if not settings.oidc_issuer:
        raise NotFound("no sign-in provider is set up")
    url = f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration"
    try:
        document = await _read(url)
    except (httpx.HTTPError, ValueError):
        raise Unavailable("the sign-in provider cannot be reached") from None
    if document.get("issuer", "").rstrip("/") != settings.oidc_issuer.rstrip("/"):
        raise Unavailable("the sign-in provider names another issuer")
    return document


async def _read(url: str) -> dict[str, Any]:
    async with httpx.AsyncClient(timeout=5.0) as client:
        answer = await client.get(url)
        answer.raise_for_status()
        return answer.json()


def _client(settings: Settings) -> Any:
    return AsyncOAuth2Client(
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value() or None,
        scope="openid profile email",
        redirect_uri=settings.public_url.rstrip("/") + CALLBACK,
        code_challenge_method="S256",
        timeout=5.0,
    )


def _own_path(path: str) -> str:
    """A path of ours to go on at; anything else is the start page."""
    parts = urlsplit(path)
    own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if own and not parts.scheme and not parts.netloc else "/"
