"""Issues of a GitHub repository, by its REST API."""

from typing import Any, Final

import httpx

from incident_management.tickets.trackers import Issue, Place, TrackerFailed, call, document
from platform_contracts.tickets import GitHubSettings

NAME: Final = "GitHub"
_LONGEST_TITLE: Final = 256
_LONGEST_TEXT: Final = 60_000
_STATUS_FIELDS: Final = {401: "token", 403: "token", 404: "repository", 410: "repository"}


class GitHub:
    """A repository."""

    def __init__(self, http: httpx.AsyncClient, settings: GitHubSettings, token: str) -> None:
        self._http = http
        self._settings = settings
        self._base = f"{settings.base_url.rstrip('/')}/repos/{settings.repository}"
        self._headers = {
            "authorization": f"Bearer {token}",
            "accept": "application/vnd.github+json",
            "x-github-api-version": "2022-11-28",
        }

    async def test(self) -> Place:
        """The repository's metadata."""
        found = await self._ask("GET", "")
        name = str(found.get("full_name", self._settings.repository))
        return Place(name, self._settings.repository, str(found.get("html_url", self._base)))

    async def find(self, mark: str) -> Issue | None:
        """By label."""
        query = {"labels": mark, "state": "all", "per_page": "1"}
        found = await self._ask("GET", "/issues", params=query)
        return _issue(found[0]) if found else None

    async def create(self, title: str, text: str, mark: str) -> Issue:
        """A new issue; GitHub makes labels that are not there yet."""
        body = {
            "title": " ".join(title.split())[:_LONGEST_TITLE],
            "body": text[:_LONGEST_TEXT],
            "labels": [*self._settings.labels, mark],
        }
        return _issue(await self._ask("POST", "/issues", json=body))

    async def read(self, key: str) -> Issue:
        """One issue, by number."""
        return _issue(await self._ask("GET", f"/issues/{key}"))

    async def _ask(self, method: str, path: str, **options: Any) -> Any:
        url = self._base + path
        response = await call(self._http, NAME, method, url, headers=self._headers, **options)
        if response.is_success:
            return document(NAME, response)
        status = response.status_code
        try:
            reason = str(response.json().get("message") or f"answered {status}")
        except (ValueError, AttributeError):
            reason = f"answered {status}"
        field = _STATUS_FIELDS.get(status)
        raise TrackerFailed(NAME, reason, {field: reason} if field else None)


def _issue(found: dict[str, Any]) -> Issue:
    return Issue(
        key=str(found["number"]),
        url=str(found.get("html_url", "")),
        title=str(found.get("title", "")),
        state=str(found.get("state", "unknown")),
        done=found.get("state") == "closed",
    )
