"""Prometheus' instant queries: one number for each, or why there is none."""

import asyncio
import math
import time
from collections.abc import Sequence
from typing import Final

import httpx
import msgspec
from msgspec import Raw, Struct

from alert_ingestion.domain.thresholds import is_breach
from platform_contracts.monitors import QueryResult

SECONDS: Final = 3.0
"""For all queries of a monitor together: a worker's turn must stay short."""
_LONGEST_REASON: Final = 200

Pair = tuple[float, str]
"""Moment and value, as Prometheus writes a sample."""


class _Answer(Struct):
    status: str
    data: Raw = Raw(b"null")
    error: str = ""


class _Kind(Struct):
    resultType: str  # noqa: N815 - Prometheus' name


class _Scalar(Struct):
    result: Pair


class _Series(Struct):
    value: Pair


class _Vector(Struct):
    result: list[_Series]


_decode = msgspec.json.Decoder(_Answer).decode


async def run(
    http: httpx.AsyncClient, base_url: str, queries: Sequence[QueryResult]
) -> tuple[list[QueryResult], float]:
    """All queries at once: their results in order, and the milliseconds it took."""
    begun = time.perf_counter()
    results = await asyncio.gather(*(_run_one(http, base_url, query) for query in queries))
    return list(results), (time.perf_counter() - begun) * 1000


async def _run_one(http: httpx.AsyncClient, base_url: str, query: QueryResult) -> QueryResult:
    try:
        async with asyncio.timeout(SECONDS):
            value = await _ask(http, base_url, query)
    except TimeoutError:
        return _without_value(query, f"no answer within {SECONDS:.0f} s")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return _without_value(query, str(error) or type(error).__name__)
    breached = is_breach(value, query.threshold, query.breach)
    return query.model_copy(update={"value": value, "breached": breached, "error": None})


async def _ask(http: httpx.AsyncClient, base_url: str, query: QueryResult) -> float:
    response = await http.get(f"{base_url.rstrip('/')}/api/v1/query", params={"query": query.query})
    try:
        answer = _decode(response.content)
    except msgspec.DecodeError:
        raise ValueError(f"status {response.status_code}, and no answer of Prometheus") from None
    if answer.status != "success":
        raise ValueError(answer.error or f"status {response.status_code}")
    values = _values(answer.data)
    if not values:
        raise ValueError("the query has no result")
    return max(values) if query.breach == "above" else min(values)


def _values(data: Raw) -> list[float]:
    """The numbers of a scalar or vector answer; of several series the worst counts."""
    try:
        pairs = _read(data)
        numbers = [float(value) for _, value in pairs]
    except (msgspec.DecodeError, ValueError):
        raise ValueError("the answer is no instant vector") from None
    return [number for number in numbers if math.isfinite(number)]


def _read(data: Raw) -> list[Pair]:
    if msgspec.json.decode(data, type=_Kind).resultType == "scalar":
        return [msgspec.json.decode(data, type=_Scalar).result]
    return [series.value for series in msgspec.json.decode(data, type=_Vector).result]


def _without_value(query: QueryResult, reason: str) -> QueryResult:
    return query.model_copy(
        update={"value": None, "breached": False, "error": reason[:_LONGEST_REASON]}
    )
