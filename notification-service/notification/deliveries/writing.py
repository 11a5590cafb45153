"""From deliveries to the message that a channel hands over."""

from dataclasses import dataclass, replace
from uuid import UUID

from notification.channels.interface import Outgoing
from notification.deliveries import repository
from notification.deliveries.directory import Directory
from notification.deliveries.due import Due
from notification.deliveries.notice import Notice, RoomPost
from notification.deliveries.rounds import Parcel
from notification.deliveries.rows import NOBODY
from notification.domain.text import PageText, bundle_text, notice_text, page_text, page_values
from notification.domain.tokens import ACKNOWLEDGE, CALL, ESCALATE, RECEIPT, ReplyTokens
from notification.templates.service import Templates
from platform_contracts.messages import Notify
from platform_contracts.vocabulary import Channel, IncidentStatus
from platform_kit import tracing
from platform_kit.database import Database


class NotYetError(Exception):
    """It cannot be written now; the message says why."""


@dataclass(frozen=True)
class Writer:
    """Writes messages; links lead to `public_url`."""

    database: Database
    directory: Directory
    templates: Templates
    tokens: ReplyTokens
    public_url: str

    async def write(self, parcel: Parcel) -> Outgoing:
        """The message of a parcel."""
        due = parcel.deliveries[0]
        language = "en"
        if due.person_id != NOBODY:
            language = (await self.directory.person(due.person_id)).language
        if due.kind in ("notice", "canary"):
            return await self._notice(parcel.id, due, language)
        if due.kind == "room":
            return await self._room(parcel.id, due, language)
        pages = [Notify.model_validate(each.page) for each in parcel.deliveries]
        if len(pages) > 1:
            text = bundle_text(pages, self.public_url, language)
            message = self._page(parcel.id, due, pages[0], text, language)
            facts = message.facts | {"incidents": [_facts(page) for page in pages]}
            return replace(message, kind="bundle", incident_id=None, actions={}, facts=facts)
        text = self._text(due.channel, pages[0], language)
        message = self._page(parcel.id, due, pages[0], text, language)
        if due.channel is Channel.EMAIL:
            async with self.database.transaction() as session:
                first = await repository.is_first(
                    session, due.id, pages[0].incident_id, due.address
                )
            return replace(message, starts_thread=first)
        return message

    def _page(
        self, message_id: UUID, due: Due, page: Notify, text: PageText, language: str
    ) -> Outgoing:
        return Outgoing(
            id=message_id,
            kind=due.kind,
            address=due.address,
            person_name=page.person.name,
            text=text,
            incident_id=page.incident_id,
            incident_number=page.number,
            severity=page.severity,
            actions=self._actions(due.id),
            language=language,
            facts=_facts(page),
            trace_id=tracing.trace_id(),
        )

    def _text(self, channel: Channel, page: Notify, language: str) -> PageText:
        values = page_values(page, self.public_url, language)
        return self.templates.apply(channel, language, page_text(values), values)

    def _actions(self, delivery: UUID) -> dict[str, str]:
        base = f"{self.public_url.rstrip('/')}/api/v1"
        return {
            ACKNOWLEDGE: f"{base}/ack/{self.tokens.make(delivery, ACKNOWLEDGE)}",
            ESCALATE: f"{base}/ack/{self.tokens.make(delivery, ESCALATE)}",
            RECEIPT: f"{base}/replies/receipt/{self.tokens.make(delivery, RECEIPT)}",
            "token": self.tokens.make(delivery, CALL),
        }

    async def _notice(self, message_id: UUID, due: Due, language: str) -> Outgoing:
        notice = Notice.model_validate(due.page)
        address = due.address
        if not address and due.person_id != NOBODY:
            address = (await self.directory.person(due.person_id)).email
            if not address:
                raise NotYetError("the address of the account is not known")
        return Outgoing(
            id=message_id,
            kind=due.kind,
            address=address,
            person_name="" if due.person_id == NOBODY else str(due.person.get("name", "")),
            text=notice_text(notice.title, notice.body, notice.link or self.public_url),
            language=language,
            facts={"topic": notice.topic, **notice.data},
            trace_id=tracing.trace_id(),
        )

    async def _room(self, message_id: UUID, due: Due, language: str) -> Outgoing:
        """News of an incident: the first message of it in this room is changed, not repeated."""
        post = RoomPost.model_validate(due.page)
        text = self._text(due.channel, post.page, language)
        if post.status is not IncidentStatus.OPEN:
            text = replace(text, subject=f"{post.status.capitalize()}: {text.subject}")
        async with self.database.transaction() as session:
            if await repository.room_under_way(session, due.id, post.page.incident_id, due.address):
                raise NotYetError("an earlier message goes first")
            before = await repository.first_receipt(
                session, post.page.incident_id, due.channel, due.address
            )
        message = self._page(message_id, due, post.page, text, language)
        return replace(
            message, status=post.status, update_of=before, severity=post.page.severity, actions={}
        )


def _facts(page: Notify) -> dict[str, object]:
    return {
        "incident_id": str(page.incident_id),
        "incident_number": page.number,
        "service": page.service,
        "environment": page.environment,
        "severity": str(page.severity),
        "level": page.level,
        "person": page.person.name,
    }
