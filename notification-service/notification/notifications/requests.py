"""What people ask for: mails about actions, codes, and whether somebody can be reached."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from notification.channels.registry import Channels
from notification.contact_methods import repository as contact_methods
from notification.contact_methods.service import methods_of, new_code
from notification.deliveries import repository as deliveries
from notification.deliveries.notice import Notice
from notification.deliveries.rows import notice_row
from notification.deliveries.sender import LANE
from notification.domain.rules import Method
from notification.notifications.announcements import Announcer
from notification.recipients import repository as recipients
from platform_contracts.messages import Announce
from platform_contracts.notifications import ActionOutcome, OutcomeMailed, Reachability
from platform_contracts.people import PersonRef
from platform_contracts.vocabulary import Channel
from platform_kit.auth.principal import Principal
from platform_kit.statements import write


async def report_outcome(
    session: AsyncSession, announcer: Announcer, body: ActionOutcome, caller: Principal
) -> OutcomeMailed:
    """A mail leaves only if SMTP is set up and the list names somebody."""
    to = await recipients.count(session)
    if Channel.EMAIL not in announcer.channels.usable():
        return OutcomeMailed(mailed=False, recipients=to, reason="e-mail is not set up")
    if not to:
        return OutcomeMailed(mailed=False, recipients=0, reason="the recipient list is empty")
    data = {"incident_id": str(body.incident_id)} if body.incident_id else {}
    await announcer.announce(
        session,
        Announce(
            topic=f"action.{body.outcome}",
            title=f"Action {body.outcome}: {body.action}",
            body=f"{caller.name} {body.outcome}: {body.action}\n\n{body.note}".strip(),
            data=data,
        ),
    )
    return OutcomeMailed(mailed=True, recipients=to)


async def reachability(session: AsyncSession, channels: Channels, person_id: UUID) -> Reachability:
    """By which channels a page would reach the person now."""
    rows = await contact_methods.of_person(session, person_id)
    usable = channels.usable()
    found = [
        m.channel for m in methods_of(PersonRef(id=person_id, name=""), rows) if m.channel in usable
    ]
    reason = ""
    if not found:
        reason = "no contact method" if not rows else "none of the channels is set up"
    return Reachability(
        person_id=person_id,
        reachable=bool(found),
        channels=list(dict.fromkeys(found)),
        reason=reason,
    )


async def send_code(
    session: AsyncSession, method_id: UUID, caller: Principal, now: datetime
) -> None:
    """A new code, to the address itself."""
    row, code = await new_code(session, method_id, caller, now)
    notice = Notice(
        topic="contact-method.code",
        title=f"Your code is {code}",
        body=f"Enter {code} to confirm that this address is yours. It holds for 15 minutes.",
    )
    person = PersonRef(id=row.person_id, name="")
    method = Method(Channel(row.channel), row.address)
    key = f"code/{row.id}/{now.isoformat()}"
    await write(session, deliveries.new_deliveries([notice_row(notice, key, person, method, now)]))
    session.info.setdefault("lanes", set()).add(LANE)
