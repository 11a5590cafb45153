"""Posts the page as JSON to an address that a person entered, signed, never to an internal one."""

import json
from datetime import UTC, datetime
from typing import Final

import httpx
from pydantic import SecretStr
from standardwebhooks.webhooks import Webhook

from notification.channels.calling import call, refusal
from notification.channels.interface import Checked, Outgoing, RoomConfig
from notification.domain.result import Result, Sent
from platform_contracts.base import iso
from platform_contracts.loops import header_of

_TYPES: Final = {
    "open": "incident.triggered",
    "acknowledged": "incident.acknowledged",
    "resolved": "incident.resolved",
    "closed": "incident.closed",
}


class WebhookConfig(RoomConfig):
    """Standard Webhooks secrets (`whsec_…`). While one is rotated both sign, the new one first."""

    signing_secret: SecretStr | None = None
    previous_signing_secret: SecretStr | None = None


class WebhookSender:
    """One client for all addresses; each is checked before it is called."""

    def __init__(self, config: WebhookConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http
        secrets = (config.signing_secret, config.previous_signing_secret)
        self._signers = [Webhook(s.get_secret_value()) for s in secrets if s is not None]

    async def send(self, message: Outgoing) -> Result:
        """The id stays the same on every attempt, the timestamp is that of the attempt."""
        now = datetime.now(UTC)
        body = json.dumps(
            {
                "type": _TYPES.get(message.status, "incident.updated"),
                "timestamp": iso(now),
                "id": str(message.id),
                "title": message.text.subject,
                "url": message.text.link,
                **message.facts,
                "data": {"id": str(message.incident_id), **message.facts},
            }
        )
        answer = await call(
            self._http,
            "POST",
            message.address or self._config.default_room,
            content=body,
            headers=self._headers(str(message.id), now, body) | header_of(message.text.link),
        )
        if not isinstance(answer, httpx.Response):
            return answer
        return Sent(str(answer.status_code)) if answer.is_success else refusal(answer)

    async def check(self) -> Checked:
        """Addresses are people's own; the secrets were read when they were saved."""
        return Checked(True, f"{len(self._signers)} signing secret(s)")

    def _headers(self, message_id: str, now: datetime, body: str) -> dict[str, str]:
        headers = {
            "content-type": "application/json",
            "user-agent": "incident-platform",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
        }
        if self._signers:
            signatures = [signer.sign(message_id, now, body) for signer in self._signers]
            headers["webhook-signature"] = " ".join(signatures)
        return headers
