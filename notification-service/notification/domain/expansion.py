"""Pages and cancellations to the messages that leave, by the same rules as real deliveries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from notification.domain.rules import Rules, due_steps


@dataclass(frozen=True)
class Notified:
    """A person is paged for an incident."""

    incident: str
    person: str
    level: int
    urgency: str
    at: datetime


@dataclass(frozen=True)
class Cancelled:
    """Steps of earlier pages that are due now or later are off, but those of `keep`."""

    incident: str
    at: datetime
    keep: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Message:
    """One message that leaves."""

    at: datetime
    channel: str
    page: Notified


RulesOf = Callable[[str, str], Rules]
"""(person, urgency) to the rules that hold."""


def expand(entries: Sequence[Notified | Cancelled], rules_of: RulesOf) -> list[Message]:
    """The messages of `entries`, which are in the order in which they happened.

    The same channel of the same person for the same incident at the same due time is used once:
    for the older page.
    """
    planned: dict[tuple[str, str, str, datetime], Message] = {}
    for entry in entries:
        if isinstance(entry, Cancelled):
            planned = {
                key: message
                for key, message in planned.items()
                if key[0] != entry.incident or message.at < entry.at or key[1] in entry.keep
            }
            continue
        rules = rules_of(entry.person, entry.urgency)
        for at, channel in due_steps(rules.steps, entry.at, rules.quiet):
            key = (entry.incident, entry.person, channel, at)
            planned.setdefault(key, Message(at, channel, entry))
    return sorted(planned.values(), key=lambda message: message.at)
