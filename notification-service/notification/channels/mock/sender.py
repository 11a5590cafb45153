"""Keeps messages instead of sending them; the same id twice is one message."""

from sqlalchemy.dialects.postgresql import insert

from notification.channels.interface import ChannelConfig, Checked, Outgoing
from notification.channels.mock.models import MockMessageRow
from notification.domain.result import Result, Sent
from platform_kit.database import Database


class MockConfig(ChannelConfig):
    """Nothing to set up."""


class MockSender:
    """Writes to a table of this service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def send(self, message: Outgoing) -> Result:
        """Store the message."""
        async with self._database.transaction() as session:
            await session.execute(
                insert(MockMessageRow)
                .values(
                    id=message.id,
                    address=message.address,
                    subject=message.text.subject,
                    body=message.text.body,
                    data={**message.facts, "trace_id": message.trace_id},
                )
                .on_conflict_do_nothing()
            )
        return Sent("stored")

    async def check(self) -> Checked:
        """Always there."""
        return Checked(True, "messages are kept, none leaves")
