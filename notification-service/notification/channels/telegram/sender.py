"""Messages of a Telegram bot, with buttons."""

from datetime import timedelta
from typing import Any, Final, cast

import httpx
from pydantic import SecretStr

from notification.channels.calling import call, document, refusal
from notification.channels.interface import Checked, Outgoing, RoomConfig
from notification.domain.result import Rejected, Result, Retry, Sent

LONGEST: Final = 4096
NOT_FOUND: Final = 404
_BUTTONS: Final = (("ack", "Acknowledge"), ("resolve", "Resolve"), ("escalate", "Escalate"))


class TelegramConfig(RoomConfig):
    """The bot's token, and the secret that Telegram sends along when a button was pressed."""

    token: SecretStr
    webhook_secret: SecretStr | None = None
    api_url: str = "https://api.telegram.org"


class TelegramSender:
    """An address is the id of a chat."""

    def __init__(self, config: TelegramConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    async def send(self, message: Outgoing) -> Result:
        """Send, or edit the message that this one takes the place of."""
        text = f"{message.text.subject}\n\n{message.text.body}"
        body: dict[str, Any] = {
            "chat_id": message.address or self._config.default_room,
            "text": text[:LONGEST],
            "link_preview_options": {"is_disabled": True},
        }
        if message.can_be_answered and message.incident_id:
            keys = [
                {"text": label, "callback_data": f"{action}:{message.incident_id.hex}"}
                for action, label in _BUTTONS
            ]
            body["reply_markup"] = {"inline_keyboard": [keys]}
        method = "sendMessage"
        if message.update_of:
            chat, _, number = message.update_of.partition(":")
            body |= {"chat_id": chat, "message_id": int(number)}
            method = "editMessageText"
        answer = await self._call(method, body)
        if not isinstance(answer, dict):
            return answer
        return Sent(f"{body['chat_id']}:{answer.get('message_id', '')}")

    async def check(self) -> Checked:
        """getMe: which bot the token belongs to."""
        answer = await self._call("getMe", {})
        if isinstance(answer, dict):
            return Checked(True, f"@{answer.get('username', '')}")
        reason = answer.reason if isinstance(answer, Retry | Rejected) else ""
        return Checked(False, reason, answer.field if isinstance(answer, Rejected) else "")

    async def _call(self, method: str, body: dict[str, Any]) -> dict[str, Any] | Result:
        base = self._config.api_url.rstrip("/")
        token = self._config.token.get_secret_value()
        answer = await call(self._http, "POST", f"{base}/bot{token}/{method}", json=body)
        if not isinstance(answer, httpx.Response):
            return _without(token, answer)
        said = document(answer)
        if said.get("ok") is True:
            result: Any = said.get("result")
            return cast("dict[str, Any]", result) if isinstance(result, dict) else {}
        parameters: Any = said.get("parameters") or {}
        wait: Any = parameters.get("retry_after")
        words = str(said.get("description", ""))
        if answer.status_code == NOT_FOUND:  # Telegram's answer to a wrong token
            return Rejected(f"404: {words}", "refused", "token", disables=True)
        found = refusal(answer, words, field="token")
        if isinstance(found, Retry) and isinstance(wait, int):
            return Retry(found.reason, found.kind, timedelta(seconds=wait))
        return found


def _without(token: str, result: Retry | Rejected) -> Result:
    """The address holds the token; what is told of a failed call must not."""
    reason = result.reason.replace(token, "***")
    if isinstance(result, Retry):
        return Retry(reason, result.kind, result.after)
    return Rejected(reason, result.kind)
