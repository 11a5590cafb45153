"""What a message says. Plain text; each channel dresses it in its own way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from notification.domain.bundling import name_ranges
from notification.domain.words import words_of
from platform_contracts.messages import Notify

LONGEST_SHORT: Final = 300


@dataclass(frozen=True)
class PageText:
    """`subject` is one line, `body` a few, `link` opens the incident.

    `short` is for text messages, `spoken` for calls.
    """

    subject: str
    body: str
    link: str
    short: str = ""
    spoken: str = ""


def page_values(page: Notify, public_url: str, language: str) -> dict[str, Any]:
    """What templates know of a page."""
    words = words_of(language)
    return {
        "number": page.number,
        "name": f"INC-{page.number}",
        "title": one_line(page.title),
        "service": page.service,
        "environment": page.environment,
        "severity": str(page.severity),
        "severity_word": words[page.severity],
        "level": page.level,
        "cycle": page.cycle,
        "urgency": str(page.urgency),
        "person": page.person.name,
        "link": f"{public_url.rstrip('/')}/incidents/{page.number}",
        "language": language,
        "stale": page.stale_oncall_data,
    }


def page_text(values: Mapping[str, Any]) -> PageText:
    """A page: the fact first, then where, then what to do."""
    words = words_of(values["language"])
    severity = str(values["severity_word"]).upper()
    name, title, service, link = (values[n] for n in ("name", "title", "service", "link"))
    lines = [
        title,
        "",
        f"{severity} · {service} · {values['environment']} · {name}",
        words["paged"].format(level=values["level"]),
        *([words["stale"]] if values["stale"] else []),
        "",
        f"{words['acknowledge']}: {link}",
        "",
    ]
    spoken = words["spoken"].format(
        severity=values["severity_word"], number=values["number"], service=service, title=title
    )
    return PageText(
        subject=f"[{severity}] {name} {service}: {title}",
        body="\n".join(lines),
        link=link,
        short=_shortened(f"{severity} {name} {service}: {title}", link),
        spoken=spoken,
    )


def bundle_text(pages: Sequence[Notify], public_url: str, language: str) -> PageText:
    """Many incidents in one message, the oldest first, each named."""
    words = words_of(language)
    worst = words[min(pages, key=lambda page: page.severity.rank).severity].upper()
    link = f"{public_url.rstrip('/')}/incidents"
    names = name_ranges([page.number for page in pages])
    count = words["incidents"].format(count=len(pages))
    lines = [
        f"INC-{page.number} {words[page.severity].upper()} {page.service}: {one_line(page.title)}"
        for page in pages
    ]
    return PageText(
        subject=f"[{worst}] {count}: {names}",
        body="\n".join(lines) + f"\n\n{words['acknowledge']}: {link}\n",
        link=link,
        short=f"{worst} {count}: {names} {link}",
        spoken=words["spoken_many"].format(count=len(pages), names=names),
    )


def notice_text(title: str, body: str, link: str) -> PageText:
    """Something worth knowing that is no page."""
    line = one_line(title)
    return PageText(line, f"{body or line}\n", link, _shortened(line, link), line)


def one_line(text: str) -> str:
    """Without line breaks: subjects and headers are one line."""
    return " ".join(text.split())


def _shortened(line: str, link: str) -> str:
    room = LONGEST_SHORT - len(link) - 1
    return f"{line if len(line) <= room else line[: room - 1] + '…'} {link}"
