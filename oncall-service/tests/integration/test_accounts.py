"""Signing in, staying signed in, signing out."""

import httpx
from fastapi import FastAPI
from oncall_builders import a_person

from platform_kit.testing.plugin import client_of

WRONG = {"username": "jordan", "password": "wrong"}
RIGHT = {"username": "jordan", "password": "demo123"}


async def test_a_person_signs_in_and_is_known_by_cookie(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    await a_person(admin, "jordan", password="demo123", roles={"*": "responder"})
    browser = client_of(app)
    assert (await browser.post("/api/v1/auth/login", json=WRONG)).status_code == 401
    signed_in = await browser.post("/auth/login", json=RIGHT)
    assert signed_in.status_code == 200
    assert "httponly" in signed_in.headers["set-cookie"].lower()
    me = (await browser.get("/api/v1/me")).json()
    assert (me["person"]["login"], me["roles"]) == ("jordan", {"*": "responder"})
    assert "password" not in signed_in.text


async def test_a_write_by_cookie_needs_the_csrf_header(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    await a_person(admin, "jordan", password="demo123", roles={"*": "manager"})
    browser = client_of(app)
    csrf = (await browser.post("/api/v1/auth/login", json=RIGHT)).json()["csrf_token"]
    team = {"name": "Shop"}
    assert (await browser.put("/api/v1/teams/shop", json=team)).status_code == 403
    headers = {"x-csrf-token": csrf}
    assert (await browser.put("/api/v1/teams/shop", json=team, headers=headers)).status_code == 200


async def test_a_refresh_token_works_once_and_its_reuse_ends_the_session(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    await a_person(admin, "jordan", password="demo123")
    browser = client_of(app)
    await browser.post("/api/v1/auth/login", json=RIGHT)
    old = browser.cookies["refresh"]
    assert (await browser.post("/api/v1/auth/refresh")).status_code == 200
    fresh = browser.cookies["refresh"]
    assert fresh != old
    thief = client_of(app)
    stolen = {"cookie": f"refresh={old}"}
    assert (await thief.post("/api/v1/auth/refresh", headers=stolen)).status_code == 401
    kept = {"cookie": f"refresh={fresh}"}
    assert (await thief.post("/api/v1/auth/refresh", headers=kept)).status_code == 401


async def test_a_viewer_may_not_change_people(app: FastAPI, admin: httpx.AsyncClient) -> None:
    await a_person(admin, "jordan", password="demo123", roles={"*": "viewer"})
    browser = client_of(app)
    token = (await browser.post("/api/v1/auth/login", json=RIGHT)).json()["access_token"]
    headers = {"authorization": f"Bearer {token}"}
    answer = await client_of(app, headers).put("/api/v1/teams/x", json={"name": "X"})
    assert answer.status_code == 403


async def test_a_token_of_another_issuer_or_algorithm_is_refused(app: FastAPI) -> None:
    for token in ("a.b.c", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0."):
        headers = {"authorization": f"Bearer {token}"}
        assert (await client_of(app, headers).get("/api/v1/me")).status_code == 401
