"""Serves the built web interface: hashed files for ever, pages always fresh."""

import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

FOR_EVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"

# Used when the build brings no policy of its own (dist/csp.txt).
STRICT_POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self';"
    " frame-ancestors 'none'"
)

_BEING_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<title>Starting</title></head>
<body><h1>The web interface is being built</h1>
<p>This page reloads by itself. The API is already there: try
<a href="/api/v1/incidents">/api/v1/incidents</a>.</p></body></html>
"""
_TYPES = {
    ".js": "text/javascript",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


class StaticSite:
    """The files of one build folder; the folder may appear or change at any time."""

    def __init__(self, dist: Path) -> None:
        self._dist = dist.resolve()

    def answer(self, request: Request) -> Response:
        """Return the file, the page for every path of the interface, or 404."""
        if request.method not in {"GET", "HEAD"}:
            return PlainTextResponse("Method not allowed", 405, {"Allow": "GET, HEAD"})
        index = self._dist / "index.html"
        if not index.is_file():
            return HTMLResponse(_BEING_BUILT, 503, self._headers("no-store") | {"Retry-After": "3"})
        path: str = request.scope["path"]
        file = self._find(path)
        if file is None and _is_page(path):
            file = index
        if file is None:
            return PlainTextResponse("Not found", 404, self._headers("no-store"))
        return self._send(request, file, FOR_EVER if path.startswith("/assets/") else ASK_FIRST)

    def _find(self, path: str) -> Path | None:
        if "\0" in path:
            return None
        file = (self._dist / path.lstrip("/")).resolve()
        return file if file.is_relative_to(self._dist) and file.is_file() else None

    def _send(self, request: Request, file: Path, caching: str) -> Response:
        variant, encoding = _best_variant(file, request.headers.get("accept-encoding", ""))
        headers = self._headers(caching) | {"Vary": "Accept-Encoding"}
        if encoding is not None:
            headers["Content-Encoding"] = encoding
        status = variant.stat()
        media_type = _TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0]
        response = FileResponse(variant, headers=headers, media_type=media_type, stat_result=status)
        if response.headers["etag"] in request.headers.get("if-none-match", ""):
            headers["ETag"] = response.headers["etag"]
            headers.pop("Content-Encoding", None)
            return Response(status_code=304, headers=headers)
        return response

    def _headers(self, caching: str) -> dict[str, str]:
        policy = self._dist / "csp.txt"
        return {
            "Cache-Control": caching,
            "Content-Security-Policy": policy.read_text().strip()
            if policy.is_file()
            else STRICT_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
        }


def _is_page(path: str) -> bool:
    """Say whether the path is one of the interface's own: a missing file is not."""
    return not path.startswith("/assets/") and "." not in path.rpartition("/")[2]


def _best_variant(file: Path, accepted: str) -> tuple[Path, str | None]:
    offers = {
        name.strip(): weight.replace(" ", "")
        for name, _, weight in (part.partition(";") for part in accepted.lower().split(","))
    }
    for encoding, suffix in _ENCODINGS:
        variant = file.with_name(file.name + suffix)
        if encoding in offers and offers[encoding] not in {"q=0", "q=0.0"} and variant.is_file():
            return variant, encoding
    return file, None
