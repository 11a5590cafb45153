"""Generated requests against each running service: its OpenAPI document keeps its word.

FUZZ_CASES requests a service, spread over its operations, half of them valid by the document and
half of them not. FUZZ_SEED replays a run.
"""

# Schemathesis leaves some of its types open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import math
import os
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.core.result import Err
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from platform_contracts.vocabulary import Service
from platform_local.trial import TrialPlatform

CASES = int(os.environ.get("FUZZ_CASES", "500"))
SEED = int(os.environ.get("FUZZ_SEED", "1"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
ENDLESS = "text/event-stream"


Operation = APIOperation[Any, Any, Any, Any]


def operations(document: str) -> Iterator[Operation]:
    """The operations of a service, without streams that never end."""
    for result in schemathesis.openapi.from_url(document).get_all_operations():
        assert not isinstance(result, Err), result
        operation: Operation = result.ok()
        if ENDLESS not in str(operation.definition.raw):
            yield operation


def fuzz(operation: Operation, mode: GenerationMode, cases: int, token: str) -> None:
    """Send `cases` requests of one kind; raises what the checks find."""
    headers = {"authorization": f"Bearer {token}"}

    @seed(SEED)
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        phases=[Phase.generate],
        print_blob=False,
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS, headers=headers, timeout=15)

    send()


@pytest.mark.parametrize("service", list(Service))
def test_no_generated_request_breaks_a_service_or_its_document(
    platform: TrialPlatform, service: Service
) -> None:
    every = list(operations(f"{platform.url(service)}/openapi.json"))
    cases = max(1, math.ceil(CASES / len(every) / 2))
    found: list[str] = []
    for operation in every:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            try:
                fuzz(operation, mode, cases, platform.token("admin"))
            except Unsatisfiable:
                pass  # an operation without parameters takes no wrong ones
            except (FailureGroup, Failure) as failures:
                found.append(f"{operation.label} ({mode.name}): {failures}")
    assert not found, "\n\n".join(found)
