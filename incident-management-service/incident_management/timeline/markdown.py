"""Markdown of people as HTML that does nothing: a short list of tags, and links that lead away."""

from typing import Final

import nh3
from markdown_it import MarkdownIt

_TAGS: Final = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES: Final = {"http", "https", "mailto"}
_LEADS_AWAY: Final = ("http://", "https://", "mailto:")

# Raw HTML is shown as text; images could call home and are left out.
_parser: Final = (
    MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True})
    .enable(["table", "strikethrough"])
    .disable("image")
)


def to_html(markdown: str) -> str:
    """Markdown as HTML; whatever could run, load or pretend is gone."""
    return nh3.clean(
        _parser.render(markdown),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_only_absolute_links,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        strip_comments=True,
    )


def _only_absolute_links(_tag: str, name: str, value: str) -> str | None:
    """Relative addresses would lead into this site, or nowhere."""
    return value if name != "href" or value.lower().startswith(_LEADS_AWAY) else None
