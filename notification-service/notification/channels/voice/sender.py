"""Calls: what is spoken is fetched by the gateway, keys come back to `replies`."""

from datetime import timedelta
from typing import Final
from urllib.parse import quote

import httpx

from notification.channels.interface import Checked, Outgoing
from notification.channels.sms.gateway import Gateway, GatewayConfig
from notification.channels.sms.limits import Limits
from notification.domain.result import Result

RECEIPT_WITHIN: Final = timedelta(minutes=2)


class VoiceConfig(GatewayConfig):
    """The gateway that calls. A voicemail hears the message and acknowledges nothing."""


class VoiceSender:
    """An address is a number in international form (+49…)."""

    def __init__(
        self, config: VoiceConfig, http: httpx.AsyncClient, limits: Limits, public_url: str
    ) -> None:
        self._config = config
        self._gateway = Gateway(config, http)
        self._limits = limits
        self._base = f"{public_url.rstrip('/')}/api/v1/replies/twilio"

    async def send(self, message: Outgoing) -> Result:
        """Begin the call; that somebody took it is told later."""
        if (refused := await self._limits.refusal(message.address)) is not None:
            return refused
        if self._config.kind == "template":
            return await self._gateway.template(message, message.text.spoken)
        token = quote(message.actions.get("token", ""), safe="")
        form = {
            "To": message.address,
            "Url": f"{self._base}/voice/{token}",
            "StatusCallback": f"{self._base}/status",
            "StatusCallbackEvent": "completed",
            "MachineDetection": "Enable",
            "Timeout": "40",
        }
        return await self._gateway.twilio("Calls", form, RECEIPT_WITHIN)

    async def check(self) -> Checked:
        """The gateway's answer."""
        return await self._gateway.check()
