"""Whatever people and senders write comes out inert: in HTML, in reports, in exports."""

import csv
import io
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hostile_texts import HOSTILE
from incident_builders import opened
from markdown_it import MarkdownIt

from incident_management.timeline.markdown import to_html
from platform_kit.ids import new_id

HARMLESS = {
    *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"href", "title", "rel", "start"}
ANY_MARKDOWN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


class _Alive(HTMLParser):
    """Finds whatever could run, load or lead somewhere odd."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in HARMLESS:
            self.found.append(tag)
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.found.append(f"{tag} {name}")
            safe = (value or "#").startswith(("http://", "https://", "mailto:", "#"))
            if name == "href" and not safe:
                self.found.append(str(value))

    def handle_comment(self, data: str) -> None:
        self.found.append(data)


def alive(html: str) -> list[str]:
    parser = _Alive()
    parser.feed(html)
    return parser.found


def test_there_are_a_hundred_of_them_and_they_would_run() -> None:
    assert len(set(HOSTILE)) >= 100
    assert sum(bool(alive(ANY_MARKDOWN.render(text))) for text in HOSTILE) > 40


@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_of_people_does_nothing(text: str) -> None:
    assert alive(to_html(text)) == []


def test_markdown_keeps_what_is_harmless() -> None:
    html = to_html("# A\n\n*b* [c](https://example.com/?a=1&b=2) `d`\n\n- e\n\n| f |\n|---|\n| g |")
    for expected in ("<h1>A</h1>", "<em>b</em>", "<code>d</code>", "<li>e</li>", "<td>g</td>"):
        assert expected in html
    assert 'href="https://example.com/?a=1&amp;b=2"' in html
    assert 'rel="noopener noreferrer nofollow"' in html


@pytest.mark.committed
async def test_they_come_out_inert_of_every_field(
    app: FastAPI, ingestion: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    incident = await opened(
        ingestion, title=HOSTILE[0], description="\n".join(HOSTILE), labels={"x": HOSTILE[1]}
    )
    path = f"/api/v1/incidents/{incident}"
    everything = "\n\n".join(HOSTILE)
    for text in HOSTILE:
        answer = await manager.patch(path, json={"title": text})
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        await manager.post(f"{path}/comments", json={"body": text})
    bodies: list[Any] = [(await manager.get(f"{path}/timeline?kind=comment&limit=500")).json()]
    rca = {"root_cause": everything, "prevention": everything, "impact": everything}
    bodies.append((await manager.put(f"{path}/rca", json=rca)).json())
    runbook = {
        "title": HOSTILE[2],
        "summary": everything,
        "steps": [{"title": "a", "body": everything}],
    }
    bodies.append((await manager.put(f"/api/v1/runbooks/{new_id()}", json=runbook)).json())
    comments, written, shown = bodies
    assert len(comments["items"]) == len(HOSTILE)
    pieces = [entry["html"] for entry in comments["items"]]
    pieces += [*written["html"].values(), shown["summary_html"], *shown["steps_html"]]
    assert [found for piece in pieces for found in alive(piece)] == []
    report = (await manager.get(f"{path}/report.md")).text
    assert alive(ANY_MARKDOWN.render(report)) == []
    rows = csv.DictReader(io.StringIO((await manager.get("/api/v1/incidents/export")).text))
    assert not any(row["title"].startswith(("=", "+", "-", "@")) for row in rows)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "ftp://x", "//x"])
async def test_links_lead_to_web_pages_only(
    ingestion: httpx.AsyncClient, manager: httpx.AsyncClient, url: str
) -> None:
    incident = await opened(ingestion)
    body = {"body": "x", "links": [{"title": "t", "url": url}]}
    path = f"/api/v1/incidents/{incident}/comments"
    assert (await manager.post(path, json=body)).status_code == 422
    service = await manager.put("/api/v1/services/x", json={"runbook_url": url})
    assert service.status_code == 422
