"""The one shape that every source is brought into."""

from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from platform_contracts.vocabulary import AlertStatus, Severity

LONGEST_TITLE: Final = 255
LONGEST_KEY: Final = 512


class NormalizedAlert(Struct, frozen=True):
    """An alert as any sender means it.

    `scope` is the sender (an integration's id, or the source's name): fingerprints of different
    senders never meet. `source_group` is the sender's own grouping, where it has one. Times that
    the sender leaves out are those of the arrival. A firing alert with `expires_at` resolves by
    itself then, unless it is repeated. A link is {href, text}, an image also {kind: image}.
    `responders` are those that the sender names: {type: team|user|schedule|escalation, id|name}.
    """

    source: str
    scope: str
    fingerprint: str
    title: str
    service: str
    environment: str
    severity: Severity
    status: AlertStatus
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    description: str = ""
    team: str | None = None
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    details: dict[str, Any] = {}
    tags: tuple[str, ...] = ()
    responders: tuple[dict[str, str], ...] = ()
    links: tuple[dict[str, str], ...] = ()
    generator_url: str | None = None
    runbook_url: str | None = None
    source_group: str | None = None
    expires_at: datetime | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """What makes it the same alert when it comes again."""
        return self.scope, self.fingerprint

    @property
    def group_of_others(self) -> str | None:
        """The sender's own group, where it may hold more than this alert."""
        return self.source_group if self.source_group != self.fingerprint else None

    @property
    def is_firing(self) -> bool:
        """Whether the sender says that it is still on."""
        return self.status is AlertStatus.FIRING


def short_title(text: str) -> str:
    """A title of at most 255 characters, one line."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "…"
