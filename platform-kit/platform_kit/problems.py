"""RFC 9457 problem details: services raise these, one handler answers them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from platform_contracts.base import FieldError


class Problem(Exception):  # noqa: N818 - the field's word for it
    """An answer other than success. `type` is a stable documented slug."""

    status: ClassVar[int] = 500
    type: ClassVar[str] = "about:blank"
    title: ClassVar[str] = "Internal error"

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = errors
        self.headers = dict(headers or {})
        self.extra = extra

    def body(self, trace_id: str | None) -> dict[str, Any]:
        """The problem document."""
        document: dict[str, Any] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "trace_id": trace_id,
        }
        if self.errors is not None:
            document["errors"] = [error.model_dump() for error in self.errors]
        return document | self.extra


class BadRequest(Problem):
    """The request cannot be read at all."""

    status = 400
    type = "bad-request"
    title = "The request cannot be read"


class Unauthorized(Problem):
    """Nobody knows who this is."""

    status = 401
    type = "unauthorized"
    title = "Sign in to do this"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail, headers={"WWW-Authenticate": "Bearer"})


class Forbidden(Problem):
    """Known, but not allowed."""

    status = 403
    type = "forbidden"
    title = "Not allowed"


class NotFound(Problem):
    """There is no such thing."""

    status = 404
    type = "not-found"
    title = "Not found"


class Conflict(Problem):
    """It collides with what is there."""

    status = 409
    type = "conflict"
    title = "Conflict"


class TooLarge(Problem):
    """More than this endpoint takes."""

    status = 413
    type = "too-large"
    title = "The request is too large"


class Invalid(Problem):
    """A field is wrong; `errors` names it and why."""

    status = 422
    type = "invalid"
    title = "A field is not valid"

    @classmethod
    def field(cls, field: str, reason: str) -> "Invalid":
        """One refused field."""
        return cls(f"{field}: {reason}", errors=[FieldError(field=field, reason=reason)])


class TooManyRequests(Problem):
    """Over the limit; `Retry-After` says how long to wait."""

    status = 429
    type = "too-many-requests"
    title = "Too many requests"

    def __init__(self, detail: str = "", *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})


class Unavailable(Problem):
    """Not now: nothing was stored, try again."""

    status = 503
    type = "unavailable"
    title = "Temporarily unavailable"

    def __init__(self, detail: str = "", *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)})
