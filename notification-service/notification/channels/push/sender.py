"""Sends web push messages. The page shows them with buttons, and tells when it did."""

import json
from datetime import timedelta
from typing import Any, Final

import httpx
from joserfc.jwk import ECKey
from pydantic import SecretStr

from notification.channels.calling import call, refusal
from notification.channels.interface import ChannelConfig, Checked, Outgoing
from notification.channels.push.encryption import encrypt, public_point, unb64, vapid_header
from notification.domain.result import Rejected, Result, Sent
from platform_contracts.vocabulary import Severity

LONGEST_BODY: Final = 1200
RECEIPT_WITHIN: Final = timedelta(seconds=90)
_GONE: Final = (404, 410)


class PushConfig(ChannelConfig):
    """`subject` is whom a push service may write to. The key pair is made at the first start."""

    private_key: SecretStr
    subject: str = "mailto:oncall@localhost.invalid"


class PushSender:
    """An address is a subscription as the browser gives it: endpoint and keys, as JSON."""

    def __init__(self, config: PushConfig, http: httpx.AsyncClient) -> None:
        self._config = config
        self._http = http
        self._key = vapid_key(config)

    async def send(self, message: Outgoing) -> Result:
        """A device that shows it tells so (receipt); one that is gone is refused for good."""
        try:
            subscription: dict[str, Any] = json.loads(message.address)
            endpoint = str(subscription["endpoint"])
            keys = subscription["keys"]
            body = encrypt(payload(message), unb64(keys["p256dh"]), unb64(keys["auth"]))
        except (ValueError, KeyError, TypeError) as error:
            return Rejected(f"the subscription cannot be used: {error}", "invalid")
        urgent = message.severity in (Severity.CRITICAL, Severity.HIGH)
        answer = await call(
            self._http,
            "POST",
            endpoint,
            content=body,
            headers={
                "content-encoding": "aes128gcm",
                "content-type": "application/octet-stream",
                "ttl": "1800",
                "urgency": "high" if urgent else "normal",
                "authorization": vapid_header(self._key, endpoint, self._config.subject),
            },
        )
        if not isinstance(answer, httpx.Response):
            return answer
        if answer.status_code in _GONE:
            return Rejected(f"{answer.status_code}: the device is not subscribed any more", "gone")
        if not answer.is_success:
            return refusal(answer)
        awaited = RECEIPT_WITHIN if message.kind == "page" else None
        return Sent(str(message.id), awaited)

    async def check(self) -> Checked:
        """The public key that devices subscribe with."""
        return Checked(True, public_point(self._key))


def vapid_key(config: PushConfig) -> ECKey:
    """The platform's key pair."""
    return ECKey.import_key(json.loads(config.private_key.get_secret_value()))


def payload(message: Outgoing) -> bytes:
    """What the page's service worker reads; buttons are single-use addresses."""
    return json.dumps(
        {
            "id": str(message.id),
            "title": message.text.subject,
            "body": message.text.body[:LONGEST_BODY],
            "url": message.text.link,
            "severity": message.severity,
            "tag": f"inc-{message.incident_id}" if message.incident_id else str(message.id),
            "actions": message.actions if message.can_be_answered else {},
            "receipt": message.actions.get("receipt", ""),
        },
        ensure_ascii=False,
    ).encode()
