"""Reading what providers post: nothing in it is where it should be until it was looked at."""

import json
from typing import Any, cast

from platform_kit.problems import BadRequest


def document(body: bytes) -> dict[str, Any]:
    """A JSON object. Raises BadRequest."""
    try:
        found: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("the body is not JSON") from None
    if not isinstance(found, dict):
        raise BadRequest("the body is not a JSON object")
    return cast("dict[str, Any]", found)


def part(of: dict[str, Any], *names: str) -> dict[str, Any]:
    """An object inside; empty where there is none."""
    for name in names:
        inner: Any = of.get(name)
        of = cast("dict[str, Any]", inner) if isinstance(inner, dict) else {}
    return of


def parts(of: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list inside."""
    inner: Any = of.get(name)
    listed = cast("list[Any]", inner) if isinstance(inner, list) else []
    return [cast("dict[str, Any]", one) for one in listed if isinstance(one, dict)]


def text(of: dict[str, Any], *names: str, default: str = "") -> str:
    """The first of these that says something."""
    return next((str(of[name]) for name in names if of.get(name) not in (None, "")), default)
