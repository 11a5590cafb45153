"""Texts: by the first gateway, or by the second when the first does not take them."""

from datetime import timedelta
from typing import Final

import httpx

from notification.channels.interface import Checked, Outgoing
from notification.channels.sms.gateway import Gateway, GatewayConfig
from notification.channels.sms.limits import Limits
from notification.domain.result import Rejected, Result, Sent

RECEIPT_WITHIN: Final = timedelta(minutes=2)
FINAL: Final = ("opted_out", "bad_number")


class SmsConfig(GatewayConfig):
    """The gateway, and the one that takes over when it fails."""

    backup: GatewayConfig | None = None


class SmsSender:
    """An address is a number in international form (+49…)."""

    def __init__(
        self, config: SmsConfig, http: httpx.AsyncClient, limits: Limits, public_url: str
    ) -> None:
        self._config = config
        self._gateways = [Gateway(config, http)]
        self._kinds = [config.kind]
        if config.backup is not None:
            self._gateways.append(Gateway(config.backup, http))
            self._kinds.append(config.backup.kind)
        self._limits = limits
        self._status = f"{public_url.rstrip('/')}/api/v1/replies/twilio/status"

    async def send(self, message: Outgoing) -> Result:
        """A refusal that is the number's own is not asked of the second gateway."""
        if (refused := await self._limits.refusal(message.address)) is not None:
            return refused
        result: Result = Rejected("no gateway is set up", "disabled")
        for gateway, kind in zip(self._gateways, self._kinds, strict=True):
            result = await self._by(gateway, kind, message)
            if isinstance(result, Sent):
                return result
            if isinstance(result, Rejected) and result.kind in FINAL:
                return result
        return result

    async def check(self) -> Checked:
        """The first gateway's answer, and how much of the daily limit is used."""
        checked = await self._gateways[0].check()
        used = await self._limits.used_today()
        detail = f"{checked.detail} ({used} of {self._config.daily_limit} sent today)"
        return Checked(checked.ok, detail, checked.field)

    async def _by(self, gateway: Gateway, kind: str, message: Outgoing) -> Result:
        if kind == "template":
            return await gateway.template(message, message.text.short)
        form = {
            "To": message.address,
            "Body": message.text.short,
            "StatusCallback": self._status,
        }
        return await gateway.twilio("Messages", form, RECEIPT_WITHIN)
