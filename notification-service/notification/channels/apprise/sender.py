"""The long tail: an Apprise API server of the operator's hands on to 100 further services."""

from typing import Final

import httpx
from pydantic import SecretStr

from notification.channels.calling import call, document, refusal
from notification.channels.interface import Checked, Outgoing, RoomConfig
from notification.domain.result import Rejected, Result, Retry, Sent
from platform_contracts.vocabulary import Severity

FAILED_DEPENDENCY: Final = 424


class AppriseConfig(RoomConfig):
    """The server, with a token where a proxy before it wants one."""

    url: str
    token: SecretStr | None = None


class AppriseSender:
    """An address is an Apprise URL, like `matrixs://…`."""

    def __init__(self, config: AppriseConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    async def send(self, message: Outgoing) -> Result:
        """Hand over; 424 means that the service behind it refused or did not answer."""
        worst = message.severity in (Severity.CRITICAL, Severity.HIGH)
        body = {
            "urls": message.address or self._config.default_room,
            "title": message.text.subject,
            "body": message.text.body,
            "type": "failure" if worst else "warning",
            "format": "text",
        }
        answer = await self._call("POST", "notify", body)
        if not isinstance(answer, httpx.Response):
            return answer
        if answer.status_code == FAILED_DEPENDENCY:
            return Retry(f"424: {document(answer).get('error', '')}", "deferred")
        return Sent(str(answer.status_code)) if answer.is_success else refusal(answer)

    async def check(self) -> Checked:
        """Whether the server says that it is well."""
        answer = await self._call("GET", "status", None)
        if isinstance(answer, Retry | Rejected):
            return Checked(False, answer.reason, "url")
        return Checked(answer.is_success, f"{answer.status_code}: {answer.text[:200]}", "url")

    async def _call(
        self, method: str, path: str, body: dict[str, str] | None
    ) -> httpx.Response | Retry | Rejected:
        token = self._config.token
        headers = {"accept": "application/json"}
        if token:
            headers["authorization"] = f"Bearer {token.get_secret_value()}"
        address = f"{self._config.url.rstrip('/')}/{path}"
        return await call(self._http, method, address, json=body, headers=headers)
