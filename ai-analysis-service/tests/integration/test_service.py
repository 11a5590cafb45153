"""The whole service: starts with its worker, is ready, counts what it does."""

import pytest

from ai_analysis.main import create_app
from ai_analysis.settings import Settings
from platform_kit.testing.callers import KeyRing
from platform_kit.testing.plugin import AppFactory, client_of

ALERT = {"message": "Filesystem on /data has only 3% free disk space left"}


@pytest.mark.committed
async def test_the_service_trains_its_model_and_is_ready(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(Settings, create_app) as app:
        client = client_of(app, keyring.person("viewer"))
        assert (await client.get("/health")).status_code == 200
        assert (await client.get("/ready")).status_code == 200
        assert (await client.post("/api/v1/analyze", json=ALERT)).status_code == 200
        metrics = (await client.get("/metrics")).text
    assert 'analyses_total{mode="rules",sure="true"}' in metrics
    assert "analysis_duration_seconds_bucket" in metrics


async def test_before_the_model_is_trained_the_answer_is_503(
    service_app: AppFactory, keyring: KeyRing
) -> None:
    async with service_app(Settings, create_app) as app:
        client = client_of(app, keyring.person("viewer"))
        answer = await client.post("/api/v1/analyze", json=ALERT)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
