"""Sign-in by a provider on a real socket."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from identity_provider import CLIENT, SECRET, IdentityProvider, running_provider
from joserfc.jwk import RSAKey
from oncall_builders import a_person

from oncall.main import create_app
from oncall.settings import Settings
from platform_contracts.vocabulary import Role
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

ANA = {
    "sub": "u-1",
    "name": "Ana Bee",
    "preferred_username": "ana",
    "email": "ana@example.com",
    "email_verified": True,
    "groups": ["sre", "unmapped"],
}
GROUPS = {"sre": {"platform": Role.RESPONDER}, "boss": {"*": Role.ADMIN}}


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    async with running_provider() as provider:
        provider.user = dict(ANA)
        yield provider


@pytest.fixture
async def app(service_app: AppFactory, provider: IdentityProvider) -> AsyncIterator[FastAPI]:
    async with service_app(
        Settings,
        create_app,
        service_role="api",
        public_url="http://service.test",
        oidc_issuer=provider.url,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_group_roles=GROUPS,
    ) as app:
        yield app


async def sign_in(browser: httpx.AsyncClient, back_to: str = "/incidents") -> httpx.Response:
    """What a browser does: to the provider, and back with the code."""
    started = await browser.get("/api/v1/auth/oidc/start", params={"next": back_to})
    assert started.status_code == 302, started.text
    async with httpx.AsyncClient() as outside:
        returned = await outside.get(started.headers["location"])
    return await browser.get(returned.headers["location"])


async def test_a_person_is_made_at_the_first_sign_in_with_roles_and_teams_by_groups(
    app: FastAPI, admin: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    (await admin.put("/api/v1/teams/platform", json={"name": "Platform"})).raise_for_status()
    browser = client_of(app)
    answer = await sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/incidents")
    me = (await browser.get("/api/v1/me")).json()
    assert (me["person"]["login"], me["roles"]) == ("ana", {"platform": "responder"})
    team = (await admin.get("/api/v1/teams/platform")).json()
    assert [member["name"] for member in team["members"]] == ["Ana Bee"]
    provider.user["groups"] = ["boss"]
    await sign_in(browser)
    again = (await browser.get("/api/v1/me")).json()
    assert (again["person"]["id"], again["roles"]) == (me["person"]["id"], {"*": "admin"})
    assert (await admin.get("/api/v1/teams/platform")).json()["members"] == []


async def test_an_account_is_linked_by_a_verified_address_only(
    app: FastAPI, admin: httpx.AsyncClient, provider: IdentityProvider
) -> None:
    person = await a_person(admin, "old-ana", email="ana@example.com")
    provider.user["email_verified"] = False
    stranger = client_of(app)
    await sign_in(stranger)
    assert (await stranger.get("/api/v1/me")).json()["person"]["id"] != person
    provider.user |= {"email_verified": True, "sub": "u-2"}
    known = client_of(app)
    await sign_in(known)
    assert (await known.get("/api/v1/me")).json()["person"]["id"] == person


async def test_somebody_who_has_left_cannot_sign_in(app: FastAPI, admin: httpx.AsyncClient) -> None:
    await a_person(admin, "ana", email="ana@example.com")
    browser = client_of(app)
    await sign_in(browser)
    person = (await browser.get("/api/v1/me")).json()["person"]["id"]
    body = {"login": "ana", "name": "Ana", "active": False}
    (await admin.put(f"/api/v1/people/{person}", json=body)).raise_for_status()
    assert (await sign_in(client_of(app))).status_code == 403


SPOILED: list[dict[str, Any]] = [
    {"iss": "https://elsewhere.example"},
    {"aud": "another-client"},
    {"aud": [CLIENT, "another-client"]},
    {"exp": 1_000_000_000},
    {"nonce": "another"},
]


@pytest.mark.parametrize("claims", SPOILED)
async def test_a_token_that_is_not_meant_for_this_sign_in_is_refused(
    app: FastAPI, provider: IdentityProvider, claims: dict[str, Any]
) -> None:
    provider.spoil = claims
    assert (await sign_in(client_of(app))).status_code == 401


async def test_a_token_of_another_key_is_refused(app: FastAPI, provider: IdentityProvider) -> None:
    provider.signing_key = RSAKey.generate_key(2048, {"kid": "one"})
    assert (await sign_in(client_of(app))).status_code == 401


async def test_a_sign_in_that_was_begun_elsewhere_is_refused(app: FastAPI) -> None:
    victim, attacker = client_of(app), client_of(app)
    started = await attacker.get("/api/v1/auth/oidc/start")
    async with httpx.AsyncClient() as outside:
        returned = (await outside.get(started.headers["location"])).headers["location"]
    assert (await victim.get(returned)).status_code == 401
    await victim.get("/api/v1/auth/oidc/start")
    assert (await victim.get(returned)).status_code == 401


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "/\\evil.example"])
async def test_the_browser_is_sent_on_to_a_page_of_ours_only(app: FastAPI, page: str) -> None:
    assert (await sign_in(client_of(app), page)).headers["location"] == "/"


async def test_the_request_carries_pkce_state_and_nonce(app: FastAPI) -> None:
    started = await client_of(app).get("/api/v1/auth/oidc/start")
    query = parse_qs(urlsplit(started.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["http://service.test/api/v1/auth/oidc/callback"]
    assert all(len(query[name][0]) > 30 for name in ("state", "nonce", "code_challenge"))


async def test_without_a_provider_there_is_nothing_to_begin(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(Settings, create_app, service_role="api") as plain:
        assert (await client_of(plain).get("/api/v1/auth/oidc/start")).status_code == 404
