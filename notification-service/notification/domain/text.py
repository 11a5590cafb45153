"""What a page says. Plain text; each channel dresses it in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass

from notification.domain.bundling import name_ranges
from platform_contracts.messages import Notify


@dataclass(frozen=True)
class PageText:
    """A page: `subject` is one line, `body` a few, `link` opens the incident."""

    subject: str
    body: str
    link: str


def page_text(page: Notify, public_url: str) -> PageText:
    """The fact first, then where, then what to do."""
    line = " ".join(page.title.split())
    link = f"{public_url.rstrip('/')}/incidents/{page.number}"
    severity = page.severity.upper()
    body = (
        f"{line}\n\n"
        f"{severity} · {page.service} · {page.environment} · INC-{page.number}\n"
        f"You are paged on level {page.level}.\n\n"
        f"Acknowledge: {link}\n"
    )
    return PageText(f"[{severity}] INC-{page.number} {page.service}: {line}", body, link)


def bundle_text(pages: Sequence[Notify], public_url: str) -> PageText:
    """Many incidents in one message, the oldest first, each named."""
    worst = min(pages, key=lambda page: page.severity.rank).severity
    link = f"{public_url.rstrip('/')}/incidents"
    names = name_ranges([page.number for page in pages])
    lines = [
        f"INC-{page.number} {page.severity.upper()} {page.service}: {' '.join(page.title.split())}"
        for page in pages
    ]
    subject = f"[{worst.upper()}] {len(pages)} incidents: {names}"
    return PageText(subject, "\n".join(lines) + f"\n\nAcknowledge: {link}\n", link)
