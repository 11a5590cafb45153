"""The built page; the folder may appear while the test runner runs already."""

from pathlib import Path

from fastapi.responses import FileResponse, HTMLResponse, PlainTextResponse, Response

_STRICT = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Test runner</title></head>
<body><h1>Test runner</h1>
<p>The page is not built. The scenarios are at <a href="/api/scenarios">/api/scenarios</a>;
<code>python -m test_runner send --all</code> posts them.</p></body></html>
"""


def answer_page(dist: Path, path: str) -> Response:
    """The file of the build, the page itself for `/`, or 404."""
    root = dist.resolve()
    policy = root / "csp.txt"
    headers = {
        "content-security-policy": policy.read_text().strip() if policy.is_file() else _STRICT,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "public, max-age=31536000, immutable"
        if path.startswith("assets/")
        else "no-cache",
    }
    if not path and not (root / "index.html").is_file():
        return HTMLResponse(_NOT_BUILT, headers=headers)
    if "\0" not in path:
        file = (root / (path or "index.html")).resolve()
        if file.is_relative_to(root) and file.is_file():
            return FileResponse(file, headers=headers)
    return PlainTextResponse("Not found", 404)
