"""What a page says. Plain text; each channel dresses it in its own way."""

from dataclasses import dataclass

from platform_contracts.vocabulary import Severity


@dataclass(frozen=True)
class PageText:
    """A page: `subject` is one line, `body` a few, `link` opens the incident."""

    subject: str
    body: str
    link: str


def page_text(
    *,
    number: int,
    title: str,
    service: str,
    environment: str,
    severity: Severity,
    level: int,
    public_url: str,
) -> PageText:
    """The fact first, then where, then what to do."""
    line = " ".join(title.split())
    link = f"{public_url.rstrip('/')}/incidents/{number}"
    body = (
        f"{line}\n\n"
        f"{severity.upper()} · {service} · {environment} · INC-{number}\n"
        f"You are paged on level {level}.\n\n"
        f"Acknowledge: {link}\n"
    )
    return PageText(f"[{severity.upper()}] INC-{number} {service}: {line}", body, link)
