"""Posts to Mattermost as a bot, with buttons that call back."""

from typing import Any, Final

import httpx
from pydantic import SecretStr

from notification.channels.calling import call, document, refusal
from notification.channels.interface import Checked, Outgoing, RoomConfig
from notification.domain.result import Rejected, Result, Retry, Sent

_ACTIONS: Final = (("acknowledge", "Acknowledge"), ("resolve", "Resolve"), ("escalate", "Escalate"))


class MattermostConfig(RoomConfig):
    """The server, a bot's token, and a secret of ours that its buttons send back."""

    url: str
    token: SecretStr
    action_secret: SecretStr | None = None


class MattermostSender:
    """An address is the id of a channel."""

    def __init__(self, config: MattermostConfig, http: httpx.AsyncClient, public_url: str) -> None:
        self._config = config
        self._http = http
        self._callback = f"{public_url.rstrip('/')}/api/v1/replies/mattermost"

    async def send(self, message: Outgoing) -> Result:
        """Create a post, or patch the one that this takes the place of."""
        body: dict[str, Any] = {
            "message": f"**[{message.text.subject}]({message.text.link})**",
            "props": {"attachments": [self._attachment(message)]},
        }
        if message.update_of:
            answer = await self._call("PUT", f"posts/{message.update_of}/patch", body)
        else:
            body["channel_id"] = message.address or self._config.default_room
            answer = await self._call("POST", "posts", body)
        if not isinstance(answer, httpx.Response):
            return answer
        return Sent(str(document(answer).get("id", "")))

    async def check(self) -> Checked:
        """Who the token belongs to."""
        answer = await self._call("GET", "users/me", None)
        if isinstance(answer, httpx.Response):
            return Checked(True, str(document(answer).get("username", "")))
        if isinstance(answer, Rejected):
            return Checked(False, answer.reason, answer.field)
        return Checked(False, answer.reason if isinstance(answer, Retry) else "", "url")

    async def _call(self, method: str, path: str, body: Any) -> httpx.Response | Result:
        answer = await call(
            self._http,
            method,
            f"{self._config.url.rstrip('/')}/api/v4/{path}",
            json=body,
            headers={"authorization": f"Bearer {self._config.token.get_secret_value()}"},
        )
        if not isinstance(answer, httpx.Response) or answer.is_success:
            return answer
        return refusal(answer, str(document(answer).get("message", "")), field="token")

    def _attachment(self, message: Outgoing) -> dict[str, Any]:
        attachment: dict[str, Any] = {"text": message.text.body, "fallback": message.text.subject}
        secret = self._config.action_secret
        if message.can_be_answered and secret is not None:
            attachment["actions"] = [
                {
                    "id": action,
                    "name": label,
                    "integration": {
                        "url": self._callback,
                        "context": {
                            "action": action,
                            "incident": str(message.incident_id),
                            "secret": secret.get_secret_value(),
                        },
                    },
                }
                for action, label in _ACTIONS
            ]
        return attachment
