"""Posts to Discord by the webhook of a channel."""

from datetime import timedelta
from typing import Any, Final

import httpx

from notification.channels.calling import call, document, refusal
from notification.channels.interface import Checked, Outgoing, SecretRoomConfig
from notification.domain.result import Rejected, Result, Retry, Sent

LONGEST: Final = 4000


class DiscordConfig(SecretRoomConfig):
    """Rooms are the addresses of webhooks."""


class DiscordSender:
    """An address is that of a webhook."""

    def __init__(self, config: DiscordConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    async def send(self, message: Outgoing) -> Result:
        """Post, or change what was posted. Nobody is mentioned by what a payload says."""
        body: dict[str, Any] = {
            "embeds": [
                {
                    "title": message.text.subject[:250],
                    "description": message.text.body[:LONGEST],
                    "url": message.text.link,
                }
            ],
            "allowed_mentions": {"parse": []},
        }
        address = (message.address or self._config.default_room).rstrip("/")
        if message.update_of:
            answer = await call(
                self._http, "PATCH", f"{address}/messages/{message.update_of}", json=body
            )
        else:
            answer = await call(self._http, "POST", f"{address}?wait=true", json=body)
        if not isinstance(answer, httpx.Response):
            return answer
        said = document(answer)
        if answer.is_success:
            return Sent(str(said.get("id", "")))
        found = refusal(answer, str(said.get("message", "")))
        wait = said.get("retry_after")
        if isinstance(found, Retry) and isinstance(wait, int | float):
            return Retry(found.reason, found.kind, timedelta(seconds=float(wait)))
        return found

    async def check(self) -> Checked:
        """The name of the default webhook."""
        if not self._config.default_room:
            return Checked(True, "no default room: messages go to people's own webhooks")
        answer = await call(self._http, "GET", self._config.default_room)
        if isinstance(answer, Retry | Rejected):
            return Checked(False, answer.reason, "default_room")
        if not answer.is_success:
            return Checked(False, f"{answer.status_code}: {answer.text[:200]}", "default_room")
        return Checked(True, str(document(answer).get("name", "")))
