"""Posts to Slack by chat.postMessage, and changes what was posted by chat.update."""

from typing import Any, Final

import httpx
from pydantic import SecretStr

from notification.channels.calling import call, document, refusal, retry_after
from notification.channels.interface import Checked, Outgoing, RoomConfig
from notification.domain.result import Rejected, Result, Retry, Sent
from platform_contracts.vocabulary import IncidentStatus

_BAD_TOKEN: Final = frozenset(
    ("invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired")
)
_LATER: Final = frozenset(
    ("ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable")
)
_BUTTONS: Final = (
    ("ack", "Acknowledge", "primary"),
    ("resolve", "Resolve", None),
    ("escalate", "Escalate", "danger"),
)
LONGEST_TEXT: Final = 2900


class SlackConfig(RoomConfig):
    """A bot token, and the signing secret that proves that a click comes from Slack."""

    token: SecretStr
    signing_secret: SecretStr | None = None
    api_url: str = "https://slack.com/api"


class SlackSender:
    """One workspace. An address is the id of a channel or of a person."""

    def __init__(self, config: SlackConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http

    async def send(self, message: Outgoing) -> Result:
        """Post, or update the message that this one takes the place of."""
        body: dict[str, Any] = {
            "channel": message.address or self._config.default_room,
            "text": escape(message.text.subject),
            "blocks": blocks(message),
            "unfurl_links": False,
        }
        method = "chat.postMessage"
        if message.update_of:
            body["channel"], _, body["ts"] = message.update_of.partition(":")
            method = "chat.update"
        answer = await self._call(method, body)
        if not isinstance(answer, dict):
            return answer
        return Sent(f"{answer.get('channel', body['channel'])}:{answer.get('ts', '')}")

    async def check(self) -> Checked:
        """auth.test: who the token belongs to."""
        answer = await self._call("auth.test", {})
        if isinstance(answer, dict):
            return Checked(True, f"{answer.get('user', '')} in {answer.get('team', '')}".strip())
        reason = answer.reason if isinstance(answer, Retry | Rejected) else ""
        return Checked(False, reason, answer.field if isinstance(answer, Rejected) else "")

    async def _call(self, method: str, body: dict[str, Any]) -> dict[str, Any] | Result:
        """The answer's document when Slack says ok; HTTP 200 alone says nothing."""
        answer = await call(
            self._http,
            "POST",
            f"{self._config.api_url.rstrip('/')}/{method}",
            json=body,
            headers={"authorization": f"Bearer {self._config.token.get_secret_value()}"},
        )
        if not isinstance(answer, httpx.Response):
            return answer
        if not answer.is_success:
            return refusal(answer, field="token")
        said = document(answer)
        if said.get("ok") is True:
            return said
        error = str(said.get("error") or "an answer that is not Slack's")
        if error in _LATER:
            return Retry(error, "deferred", retry_after(answer))
        bad = error in _BAD_TOKEN
        return Rejected(error, "refused", "token" if bad else "", disables=bad)


def escape(text: str) -> str:
    """Slack's control characters, so that a payload can mention nobody."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def blocks(message: Outgoing) -> list[dict[str, Any]]:
    """The message in blocks; buttons while nobody has answered."""
    head = f"*<{message.text.link}|{escape(message.text.subject)}>*"
    found: list[dict[str, Any]] = [
        _section(head),
        _section(escape(message.text.body)[:LONGEST_TEXT] or " "),
    ]
    if message.kind == "room" and message.status is not IncidentStatus.OPEN:
        found.append(_section(f"*{message.status.capitalize()}*"))
    if message.can_be_answered:
        found.append({"type": "actions", "elements": [_button(message, *b) for b in _BUTTONS]})
    return found


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def _button(message: Outgoing, action: str, label: str, style: str | None) -> dict[str, Any]:
    button: dict[str, Any] = {
        "type": "button",
        "action_id": action,
        "text": {"type": "plain_text", "text": label},
        "value": str(message.incident_id),
    }
    return button | ({"style": style} if style else {})
