"""What every client shares: base address, problem answers as exceptions, message batches."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from platform_contracts.base import ProblemDetails
from platform_contracts.messages import BatchOutcome

Answer = TypeVar("Answer", bound=BaseModel)
Query = Mapping[str, str | int | float | bool | Sequence[str] | None]


class ApiError(Exception):
    """The service answered with a problem. `problem` says which field and why."""

    def __init__(self, problem: ProblemDetails, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.status} {problem.title}: {problem.detail}")
        self.problem = problem
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return self.problem.status


class ServiceClient:
    """A client of one service. Raises ApiError for a problem, httpx.HTTPError for no answer."""

    def __init__(self, http: httpx.AsyncClient, base_url: str) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")

    async def get(self, path: str, answer: type[Answer], params: Query | None = None) -> Answer:
        """GET `path`; None parameters are left out."""
        present = {name: value for name, value in (params or {}).items() if value is not None}
        response = await self._http.get(self._base_url + path, params=present)
        return answer.model_validate(checked(response).json())

    async def send(
        self,
        method: str,
        path: str,
        answer: type[Answer],
        body: BaseModel | Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """POST, PUT or PATCH `body` as JSON and read the answer."""
        content = body.model_dump(mode="json") if isinstance(body, BaseModel) else body
        response = await self._http.request(
            method, self._base_url + path, json=content, headers=headers
        )
        return answer.model_validate(checked(response).json())

    async def deliver(self, messages: Sequence[Mapping[str, Any]]) -> BatchOutcome:
        """Hand over a batch of messages; one outcome each."""
        return await self.send(
            "POST", "/internal/v1/messages", BatchOutcome, {"messages": list(messages)}
        )


def checked(response: httpx.Response) -> httpx.Response:
    """The response, or ApiError when it is a problem."""
    if response.is_success:
        return response
    try:
        problem = ProblemDetails.model_validate_json(response.content)
    except ValidationError:
        problem = ProblemDetails(
            type="about:blank",
            title=response.reason_phrase or "error",
            status=response.status_code,
            detail=response.text[:500],
        )
    retry_after = response.headers.get("retry-after")
    raise ApiError(problem, float(retry_after) if (retry_after or "").isdigit() else None)
