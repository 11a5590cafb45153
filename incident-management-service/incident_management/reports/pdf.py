"""A report as PDF: the same document as the Markdown, on A4."""

import io
from typing import Final
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from incident_management.reports.document import Document, Section

# What the built-in Latin fonts lack (Korean, arrows) comes from the reader's own Korean font: it is
# named in the file, not put into it.
ASIAN: Final = "HYSMyeongJo-Medium"
_LATIN: Final = "cp1252"
_BODY: Final = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=13, spaceAfter=3)
_HEADING: Final = ParagraphStyle(
    "heading", fontName="Helvetica-Bold", fontSize=13, leading=17, spaceAfter=4
)
_TITLE: Final = ParagraphStyle(
    "title", fontName="Helvetica-Bold", fontSize=18, leading=23, spaceAfter=10
)


def render(document: Document) -> bytes:
    """The whole report."""
    pdfmetrics.registerFont(UnicodeCIDFont(ASIAN))  # pyright: ignore[reportUnknownMemberType]
    story: list[Flowable] = []
    story += [Paragraph(marked(document.title), _TITLE), _facts(document)]
    for section in document.sections:
        if section.lines or section.prose:
            story += _section(section)
    buffer = io.BytesIO()
    SimpleDocTemplate(
        buffer,
        pagesize=A4,
        title=document.title,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
    ).build(story)
    return buffer.getvalue()


def _facts(document: Document) -> Table:
    rows = [
        [Paragraph(f"<b>{marked(name)}</b>", _BODY), Paragraph(marked(value), _BODY)]
        for name, value in document.facts
    ]
    table = Table(rows, colWidths=[35 * mm, 135 * mm])
    table.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey)]))
    return table


def _section(section: Section) -> list[Flowable]:
    parts: list[Flowable] = [Spacer(1, 4 * mm), Paragraph(marked(section.heading), _HEADING)]
    for paragraph in section.prose.split("\n\n"):
        if paragraph.strip():
            parts.append(Paragraph(marked(paragraph).replace("\n", "<br/>"), _BODY))
    parts += [Paragraph(f"• {marked(line)}", _BODY) for line in section.lines]
    return parts


def marked(text: str) -> str:
    """Text for a paragraph: nothing in it is markup, and each character has a font."""
    parts: list[str] = []
    run, latin = "", True
    for character in text:
        is_latin = _is_latin(character)
        if is_latin != latin and run:
            parts.append(_run(run, latin=latin))
            run = ""
        run, latin = run + character, is_latin
    parts.append(_run(run, latin=latin))
    return "".join(parts)


def _run(text: str, *, latin: bool) -> str:
    return escape(text) if latin else f'<font name="{ASIAN}">{escape(text)}</font>'


def _is_latin(character: str) -> bool:
    try:
        character.encode(_LATIN)
    except UnicodeEncodeError:
        return False
    return True
