"""Publishes to ntfy as JSON, with a button that acknowledges."""

from typing import Any, Final

import httpx
from pydantic import SecretStr

from notification.channels.calling import call, document, refusal
from notification.channels.interface import Checked, Outgoing, RoomConfig
from notification.domain.result import Rejected, Result, Retry, Sent
from platform_contracts.vocabulary import Severity

PRIORITY: Final = {
    Severity.CRITICAL: 5,
    Severity.HIGH: 4,
    Severity.MEDIUM: 3,
    Severity.LOW: 2,
    Severity.INFO: 1,
}


class NtfyConfig(RoomConfig):
    """The server, and a token where it wants one."""

    url: str = "https://ntfy.sh"
    token: SecretStr | None = None


class NtfySender:
    """An address is a topic."""

    def __init__(self, config: NtfyConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    async def send(self, message: Outgoing) -> Result:
        """Publish to the server's root."""
        actions: list[dict[str, Any]] = []
        if message.can_be_answered and (address := message.actions.get("acknowledge")):
            act = {"action": "http", "label": "Acknowledge", "url": address, "method": "POST"}
            actions.append(act | {"clear": True})
        body = {
            "topic": message.address or self._config.default_room,
            "title": message.text.subject,
            "message": message.text.body,
            "priority": PRIORITY[message.severity],
            "tags": [str(message.severity)],
            "click": message.text.link,
            "actions": actions,
        }
        answer = await call(
            self._http, "POST", self._config.url, json=body, headers=self._headers()
        )
        if not isinstance(answer, httpx.Response):
            return answer
        said = document(answer)
        if answer.is_success:
            return Sent(str(said.get("id", "")))
        return refusal(answer, str(said.get("error", "")), field="token")

    async def check(self) -> Checked:
        """Whether the server takes the token."""
        address = f"{self._config.url.rstrip('/')}/v1/account"
        answer = await call(self._http, "GET", address, headers=self._headers())
        if isinstance(answer, Retry | Rejected):
            return Checked(False, answer.reason, "url")
        if not answer.is_success:
            words = str(document(answer).get("error", "")) or answer.text[:200]
            return Checked(False, f"{answer.status_code}: {words}", "token")
        return Checked(True, str(document(answer).get("username", "the server answers")))

    def _headers(self) -> dict[str, str]:
        token = self._config.token
        return {"authorization": f"Bearer {token.get_secret_value()}"} if token else {}
