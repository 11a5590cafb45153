"""docs/openapi holds what the services say of themselves."""

import json
import re
from pathlib import Path

import pytest
from export_openapi import FOLDER, SERVICES, documents

from platform_contracts.routing import owner_of

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = documents()


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_the_committed_description_is_the_services_own(service: str) -> None:
    committed = (FOLDER / f"{service}.json").read_text(encoding="utf-8")
    assert committed == DOCUMENTS[service], "run: make openapi"


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_operation_has_a_name_of_its_own(service: str) -> None:
    paths = json.loads(DOCUMENTS[service])["paths"]
    names = [op["operationId"] for item in paths.values() for op in item.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_public_paths_lead_to_their_service_through_the_gateway(service: str) -> None:
    paths = json.loads(DOCUMENTS[service])["paths"]
    public = [p for p in paths if p.startswith(("/api/v1/", "/hooks/", "/api/stream"))]
    assert public
    wrong = [p for p in public if str(owner_of(re.sub(r"\{[^}]+\}", "x", p))) != service]
    assert wrong == []
