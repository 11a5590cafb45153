"""Signing in, staying signed in, signing out."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from oncall_builders import a_person, a_policy, a_start, deliver, work
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from oncall.accounts import totp
from oncall.accounts.break_glass import renew
from oncall.api_keys.routes import own_exchange
from platform_kit.database import Database
from platform_kit.secrets import Vault, new_key
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import World, client_of

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
    app: FastAPI, admin: httpx.AsyncClient, world: World
) -> None:
    await a_person(admin, "jordan", password="demo123")
    browser = client_of(app)
    await browser.post("/api/v1/auth/login", json=RIGHT)
    old = browser.cookies["refresh"]
    assert (await browser.post("/api/v1/auth/refresh")).status_code == 200
    fresh = browser.cookies["refresh"]
    assert fresh != old
    await world.fast_forward(seconds=31)
    assert await _refreshes(app, old) is None
    assert await _refreshes(app, fresh) is None


async def test_a_refresh_whose_answer_was_lost_may_be_repeated(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    await a_person(admin, "jordan", password="demo123")
    browser = client_of(app)
    await browser.post("/api/v1/auth/login", json=RIGHT)
    old = browser.cookies["refresh"]
    answers = [await _refreshes(app, old) for _ in range(3)]
    assert None not in answers
    assert len(set(answers)) == 3
    # Whichever answer the browser kept is valid, and takes the others' place.
    kept = await _refreshes(app, answers[1])
    assert kept is not None
    assert await _refreshes(app, answers[0]) is None
    assert await _refreshes(app, kept) is None


async def test_a_used_token_ends_the_session_once_its_successor_was_used(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    await a_person(admin, "jordan", password="demo123")
    browser = client_of(app)
    await browser.post("/api/v1/auth/login", json=RIGHT)
    old = browser.cookies["refresh"]
    latest = await _refreshes(app, await _refreshes(app, old))
    assert latest is not None
    assert await _refreshes(app, old) is None
    assert await _refreshes(app, latest) is None


async def _refreshes(app: FastAPI, token: str | None) -> str | None:
    """The token that follows `token`, None when it is refused."""
    someone = client_of(app)
    answer = await someone.post("/api/v1/auth/refresh", headers={"cookie": f"refresh={token}"})
    return someone.cookies["refresh"] if answer.status_code == 200 else None


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


async def test_after_five_wrong_passwords_the_name_waits_and_the_wait_doubles(
    app: FastAPI, admin: httpx.AsyncClient, world: World
) -> None:
    await a_person(admin, "jordan", password="demo123")
    browser = client_of(app)
    for name in ("jordan", "nobody"):
        wrong = {"username": name, "password": "wrong"}
        for _ in range(5):
            assert (await browser.post("/api/v1/auth/login", json=wrong)).status_code == 401
        locked = await browser.post("/api/v1/auth/login", json=wrong)
        assert locked.status_code == 429
        assert 0 < int(locked.headers["retry-after"]) <= 30
    assert (await browser.post("/api/v1/auth/login", json=RIGHT)).status_code == 429
    await world.fast_forward(seconds=31)
    assert (await browser.post("/api/v1/auth/login", json=WRONG)).status_code == 401
    locked = await browser.post("/api/v1/auth/login", json=RIGHT)
    assert 30 < int(locked.headers["retry-after"]) <= 60
    await world.fast_forward(seconds=61)
    assert (await browser.post("/api/v1/auth/login", json=RIGHT)).status_code == 200


async def test_a_second_factor_is_asked_for_once_it_is_confirmed_and_a_code_works_once(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing, tmp_path: Path, world: World
) -> None:
    keys = tmp_path / "keys"
    keys.write_text(new_key())
    app.state.vault = Vault(keys)
    at = datetime(2026, 3, 3, 12, tzinfo=UTC)
    await world.stand_still_at(at)
    person = await a_person(admin, "jordan", password="demo123")
    own = client_of(app, keyring.person("viewer", person_id=UUID(person)))
    made = (await own.post("/api/v1/me/second-factor")).json()
    browser = client_of(app)
    assert (await browser.post("/api/v1/auth/login", json=RIGHT)).status_code == 200
    path = "/api/v1/me/second-factor/confirm"
    assert (await own.post(path, json={"code": "000000"})).status_code == 422
    code = totp.code(made["secret"], totp.counter_at(at))
    assert (await own.post(path, json={"code": code})).status_code == 204
    asked = await browser.post("/api/v1/auth/login", json=RIGHT)
    assert (asked.status_code, asked.json()["type"]) == (401, "second-factor-needed")
    used = await browser.post("/api/v1/auth/login", json=RIGHT | {"code": code})
    assert used.status_code == 401
    following = totp.code(made["secret"], totp.counter_at(at) + 1)
    fresh = await browser.post("/api/v1/auth/login", json=RIGHT | {"code": following})
    assert fresh.status_code == 200
    spare = RIGHT | {"code": made["recovery_codes"][0]}
    assert (await browser.post("/api/v1/auth/login", json=spare)).status_code == 200
    assert (await browser.post("/api/v1/auth/login", json=spare)).status_code == 401


def test_one_time_codes_are_those_of_the_standard() -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert [totp.code(secret, at // 30) for at in (59, 1_111_111_109, 20_000_000_000)] == [
        *("287082", "081804", "353130")
    ]


def key_body(**changes: Any) -> dict[str, Any]:
    end = datetime.now(UTC) + timedelta(days=30)
    roles = {"shop": "responder"}
    return {"name": "deploy", "roles": roles, "expires_at": end.isoformat()} | changes


async def test_an_api_key_is_shown_once_and_does_what_its_role_and_scopes_allow(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing
) -> None:
    maker = await a_person(admin, "jordan", roles={"shop": "manager"})
    own = client_of(app, keyring.person("manager", team="shop", person_id=UUID(maker)))
    made = await own.post("/api/v1/api-keys", json=key_body(roles={"shop": "manager"}))
    assert made.status_code == 201, made.text
    key = made.json()["key"]
    listed = (await own.get("/api/v1/api-keys")).text
    assert key not in listed
    assert key.split("_")[2] not in listed
    script = client_of(app, {"authorization": f"Bearer {key}"})
    team = {"name": "Shop"}
    assert (await script.put("/api/v1/teams/shop", json=team)).status_code == 200
    assert (await script.put("/api/v1/teams/bank", json=team)).status_code == 403
    narrow = key_body(roles={"shop": "manager"}, scopes=["platform:read"])
    reading = (await own.post("/api/v1/api-keys", json=narrow)).json()["key"]
    reader = client_of(app, {"authorization": f"Bearer {reading}"})
    assert (await reader.get("/api/v1/teams")).status_code == 200
    assert (await reader.put("/api/v1/teams/shop", json=team)).status_code == 403
    token = (await client_of(app).post("/api/v1/auth/token", json={"key": reading})).json()
    bearer = client_of(app, {"authorization": f"Bearer {token['access_token']}"})
    assert (await bearer.get("/api/v1/teams")).status_code == 200


async def test_an_api_key_never_does_more_than_its_maker(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing, world: World
) -> None:
    maker = await a_person(admin, "jordan", roles={"shop": "manager"})
    own = client_of(app, keyring.person("manager", team="shop", person_id=UUID(maker)))
    for roles in ({"shop": "admin"}, {"bank": "viewer"}, {"*": "viewer"}):
        answer = await own.post("/api/v1/api-keys", json=key_body(roles=roles))
        assert answer.status_code == 403
    made = (await own.post("/api/v1/api-keys", json=key_body(roles={"shop": "manager"}))).json()
    body = {"login": "jordan", "name": "Jordan", "roles": {"shop": "viewer"}}
    (await admin.put(f"/api/v1/people/{maker}", json=body)).raise_for_status()
    script = client_of(app, {"authorization": f"Bearer {made['key']}"})
    assert (await script.put("/api/v1/teams/shop", json={"name": "S"})).status_code == 403
    own_key = f"/api/v1/api-keys/{made['api_key']['id']}"
    assert (await own.delete(own_key)).status_code == 204
    exchange = own_exchange(app)
    assert await exchange(made["key"]) is None
    for wrong in ("ipk_", "ipk_zz_zz", made["key"] + "x"):
        stranger = client_of(app, {"authorization": f"Bearer {wrong}"})
        assert (await stranger.get("/api/v1/teams")).status_code == 401


async def test_an_api_key_ends_when_it_expires(
    app: FastAPI, admin: httpx.AsyncClient, keyring: KeyRing, world: World
) -> None:
    maker = await a_person(admin, "jordan", roles={"shop": "manager"})
    own = client_of(app, keyring.person("manager", team="shop", person_id=UUID(maker)))
    refused = await own.post("/api/v1/api-keys", json=key_body(expires_at="2020-01-01T00:00:00Z"))
    assert refused.status_code == 422
    made = (await own.post("/api/v1/api-keys", json=key_body())).json()
    exchange = own_exchange(app)
    assert await exchange(made["key"])
    await world.fast_forward(hours=24 * 31)
    assert await exchange(made["key"]) is None


async def test_the_emergency_account_signs_in_for_an_hour_and_is_in_the_audit_log(
    app: FastAPI, admin: httpx.AsyncClient, world: World
) -> None:
    password = await renew(app.state.database)
    browser = client_of(app)
    body = {"username": "break-glass", "password": password}
    signed_in = await browser.post("/api/v1/auth/login", json=body)
    assert signed_in.json()["person"]["roles"] == {"*": "admin"}
    log = (await admin.get("/api/v1/audit-log")).json()["items"]
    assert log[0]["action"] == "break_glass.renewed"
    await world.fast_forward(hours=1, seconds=1)
    assert (await browser.post("/api/v1/auth/login", json=body)).status_code == 401


async def test_the_audit_log_is_only_added_to_and_shows_any_change(
    app: FastAPI, admin: httpx.AsyncClient
) -> None:
    for login in ("ana", "bo", "cy"):
        await a_person(admin, login)
    check = (await admin.get("/api/v1/audit-log/verify")).json()
    assert check["intact"]
    lines = (await admin.get("/api/v1/audit-log/export")).text.splitlines()
    assert [json.loads(line)["seq"] for line in lines] == list(range(1, check["entries"] + 1))
    database: Database = app.state.database
    for statement in ("UPDATE oncall.audit_log SET action = 'x'", "DELETE FROM oncall.audit_log"):
        with pytest.raises(DBAPIError, match="permission denied"):
            async with database.transaction() as session:
                await session.execute(text(statement))


async def test_an_erased_person_is_a_pseudonym_everywhere_and_the_chain_is_whole(
    app: FastAPI,
    admin: httpx.AsyncClient,
    incidents: httpx.AsyncClient,
    with_notification: FastAPI,
) -> None:
    ana = await a_person(admin, "ana", name="Ana Unique", password="demo123")
    await a_policy(admin, "p", {"person": ana})
    start = a_start("p")
    await deliver(incidents, start)
    await work(app)
    erased = await admin.post(f"/api/v1/people/{ana}/erase")
    assert (erased.status_code, erased.json()["name"]) == (200, "Erased person")
    path = f"/api/v1/escalations/{start.incident_id}"
    seen = [
        (await admin.get(path)).text,
        (await admin.get(f"{path}/trace")).text,
        (await admin.get("/api/v1/people")).text,
        (await admin.get("/api/v1/audit-log/export")).text,
    ]
    assert not [page for page in seen if "Ana Unique" in page or "ana@example.com" in page]
    assert (await admin.get("/api/v1/audit-log/verify")).json()["intact"]
    again = {"login": "ana", "name": "Ana"}
    assert (await admin.put(f"/api/v1/people/{ana}", json=again)).status_code == 409
