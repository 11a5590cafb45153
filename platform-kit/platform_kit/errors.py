"""Every error as an RFC 9457 problem, in one place."""

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from platform_kit import tracing
from platform_kit.database import DATABASE_ERRORS, is_unavailable, sqlstate
from platform_kit.logging import get_logger
from platform_kit.problems import Problem, Unavailable

MEDIA_TYPE = "application/problem+json"

log = get_logger()


def problem_response(problem: Problem) -> JSONResponse:
    """The answer for a problem."""
    return JSONResponse(
        problem.body(tracing.trace_id()),
        problem.status,
        headers=problem.headers,
        media_type=MEDIA_TYPE,
    )


def fault_response() -> JSONResponse:
    """The answer for a fault of ours; the log knows more."""
    return problem_response(Problem("this is a fault of ours; the trace id finds it in the log"))


def error_response(error: Exception) -> JSONResponse:
    """The answer for whatever went wrong, written to the log where it is no fault of the caller."""
    problem = as_problem(error)
    if problem is None:
        log.error("request_failed", exc_info=error)
        return fault_response()
    if problem.status >= 500:
        log.warning("request_refused", status=problem.status, reason=repr(error)[:300])
    return problem_response(problem)


def as_problem(error: Exception) -> Problem | None:
    """What a database or network error means to the caller; None for a fault of ours."""
    if isinstance(error, Problem):
        return error
    if is_unavailable(error):
        return Unavailable("the database cannot be reached; nothing was stored")
    if isinstance(error, DATABASE_ERRORS) and sqlstate(error).startswith("22"):
        return _Unstorable(f"a value cannot be stored: {_first_line(error)}")
    return None


class _Unstorable(Problem):
    """A value that PostgreSQL's types refuse."""

    status = 422
    type = "invalid"
    title = "A value cannot be stored"


class _Http(Problem):
    """What the framework refuses by itself: unknown path, wrong method."""

    def __init__(self, status: int, title: str, headers: dict[str, str]) -> None:
        super().__init__(title, headers=headers)
        self.http_status = status

    def body(self, trace_id: str | None) -> dict[str, Any]:
        """The problem document."""
        slug = self.detail.lower().replace(" ", "-")
        changes = {"type": slug, "title": self.detail, "status": self.http_status}
        return super().body(trace_id) | changes


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", error)).splitlines()[0][:200]


def validation_problem(errors: Sequence[Any]) -> JSONResponse:
    """422 with each refused field as `field` and `reason`, beside the validator's own list."""
    listed = [
        {
            "field": ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0]),
            "reason": error["msg"].removeprefix("Value error, "),
            "loc": [str(part) for part in error["loc"]],
            "type": error["type"],
        }
        for error in errors
    ]
    detail = "; ".join(f"{entry['field']}: {entry['reason']}" for entry in listed[:3])
    document = {
        "type": "invalid",
        "title": "A field is not valid",
        "status": 422,
        "detail": detail,
        "trace_id": tracing.trace_id(),
        "errors": listed,
    }
    return JSONResponse(_printable(document), 422, media_type=MEDIA_TYPE)


def _printable(value: Any) -> Any:
    """Text that UTF-8 can hold: a refused lone surrogate must not break the refusal."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_printable(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, dict):
        return {_printable(k): _printable(v) for k, v in value.items()}  # pyright: ignore[reportUnknownVariableType]
    return value


def install(app: FastAPI) -> None:
    """Register the handlers."""

    async def on_problem(_: Request, error: Exception) -> JSONResponse:
        if as_problem(error) is None:
            raise error
        return error_response(error)

    async def on_validation(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it only
        return validation_problem(error.errors())

    async def on_http(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101 - registered for it only
        problem = _Http(error.status_code, str(error.detail), dict(error.headers or {}))
        body = problem.body(tracing.trace_id())
        return JSONResponse(body, error.status_code, problem.headers, media_type=MEDIA_TYPE)

    async def on_fault(_: Request, error: Exception) -> JSONResponse:
        return error_response(error)

    for kind in (Problem, *DATABASE_ERRORS, PoolTimeout, OSError):
        app.add_exception_handler(kind, on_problem)
    app.add_exception_handler(RequestValidationError, on_validation)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(Exception, on_fault)
