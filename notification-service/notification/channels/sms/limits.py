"""Against toll fraud and unwanted texts: a daily limit for each channel, and who said STOP."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from notification.channels.sms.models import OptOutRow, UseRow
from notification.domain.result import Rejected
from platform_contracts.vocabulary import Channel
from platform_kit.database import Database

_DAY: Final = timedelta(days=1)


class Limits:
    """Counts what leaves by a channel that costs money."""

    def __init__(self, database: Database, channel: Channel, most: int) -> None:
        self._database = database
        self._channel = channel
        self._most = most

    async def refusal(self, address: str) -> Rejected | None:
        """Why nothing may be sent to this number now; else this message is counted."""
        async with self._database.transaction() as session:
            stopped = await session.get(OptOutRow, (str(self._channel), address))
            if stopped is not None:
                return Rejected("the person asked for no more messages (STOP)", "opted_out")
            day = func.date_trunc("day", func.now())
            statement = insert(UseRow).values(channel=self._channel, day=day, used=1)
            used = await session.scalar(
                statement.on_conflict_do_update(
                    index_elements=["channel", "day"], set_={"used": UseRow.used + 1}
                ).returning(UseRow.used)
            )
            if (used or 0) > self._most:
                return Rejected(f"the daily limit of {self._most} is used up", "daily_limit")
        return None

    async def used_today(self) -> int:
        """How many were counted today."""
        query = select(UseRow.used).where(
            UseRow.channel == self._channel, UseRow.day > func.now() - _DAY
        )
        async with self._database.transaction() as session:
            return await session.scalar(query.order_by(UseRow.day.desc()).limit(1)) or 0
