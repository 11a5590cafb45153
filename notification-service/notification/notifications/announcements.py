"""What is worth knowing but is no page: to a person, to a room, or to the recipient list."""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.registry import Channels
from notification.contact_methods import repository as contact_methods
from notification.contact_methods.service import methods_of
from notification.deliveries import repository as deliveries
from notification.deliveries.notice import Notice
from notification.deliveries.rows import NOBODY, notice_row
from notification.deliveries.sender import LANE
from notification.domain.rules import Method
from notification.notification_rules.service import rules_of_people
from notification.recipients import repository as recipients
from platform_contracts.messages import Announce
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel, Urgency
from platform_kit.clock import now as read_clock
from platform_kit.ids import new_id
from platform_kit.logging import get_logger
from platform_kit.statements import write

TO_RECIPIENTS: Final = ("action.", "channel.", "report.")
"""Topics that go to the recipient list as well."""
_DISTURBING: Final = frozenset({Channel.SMS, Channel.VOICE})

log = get_logger()


@dataclass(frozen=True)
class Announcer:
    """Finds out whom an announcement is for."""

    channels: Channels

    async def announce(self, session: AsyncSession, message: Announce) -> None:
        """Make deliveries of it. What is for nobody is said in the log."""
        if (person := _person(message.data)) is not None:
            targets = await self._to_person(session, person)
        else:
            targets = await self._to_rooms(session, message)
        if not targets:
            log.warning("announcement_for_nobody", topic=message.topic, title=message.title)
            return
        now = await read_clock(session)
        notice = Notice(
            topic=message.topic,
            title=message.title,
            body=message.body,
            link=str(message.data.get("link", "")),
            data=message.data,
        )
        key = f"notice/{message.id or new_id()}"
        rows = [notice_row(notice, key, who, method, now) for who, method in targets]
        await write(session, deliveries.new_deliveries(rows))
        session.info.setdefault("lanes", set()).add(LANE)

    async def channel_refused(self, session: AsyncSession, channel: Channel, reason: str) -> None:
        """Tell the operators that a provider takes a channel's settings no more."""
        await self.announce(
            session,
            Announce(
                topic="channel.refused",
                title=f"The channel {channel} is switched off: its settings are refused",
                body=f"{channel}: {reason}\n\nCorrect the settings of the channel and save them.",
                data={"channel": str(channel)},
            ),
        )

    async def _to_person(
        self, session: AsyncSession, person: UUID
    ) -> list[tuple[PersonRef, Method]]:
        """By the channels of their rules for low urgency, else by all that do not ring."""
        who = PersonRef(id=person, name="")
        usable = self.channels.usable()
        methods = methods_of(who, await contact_methods.of_people(session, {person}))
        own = (await rules_of_people(session, {person})).get((person, Urgency.LOW))
        quiet = usable - _DISTURBING
        wanted = {rule.channel for rule in own.steps} & usable if own else quiet
        chosen = [m for m in methods if m.channel in (wanted or quiet)]
        if not chosen and Channel.EMAIL in usable:
            chosen = [Method(Channel.EMAIL, "")]  # the address of the account, asked for later
        return [(who, method) for method in chosen]

    async def _to_rooms(
        self, session: AsyncSession, message: Announce
    ) -> list[tuple[PersonRef, Method]]:
        """The rooms of its service or team, and the recipient list; only the channels that its
        `targets` name, where it names any.
        """
        team, chosen = message.data.get("team"), message.data.get("targets")
        rooms = self.channels.rooms(message.service, str(team) if team else None)
        found = [
            (_ROOM, Method(channel, room))
            for channel, room in rooms
            if chosen is None or channel in chosen
        ]
        if chosen is not None:
            wanted = Channel.EMAIL in chosen
        else:
            wanted = not found or message.topic.startswith(TO_RECIPIENTS)
        addresses = message.data.get("email_recipients") if wanted else None
        if addresses and Channel.EMAIL in self.channels.usable():
            found += [(_RECIPIENT, Method(Channel.EMAIL, str(address))) for address in addresses]
        elif wanted:
            found += await self._to_recipients(session)
        return found

    async def _to_recipients(self, session: AsyncSession) -> list[tuple[PersonRef, Method]]:
        if Channel.EMAIL not in self.channels.usable():
            return []
        addresses = await recipients.addresses(session)
        return [(_RECIPIENT, Method(Channel.EMAIL, address)) for address in addresses]


_ROOM: Final = PersonRef(id=NOBODY, name="room")
_RECIPIENT: Final = PersonRef(id=NOBODY, name="recipient")


def _person(data: dict[str, Any]) -> UUID | None:
    try:
        return UUID(str(data["person"]))
    except (KeyError, ValueError):
        return None
