"""Posts an adaptive card to a Teams workflow."""

import json
from typing import Any, Final

import httpx

from notification.channels.calling import call, refusal
from notification.channels.interface import Checked, Outgoing, SecretRoomConfig
from notification.domain.result import Rejected, Result, Retry, Sent

LARGEST: Final = 27 * 1024


class TeamsConfig(SecretRoomConfig):
    """Rooms are the addresses of workflows ("post to a channel when a webhook request came")."""


class TeamsSender:
    """An address is that of a workflow."""

    def __init__(self, config: TeamsConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    async def send(self, message: Outgoing) -> Result:
        """Post the card; Teams takes at most 28 KB and cannot change what was posted."""
        content = json.dumps(card(message))
        answer = await call(
            self._http,
            "POST",
            message.address or self._config.default_room,
            content=content,
            headers={"content-type": "application/json"},
        )
        if not isinstance(answer, httpx.Response):
            return answer
        return Sent(str(answer.status_code)) if answer.is_success else refusal(answer)

    async def check(self) -> Checked:
        """A workflow answers nothing but messages: only its address can be looked at."""
        if not self._config.default_room:
            return Checked(True, "no default room: messages go to people's own workflows")
        answer = await call(self._http, "GET", self._config.default_room)
        if isinstance(answer, Retry | Rejected):
            return Checked(False, answer.reason, "default_room")
        return Checked(True, f"the workflow's server answers ({answer.status_code})")


def card(message: Outgoing) -> dict[str, Any]:
    """An adaptive card 1.4; its text is cut to what Teams takes."""
    body = message.text.body.encode()[: LARGEST // 2].decode(errors="ignore")
    actions = [{"type": "Action.OpenUrl", "title": "Open", "url": message.text.link}]
    if message.can_be_answered and (address := message.actions.get("acknowledge")):
        actions.insert(0, {"type": "Action.OpenUrl", "title": "Acknowledge", "url": address})
    text = {"type": "TextBlock", "text": body, "wrap": True}
    head = text | {"text": message.text.subject, "weight": "Bolder", "size": "Medium"}
    return {
        "type": "message",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                    "type": "AdaptiveCard",
                    "version": "1.4",
                    "body": [head, text],
                    "actions": actions,
                },
            }
        ],
    }
