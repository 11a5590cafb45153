"""Makes texts of others harmless where they are shown: no markup, no mentions, no commands."""

import re
import unicodedata
from typing import Final

_MARKUP: Final = re.compile(r"([\\`*_{}\[\]()#+!|~])")
_MENTION: Final = re.compile(r"@(?=\w)")
_LINE_START: Final = re.compile(r"^(\s*)([-=])", re.MULTILINE)
_SCHEME: Final = re.compile(r"(https?|ftp|file|data|javascript|vbscript|mailto):", re.IGNORECASE)
_ZERO_WIDTH: Final = "\u200b"


def plain(text: str, limit: int) -> str:
    """One readable text: no control or direction characters, at most `limit` characters."""
    kept = "".join(
        char if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs") else " "
        for char in text
    ).strip()
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"


def in_markdown(text: str) -> str:
    """The text as Markdown that shows it as it is: its own markup, HTML and links do nothing."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    shown = _MARKUP.sub(r"\\\1", shown)
    shown = _LINE_START.sub(r"\1\\\2", shown)
    shown = _SCHEME.sub(rf"\1:{_ZERO_WIDTH}", shown)
    return _MENTION.sub(f"@{_ZERO_WIDTH}", shown)
