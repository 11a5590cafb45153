"""Posts the page as JSON to an address that a person entered, signed, never to an internal one."""

import json
from datetime import UTC, datetime, timedelta
from typing import Final

import httpx
from standardwebhooks.webhooks import Webhook

from notification.channels.interface import Outgoing
from notification.domain.result import Rejected, Result, Retry, Sent
from notification.settings import Settings
from platform_kit.http import ForbiddenAddress, outside_client

_TRANSIENT: Final = (408, 425, 429)


class WebhookSender:
    """One client for all addresses; each is checked before it is called."""

    def __init__(self, settings: Settings) -> None:
        self._http = outside_client(settings.allowed_networks)
        secret = settings.webhook_signing_secret.get_secret_value()
        self._signer = Webhook(secret) if secret else None

    @property
    def is_configured(self) -> bool:
        """Always: the address is the person's own."""
        return True

    async def send(self, message: Outgoing) -> Result:
        """2xx → Sent; 408, 425, 429, 5xx and no answer → Retry; anything else → Rejected."""
        body = json.dumps(
            {
                "type": "incident.triggered",
                "id": str(message.id),
                "title": message.text.subject,
                "url": message.text.link,
                **message.facts,
            }
        )
        try:
            answer = await self._http.post(
                message.address, content=body, headers=self._headers(message, body)
            )
        except (ForbiddenAddress, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            return Rejected(f"the address is not called: {error}", "forbidden")
        except httpx.HTTPError as error:
            return Retry(f"no answer: {error!r}", "unreachable")
        return _by_status(answer)

    async def close(self) -> None:
        """Close the client."""
        await self._http.aclose()

    def _headers(self, message: Outgoing, body: str) -> dict[str, str]:
        now = datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "user-agent": "incident-platform",
            "webhook-id": str(message.id),
            "webhook-timestamp": str(int(now.timestamp())),
        }
        if self._signer:
            headers["webhook-signature"] = self._signer.sign(str(message.id), now, body)
        return headers


def _by_status(answer: httpx.Response) -> Result:
    if answer.is_success:
        return Sent(str(answer.status_code))
    reason = f"{answer.status_code}: {answer.text[:200]}"
    if answer.status_code >= 500 or answer.status_code in _TRANSIENT:
        after = answer.headers.get("retry-after", "")
        return Retry(reason, "deferred", timedelta(seconds=int(after)) if after.isdigit() else None)
    return Rejected(reason, "refused")
