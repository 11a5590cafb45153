"""The platform as the test runner meets it: posting as senders do, reading as anybody may."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import httpx
from joserfc.jwk import OKPKey

from platform_contracts.alerts import AlertSummary
from platform_contracts.base import FieldError, Page
from platform_contracts.clients.alerts import AlertsClient
from platform_contracts.clients.analysis import AnalysisClient
from platform_contracts.clients.base import ApiError, checked
from platform_contracts.clients.incidents import IncidentsClient
from platform_contracts.clients.notifications import NotificationsClient
from platform_contracts.vocabulary import AlertStatus, Service
from test_runner.forms import Firing, Form, Outgoing
from test_runner.scenarios import ENVIRONMENT, SOURCE
from test_runner.settings import Settings
from test_runner.tokens import read_key, service_token

SEND_SECONDS: Final = 10.0
UNREACHABLE: Final = "unreachable"
MOST_FOUND: Final = 5_000
_PAGE: Final = 200


@dataclass(frozen=True)
class Answer:
    """What alert-ingestion said: its status or `unreachable`, and the object it sent."""

    status: int | str
    body: dict[str, Any]
    latency_ms: float
    error: str | None = None
    errors: tuple[FieldError, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the alert was taken."""
        return self.error is None


class Platform:
    """Public APIs of the five services. Every request goes to a target that settings allow."""

    def __init__(self, settings: Settings, clients: dict[Service, httpx.AsyncClient]) -> None:
        self.targets = settings.targets
        self.key = settings.integration_key
        self._posting = clients[Service.ALERTS]
        self._alerts = AlertsClient(clients[Service.ALERTS], self.targets[Service.ALERTS])
        self.incidents = IncidentsClient(
            clients[Service.INCIDENTS], self.targets[Service.INCIDENTS]
        )
        self.notifications = NotificationsClient(
            clients[Service.NOTIFICATION], self.targets[Service.NOTIFICATION]
        )
        self.analysis = AnalysisClient(clients[Service.ANALYSIS], self.targets[Service.ANALYSIS])
        self.clients = clients

    async def post(self, outgoing: Outgoing) -> Answer:
        """Post it; a refusal or a missing answer is an answer, too."""
        begun = time.perf_counter()
        more: dict[str, Any] = {} if outgoing.with_token else {"auth": None}
        try:
            response = await self._posting.post(
                self.targets[Service.ALERTS] + outgoing.path,
                json=outgoing.body,
                headers=outgoing.headers,
                **more,
            )
        except httpx.HTTPError as error:
            reason = f"alert-ingestion: {type(error).__name__} {error}".strip()
            return Answer(UNREACHABLE, {}, milliseconds_since(begun), reason)
        took = milliseconds_since(begun)
        body = _object(response)
        try:
            checked(response)
        except ApiError as error:
            listed = tuple(error.problem.errors or ())
            return Answer(response.status_code, body, took, _reason(error, body), listed)
        return Answer(response.status_code, body, took)

    async def find(self, known: Firing) -> AlertSummary | None:
        """The newest stored alert of an identity. Raises ApiError, httpx.HTTPError."""
        query = {"fingerprint": known.key, "limit": 1}
        if known.form is not Form.NATIVE:
            query["source"] = known.form.value
        page = await self._alerts.get("/api/v1/alerts", Page[AlertSummary], query)
        return page.items[0] if page.items else None

    async def firing(self) -> list[Firing]:
        """Alerts of the test environment that fire and carry the test runner's mark."""
        found: list[Firing] = []
        cursor: str | None = None
        query = {"environment": ENVIRONMENT, "status": AlertStatus.FIRING.value, "limit": _PAGE}
        for _ in range(MOST_FOUND // _PAGE):
            page = await self._alerts.get(
                "/api/v1/alerts", Page[AlertSummary], {**query, "cursor": cursor}
            )
            found.extend(_firing_of(alert) for alert in page.items if _is_ours(alert))
            cursor = page.next_cursor
            if cursor is None:
                break
        return found

    async def alert(self, alert_id: UUID) -> AlertSummary:
        """One alert."""
        return await self._alerts.get(f"/api/v1/alerts/{alert_id}", AlertSummary)


def milliseconds_since(begun: float) -> float:
    """Since a reading of `time.perf_counter`."""
    return round((time.perf_counter() - begun) * 1000, 1)


def _object(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _reason(error: ApiError, body: dict[str, Any]) -> str:
    """Problem details in a sentence; PagerDuty's and Opsgenie's shapes, too."""
    listed = body.get("errors")
    said = body.get("message")
    if isinstance(said, str) and said:
        more = [str(entry) for entry in listed] if isinstance(listed, list) else []  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return "; ".join([said, *more])
    return error.problem.detail or error.problem.title


def _is_ours(alert: AlertSummary) -> bool:
    return SOURCE in (alert.labels.get("source"), alert.labels.get("client"))


def _firing_of(alert: AlertSummary) -> Firing:
    forms = {form.value for form in Form}
    form = Form(alert.source) if alert.source in forms else Form.NATIVE
    return Firing(
        form,
        alert.fingerprint,
        alert.title,
        alert.service,
        alert.severity.value,
        alert.environment,
        alert.labels,
    )


@asynccontextmanager
async def open_platform(
    settings: Settings, transport: httpx.AsyncBaseTransport | None = None
) -> AsyncGenerator[Platform]:
    """The platform with connections to it. Raises OSError or ValueError for a key that is none."""
    key = read_key(settings.key_file) if settings.key_file else None
    shared = transport or httpx.AsyncHTTPTransport(
        retries=1, limits=httpx.Limits(max_connections=60, max_keepalive_connections=60)
    )
    clients = {
        service: httpx.AsyncClient(
            timeout=SEND_SECONDS,
            auth=_Token(key, service) if key else None,
            transport=shared,
            trust_env=False,
            follow_redirects=False,  # an answer must not lead to a target that is not allowed
        )
        for service in Service
    }
    try:
        yield Platform(settings, clients)
    finally:
        await asyncio.gather(*(client.aclose() for client in clients.values()))


class _Token(httpx.Auth):
    """A fresh token on every request."""

    def __init__(self, key: OKPKey, audience: Service) -> None:
        self._key = key
        self._audience = audience

    def auth_flow(self, request: httpx.Request):
        request.headers["authorization"] = f"Bearer {service_token(self._key, self._audience)}"
        yield request
