"""How the intake knows a message of this platform that comes back: it raises no alert."""

from typing import Final
from urllib.parse import quote

LINK_HEADER: Final = "x-incident-link"
"""The header of every outgoing webhook; holds where the incident is shown."""
_KEPT: Final = ":/?&=%#@+,;~[]"


def header_of(link: str) -> dict[str, str]:
    """The header that says where a message leads to."""
    return {LINK_HEADER: quote(link, _KEPT)}


def is_own(link: str | None, public_url: str) -> bool:
    """Whether a message with this header is of the platform at `public_url`."""
    own = quote(public_url.rstrip("/"), _KEPT)
    return bool(link and link.startswith(f"{own}/"))
