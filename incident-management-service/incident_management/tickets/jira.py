"""Jira, Cloud and Data Center, by its REST API version 2."""

import base64
from typing import Annotated, Any, Final

import httpx
from pydantic import Field, ValidationError

from incident_management.tickets.trackers import Issue, Place, TrackerFailed, call, document
from platform_contracts.base import WireModel
from platform_contracts.tickets import JiraSettings

NAME: Final = "Jira"
_LONGEST_SUMMARY: Final = 255
_LONGEST_TEXT: Final = 30_000
_STATUS_FIELDS: Final = {401: "token", 403: "token", 404: "project"}


class _Refusal(WireModel):
    """What Jira says when it does not do what was asked."""

    messages: Annotated[list[str], Field(alias="errorMessages")] = []
    errors: dict[str, str] = {}


class Jira:
    """A project of a Jira."""

    def __init__(self, http: httpx.AsyncClient, settings: JiraSettings, token: str) -> None:
        self._http = http
        self._settings = settings
        self._base = settings.base_url.rstrip("/")
        if settings.email:
            pair = base64.b64encode(f"{settings.email}:{token}".encode()).decode()
            self._headers = {"authorization": f"Basic {pair}"}
        else:
            self._headers = {"authorization": f"Bearer {token}"}

    async def test(self) -> Place:
        """The project's metadata."""
        found = await self._ask("GET", f"/rest/api/2/project/{self._settings.project}")
        key = str(found.get("key", self._settings.project))
        return Place(str(found.get("name", key)), key, f"{self._base}/browse/{key}")

    async def find(self, mark: str) -> Issue | None:
        """By label. Cloud has another address for searching than Data Center."""
        query = {"jql": f'labels = "{mark}"', "fields": "summary,status", "maxResults": "1"}
        response = await self._request("GET", "/rest/api/2/search/jql", params=query)
        if response.status_code in (404, 405):
            response = await self._request("GET", "/rest/api/2/search", params=query)
        issues: list[dict[str, Any]] = self._checked(response).get("issues") or []
        return self._issue(issues[0]) if issues else None

    async def create(self, title: str, text: str, mark: str) -> Issue:
        """A new issue; Jira tells only its key, so its state is read as well."""
        summary = " ".join(title.split())[:_LONGEST_SUMMARY]
        fields = {
            "project": {"key": self._settings.project},
            "issuetype": {"name": self._settings.issue_type},
            "summary": summary,
            "description": text[:_LONGEST_TEXT],
            "labels": [mark],
        }
        made = await self._ask("POST", "/rest/api/2/issue", json={"fields": fields})
        key = str(made["key"])
        try:
            return await self.read(key)
        except TrackerFailed:
            return Issue(key, f"{self._base}/browse/{key}", summary, "created", False)

    async def read(self, key: str) -> Issue:
        """One issue."""
        return self._issue(
            await self._ask("GET", f"/rest/api/2/issue/{key}", params={"fields": "summary,status"})
        )

    async def _ask(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        return self._checked(await self._request(method, path, **options))

    async def _request(self, method: str, path: str, **options: Any) -> httpx.Response:
        return await call(
            self._http, NAME, method, self._base + path, headers=self._headers, **options
        )

    def _checked(self, response: httpx.Response) -> dict[str, Any]:
        """The answer, or Jira's own words beside the field they are about."""
        if response.is_success:
            return document(NAME, response)
        status = response.status_code
        told = _refusal(response)
        fields = dict(told.errors)
        reason = " ".join([*told.messages, *fields.values()]) or f"answered {status}"
        if not fields and status in _STATUS_FIELDS:
            fields = {_STATUS_FIELDS[status]: reason}
        raise TrackerFailed(NAME, reason, fields)

    def _issue(self, found: dict[str, Any]) -> Issue:
        fields: dict[str, Any] = found.get("fields") or {}
        status: dict[str, Any] = fields.get("status") or {}
        category: dict[str, Any] = status.get("statusCategory") or {}
        key = str(found["key"])
        return Issue(
            key=key,
            url=f"{self._base}/browse/{key}",
            title=str(fields.get("summary") or key),
            state=str(status.get("name") or "unknown"),
            done=category.get("key") == "done",
        )


def _refusal(response: httpx.Response) -> _Refusal:
    try:
        return _Refusal.model_validate_json(response.content)
    except ValidationError:
        return _Refusal()
