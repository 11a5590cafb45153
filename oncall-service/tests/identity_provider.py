"""An OpenID Connect provider on a local socket: discovery, authorize, token, keys."""

import asyncio
import base64
import hashlib
import socket
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT = "incident-platform"
SECRET = "client-secret"


class IdentityProvider:
    """Signs in whoever `user` says; `spoil` changes the claims of the ID token."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.user: dict[str, Any] = {}
        self.spoil: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.signing_key = self.key
        self._codes: dict[str, dict[str, str]] = {}
        self.app = FastAPI()
        self.app.get("/.well-known/openid-configuration")(self.discovery)
        self.app.get("/authorize")(self.authorize)
        self.app.post("/token")(self.token)
        self.app.get("/keys")(self.keys)

    async def discovery(self) -> dict[str, str]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
        }

    async def authorize(self, request: Request) -> Response:
        query = dict(request.query_params)
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        back = urlencode({"code": code, "state": query["state"]})
        return RedirectResponse(f"{query['redirect_uri']}?{back}", 302)

    async def token(self, request: Request) -> Response:
        form = {
            name: values[0] for name, values in parse_qs((await request.body()).decode()).items()
        }
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        begun = self._codes.pop(form.get("code", ""), None)
        challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        wanted = base64.urlsafe_b64encode(challenge).decode().rstrip("=")
        if (
            begun is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or begun["code_challenge"] != wanted
            or begun["redirect_uri"] != form["redirect_uri"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        claims = (
            {
                "iss": self.url,
                "aud": CLIENT,
                "exp": int(time.time()) + 300,
                "iat": int(time.time()),
                "nonce": begun["nonce"],
            }
            | self.user
            | self.spoil
        )
        header = {"alg": "RS256", "kid": "one"}
        return JSONResponse(
            {
                "access_token": "opaque",
                "token_type": "Bearer",
                "id_token": jwt.encode(header, claims, self.signing_key, algorithms=["RS256"]),
            }
        )

    async def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False)]}


@asynccontextmanager
async def running_provider() -> AsyncGenerator[IdentityProvider]:
    """A provider that answers on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    provider = IdentityProvider(f"http://127.0.0.1:{listener.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app, log_level="warning", lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield provider
    finally:
        server.should_exit = True
        await task
