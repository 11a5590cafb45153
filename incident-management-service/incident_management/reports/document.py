"""A report before it has a form: what it says, in order."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Section:
    """A heading with lines below it; `prose` is Markdown of people, `lines` are facts."""

    heading: str
    lines: list[str] = field(default_factory=list[str])
    prose: str = ""


@dataclass(frozen=True)
class Document:
    """Title, facts as pairs, sections."""

    title: str
    facts: list[tuple[str, str]]
    sections: list[Section]
