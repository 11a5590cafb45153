"""A canary goes through every channel every few minutes, the way that pages go."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from notification import metrics
from notification.channels.registry import Channels
from notification.deliveries import repository
from notification.deliveries.notice import Notice
from notification.deliveries.rows import NOBODY, notice_row
from notification.deliveries.sender import LANE
from notification.domain.rules import Method
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel
from platform_kit.clock import now as read_clock
from platform_kit.database import Database
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.statements import write
from platform_kit.worker import Job

WHO: Final = PersonRef(id=NOBODY, name="canary")

log = get_logger()


@dataclass
class Canary:
    """`addresses`: where a channel's canary goes; one without is only asked for its settings."""

    database: Database
    channels: Channels
    addresses: Mapping[Channel, str]
    minutes: float
    _started: bool = field(default=False)

    def jobs(self) -> list[Job]:
        """None when it is switched off."""
        return [Job("canary", self._turn, self.minutes * 60)] if self.minutes else []

    async def _turn(self) -> bool:
        """Not right at the start: a service that restarts again and again sends nothing."""
        if not self._started:
            self._started = True
            return False
        await self.fly()
        return False

    async def fly(self) -> None:
        """One round: a message where there is an address, else the provider is asked."""
        usable = self.channels.usable()
        await self._send({c: a for c, a in self.addresses.items() if c in usable})
        for channel in usable - set(self.addresses):
            sender = self.channels.get(channel)
            if sender is None:
                continue
            found = await sender.check()
            metrics.CANARY_OK.labels(channel=channel).set(1 if found.ok else 0)
            if not found.ok:
                log.error("canary_failed", channel=channel, reason=found.detail)

    async def _send(self, addresses: Mapping[Channel, str]) -> None:
        async with self.database.transaction() as session:
            now = await read_clock(session)
            notice = Notice(topic="canary", title="Canary", body="The way of a page works.")
            rows = [
                notice_row(
                    notice, f"canary/{new_id()}", WHO, Method(channel, address), now, "canary"
                )
                for channel, address in addresses.items()
            ]
            await write(session, repository.new_deliveries(rows))
            session.info.setdefault("lanes", set()).add(LANE)
