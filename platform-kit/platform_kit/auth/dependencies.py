"""Route parameters that say who may call: reading a signature shows it."""

from typing import Annotated

from fastapi import Depends, Request

from platform_kit.auth.principal import Principal, principal_of
from platform_kit.problems import Forbidden, Unauthorized


class Requires:
    """`Annotated[Principal, Requires("incidents:write")]`: the caller, holding the scope."""

    def __new__(cls, scope: str) -> "Requires":
        """FastAPI's own dependency object, made from the scope."""

        def check(request: Request) -> Principal:
            return require(request, scope)

        return Depends(check)


def require(request: Request, scope: str) -> Principal:
    """The caller, holding the scope. Raises Unauthorized, Forbidden."""
    principal = principal_of(request)
    if scope in principal.scopes:
        return principal
    if principal.kind == "anonymous":
        raise Unauthorized(f"this needs {scope}")
    raise Forbidden(f"this needs {scope}", required_scope=scope)


def _service(request: Request) -> Principal:
    principal = principal_of(request)
    if principal.kind != "service":
        raise Unauthorized("only services of the platform may call this")
    return principal


Caller = Annotated[Principal, Depends(principal_of)]
"""Whoever calls, anonymous included."""
ServiceCaller = Annotated[Principal, Depends(_service)]
"""A service of the platform, by its own token."""
