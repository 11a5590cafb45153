"""Bodies that break parsers, against every route that takes one: refused, never a fault."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from platform_contracts.vocabulary import Service
from platform_local.trial import TrialPlatform

WRITES = ("post", "put", "patch")
SOME_ID = "0198a000-0000-7000-8000-00000000ffff"
BUFFERED = 65_536
"""A smaller body is in the sockets' buffers before its answer comes."""
BODIES: dict[str, bytes] = {
    "empty": b"",
    "not JSON": b"{",
    "null": b"null",
    "a number": b"1",
    "a text": b'"text"',
    "an empty list": b"[]",
    "a list of numbers": b"[1, 2, 3]",
    "invalid UTF-8": b'{"message": "\xff\xfe"}',
    "nested lists": b"[" * 100_000,
    "nested closed lists": b"[" * 100_000 + b"]" * 100_000,
    "nested objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "two megabytes": b'{"message": "' + b"x" * 2_000_000 + b'"}',
    "a number of 5,000 digits": b'{"number": ' + b"9" * 5000 + b"}",
    "a list with NUL": rb'[{"message": "a\u0000b"}, {"message": "c"}]',
    "a repeated field": b'{"message": "a", "message": "b"}',
}
VALUES: dict[str, bytes] = {
    "NUL": rb'"a\u0000b"',
    "lone surrogate": rb'"\ud800"',
    "2^63+1": b"9223372036854775809",
    "-2^63-1": b"-9223372036854775809",
    "NaN": b"NaN",
    "1e400": b"1e400",
    "an object": b'{"a": 1}',
    "a list": b"[[]]",
    "year 0": b'"0000-01-01T00:00:00Z"',
    "year 9999": b'"9999-12-31T23:59:59-23:59"',
}


def writes(document: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Method, path and the fields of the body of each route that changes something."""
    for path, item in document["paths"].items():
        for method in WRITES:
            if operation := item.get(method):
                yield method, path, fields_of(document, operation)


def fields_of(document: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    """The names of the body's fields."""
    content = operation.get("requestBody", {}).get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    for option in (schema, *schema.get("anyOf", []), *schema.get("oneOf", [])):
        if name := option.get("$ref", "").rpartition("/")[2]:
            return list(document["components"]["schemas"][name].get("properties", {}))
    return list(schema.get("properties", {}))


def corpus(fields: list[str]) -> Iterator[tuple[str, bytes]]:
    """Whole bodies, and each field with each value that is hard to store."""
    yield from BODIES.items()
    for what, value in VALUES.items():
        yield f"every field: {what}", whole(fields, value)
        for field in fields:
            yield f"{field}: {what}", whole([field], value)


def whole(fields: list[str], value: bytes) -> bytes:
    """An object whose fields all have `value`, written as it is."""
    return b"{" + b",".join(json.dumps(name).encode() + b":" + value for name in fields) + b"}"


@pytest.mark.parametrize("service", list(Service))
def test_bodies_that_break_parsers_are_refused(platform: TrialPlatform, service: Service) -> None:
    headers = {
        "authorization": f"Bearer {platform.token('admin')}",
        "content-type": "application/json",
    }
    faults: list[str] = []
    with httpx.Client(base_url=platform.url(service), headers=headers, timeout=15) as client:
        document = client.get("/openapi.json").json()
        for method, path, fields in writes(document):
            address = re.sub(r"\{[^}]+\}", SOME_ID, path)
            for what, body in corpus(fields):
                try:
                    answer = client.request(method, address, content=body)
                except (httpx.ReadError, httpx.WriteError):
                    if len(body) < BUFFERED:
                        faults.append(f"{method} {path}, {what}: the connection was closed")
                    continue  # answered and closed while it was still being sent
                if fault := fault_of(answer):
                    faults.append(f"{method} {path}, {what}: {fault}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("service", list(Service))
def test_paths_and_queries_that_break_parsers_are_refused(
    platform: TrialPlatform, service: Service
) -> None:
    headers = {"authorization": f"Bearer {platform.token('admin')}"}
    faults: list[str] = []
    with httpx.Client(base_url=platform.url(service), headers=headers, timeout=15) as client:
        for path, item in client.get("/openapi.json").json()["paths"].items():
            if "get" not in item or "event-stream" in json.dumps(item["get"]):
                continue
            parameters = item["get"].get("parameters", [])
            names = [p["name"] for p in parameters if p["in"] == "query"]
            for value in ("%00", "%ff%fe", "9223372036854775809", "%ED%A0%80", "x" * 4000, "NaN"):
                address = re.sub(r"\{[^}]+\}", value, path)
                query = "&".join(f"{name}={value}" for name in names)
                for target in (address, f"{re.sub(r'{[^}]+}', SOME_ID, path)}?{query}"):
                    if fault := fault_of(client.get(target)):
                        faults.append(f"GET {target[:200]}: {fault}")
    assert not faults, "\n".join(faults)


def fault_of(answer: httpx.Response) -> str:
    """What is wrong with an answer to nonsense; empty when nothing is."""
    if answer.status_code >= 500:
        return f"{answer.status_code} {answer.text[:300]}"
    media_type = answer.headers.get("content-type", "")
    if answer.status_code == 422 and "results" in answer.text:
        return ""  # a list: each entry has its own outcome
    if answer.status_code >= 400 and not media_type.startswith("application/problem+json"):
        return f"{answer.status_code} is not a problem but {media_type}: {answer.text[:200]}"
    return ""
