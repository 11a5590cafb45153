"""Any body on any wire, down to the database: taken or refused, never a fault of ours."""

import httpx
import pytest
from fastapi import FastAPI
from hard_bodies import bodies_like
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wire_samples import EVERY_WIRE, KEY, name_of

from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import client_of

HEADERS = {
    "authorization": f"GenieKey {KEY}",
    "sentry-hook-resource": "event_alert",
    "x-github-event": "deployment_status",
    "content-type": "application/json",
}


@pytest.fixture
async def sender(app: FastAPI, keyring: KeyRing) -> httpx.AsyncClient:
    """One integration whose key every wire uses; through open doors a responder comes."""
    manager = client_of(app, keyring.person("manager"))
    body = {"name": "fuzz", "source": "generic", "key": KEY}
    assert (await manager.post("/api/v1/integrations", json=body)).status_code == 201
    return client_of(app, {**HEADERS, **keyring.person("responder")})


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
async def test_no_body_is_a_fault_of_ours(sender: httpx.AsyncClient, data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(EVERY_WIRE))
    path = f"{sample.path}/{sample.source}" if sample.path == f"/hooks/{KEY}" else sample.path
    headers = HEADERS if sample.headers.get("authorization") else {}
    body = data.draw(bodies_like(sample.body))
    answer = await sender.post(path, content=body, headers=headers)
    # 422 is Alertmanager's own answer where labels are missing, and ours everywhere else.
    known = {sample.taken, sample.refused, 422}
    assert answer.status_code in known, (name_of(sample), answer.text)
