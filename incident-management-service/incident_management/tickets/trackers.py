"""What a tracker can do, and what can go wrong. One file for each kind beside this one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from platform_contracts.base import FieldError
from platform_kit.http import ForbiddenAddress
from platform_kit.problems import Problem


class TrackerFailed(Problem):
    """The tracker does not answer, or refuses; the detail begins with its name."""

    status = 424
    type = "integration-failed"
    title = "Another system did not do what was asked"

    def __init__(self, name: str, reason: str, fields: Mapping[str, str] | None = None) -> None:
        errors = [FieldError(field=field, reason=why) for field, why in (fields or {}).items()]
        super().__init__(f"{name}: {reason}", errors=errors or None, integration=name)


@dataclass(frozen=True)
class Issue:
    """A ticket as the tracker tells it."""

    key: str
    url: str
    title: str
    state: str
    done: bool


@dataclass(frozen=True)
class Place:
    """Where tickets go: a project or repository as the tracker knows it."""

    name: str
    key: str
    url: str


class TicketTracker(Protocol):
    """One tracker. Every method raises TrackerFailed."""

    async def test(self) -> Place:
        """Ask for the place of tickets: shows that address, name and token are right."""
        ...

    async def find(self, mark: str) -> Issue | None:
        """The ticket that carries the mark."""
        ...

    async def create(self, title: str, text: str, mark: str) -> Issue:
        """A new ticket with the mark."""
        ...

    async def read(self, key: str) -> Issue:
        """One ticket as it is now."""
        ...


async def call(
    http: httpx.AsyncClient, name: str, method: str, url: str, **options: Any
) -> httpx.Response:
    """One request. Raises TrackerFailed when there is no answer."""
    try:
        return await http.request(method, url, **options)
    except ForbiddenAddress as error:
        raise TrackerFailed(name, str(error), {"base_url": str(error)}) from None
    except httpx.HTTPError as error:
        reason = f"does not answer ({type(error).__name__})"
        raise TrackerFailed(name, reason, {"base_url": reason}) from None
    except ValueError:
        reason = "holds characters that no header can carry"
        raise TrackerFailed(name, reason, {"token": reason}) from None


def document(name: str, response: httpx.Response) -> Any:
    """The JSON of an answer. Raises TrackerFailed."""
    try:
        return response.json()
    except ValueError:
        reason = f"answered {response.status_code} without JSON"
        raise TrackerFailed(name, reason, {"base_url": reason}) from None
