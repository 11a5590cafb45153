"""From deliveries to the message that a channel hands over."""

from dataclasses import dataclass

from notification.channels.interface import Outgoing
from notification.deliveries.rounds import Parcel
from notification.domain.text import bundle_text, page_text
from platform_contracts.messages import Notify
from platform_kit import tracing


@dataclass(frozen=True)
class Writer:
    """Writes messages; links lead to `public_url`."""

    public_url: str

    async def write(self, parcel: Parcel) -> Outgoing:
        """The message of a parcel."""
        pages = [Notify.model_validate(due.page) for due in parcel.deliveries]
        due, page = parcel.deliveries[0], pages[0]
        text = (
            page_text(page, self.public_url)
            if len(pages) == 1
            else bundle_text(pages, self.public_url)
        )
        facts = _facts(page)
        if len(pages) > 1:
            facts["incidents"] = [_facts(each) for each in pages]
        return Outgoing(
            id=parcel.id,
            incident_id=page.incident_id,
            incident_number=page.number,
            address=due.address,
            person_name=page.person.name,
            text=text,
            facts=facts,
            trace_id=tracing.trace_id(),
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
