"""What a channel says of a message that was handed to it."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Sent:
    """The provider took it; `receipt` is its own name for it.

    Where the provider tells later whether it arrived, `receipt_within` is how long to wait for
    that before the person's next method is used.
    """

    receipt: str = ""
    receipt_within: timedelta | None = None


@dataclass(frozen=True)
class Retry:
    """Not now: try again, not before `after` if the provider said so."""

    reason: str
    kind: str = "error"
    after: timedelta | None = None


@dataclass(frozen=True)
class Rejected:
    """Never: the same message would be refused again.

    `field` names the setting that is wrong, if it is one; `disables` says that no message at all
    can leave by this channel until somebody corrects it.
    """

    reason: str
    kind: str = "rejected"
    field: str = ""
    disables: bool = False


Result = Sent | Retry | Rejected
