"""A report as Markdown. Whatever people or senders wrote stays text: no tag, no script link."""

import re
from typing import Final

from incident_management.reports.document import Document, Section

_SPECIAL: Final = re.compile(r"([\\`*_\[\]#|~])")
_SAFE: Final = r"(?!\s*<?\s*(?:https?://|mailto:))"
_LINK: Final = re.compile(rf"\]\({_SAFE}", re.IGNORECASE)
_REFERENCE: Final = re.compile(
    rf"^([ >\-*+0-9.)]*\[[^\]]*\]):{_SAFE}", re.IGNORECASE | re.MULTILINE
)


def render(document: Document) -> str:
    """The whole report."""
    facts = "\n".join(f"| {name} | {plain(value)} |" for name, value in document.facts)
    parts = [
        f"# {plain(document.title)}",
        f"| | |\n|---|---|\n{facts}",
        *(_section(section) for section in document.sections if section.lines or section.prose),
    ]
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> str:
    lines = "\n".join(f"- {plain(line)}" for line in section.lines)
    body = "\n\n".join(part for part in (prose(section.prose), lines) if part)
    return f"## {section.heading}\n\n{body}"


def plain(text: str) -> str:
    """Text of one line that means nothing but itself."""
    one_line = " ".join(text.split())
    return _entities(_SPECIAL.sub(r"\\\1", one_line))


def prose(text: str) -> str:
    """Markdown of people, without HTML, images, and links that run something."""
    harmless = _LINK.sub("](#", _entities(text.strip()).replace("![", "["))
    return _REFERENCE.sub(r"\1 :", harmless)


def _entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("javascript:", "javascript&#58;")
