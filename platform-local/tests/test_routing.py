"""The routing table of the one public address."""

import itertools

import pytest

from platform_contracts.routing import NATIVE_PATHS, OPS_RESOURCES, RESOURCES, owner_of
from platform_contracts.vocabulary import Service


@pytest.mark.parametrize(
    ("path", "owner"),
    [
        ("/api/v1/alerts", "alert-ingestion"),
        ("/api/v1/alerts/", "alert-ingestion"),
        ("/api/v1/alert-groups/1/x", "alert-ingestion"),
        ("/api/v1/integrations/key/alertmanager", "alert-ingestion"),
        ("/alerts", "alert-ingestion"),
        ("/alerts/generate", "alert-ingestion"),
        ("/hooks/key/api/v2/alerts", "alert-ingestion"),
        ("/api/v2/alerts", "alert-ingestion"),
        ("/v2/enqueue", "alert-ingestion"),
        ("/-/healthy", "alert-ingestion"),
        ("/integrations/v1/x", "alert-ingestion"),
        ("/api/v1/incidents/INC-42/timeline", "incident-management"),
        ("/api/v1/metrics/summary", "incident-management"),
        ("/api/stream", "incident-management"),
        ("/api/v1/oncall/current", "oncall"),
        ("/auth/login", "oncall"),
        ("/api/v1/ack/token", "notification"),
        ("/api/v1/analyze", "ai-analysis"),
        ("/api/v1/ops/oncall/outbox/1/replay", "oncall"),
        ("/api/v1/ops/ai-analysis/version", "ai-analysis"),
    ],
)
def test_path_goes_to_the_service_that_owns_it(path: str, owner: str) -> None:
    assert owner_of(path) == Service(owner)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/incidents",
        "/incidents/INC-42",
        "/alertsx",
        "/hooks/",
        "/auth",
        "/integrations",
        "/api/v1/",
        "/api/v1/unknown",
        "/api/v1/alertsx",
        "/api/v1/ops/oncall/audit",
        "/api/v1/ops/unknown/health",
        "/internal/v1/audit",
        "/api/v1/alerts/../../../internal/v1/audit",
        "/api/streams",
    ],
)
def test_path_that_no_service_offers_is_not_routed(path: str) -> None:
    assert owner_of(path) is None


def test_no_path_has_two_owners() -> None:
    resources = list(itertools.chain.from_iterable(RESOURCES.values()))
    natives = list(itertools.chain.from_iterable(NATIVE_PATHS.values()))
    assert len(set(resources)) == len(resources)
    assert len(set(natives)) == len(natives)


@pytest.mark.parametrize("service", Service)
def test_every_service_offers_its_operations(service: Service) -> None:
    for resource in OPS_RESOURCES:
        assert owner_of(f"/api/v1/ops/{service.value}/{resource}") == service
