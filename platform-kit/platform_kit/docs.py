"""The API's description for people at `/docs`, from our own package: no CDN, no third party."""

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

_STYLE = """
:root{color-scheme:light dark}
body{font:14px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;
padding:0 1rem}details{border:1px solid #8884;border-radius:6px;margin:.4rem 0;padding:.3rem .7rem}
summary{cursor:pointer}code,pre{font:13px ui-monospace,monospace}pre{overflow:auto;background:#8881;
padding:.6rem;border-radius:4px}.m{display:inline-block;min-width:4.2rem;font-weight:600}
"""


def docs_router(service: str) -> APIRouter:
    """`/docs`: every operation with parameters, body and answers, readable without scripts."""
    router = APIRouter()

    @router.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> HTMLResponse:
        document = request.app.openapi()
        return HTMLResponse(_page(service, document))

    return router


def _page(service: str, document: dict[str, Any]) -> str:
    operations = [
        _operation(method, path, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
    ]
    schemas = document.get("components", {}).get("schemas", {})
    models = [
        f"<details id='{escape(name)}'><summary><code>{escape(name)}</code></summary>"
        f"<pre>{escape(json.dumps(schema, indent=1))}</pre></details>"
        for name, schema in schemas.items()
    ]
    return (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>{escape(service)} API</title>"
        f"<meta name=viewport content='width=device-width'><style>{_STYLE}</style>"
        f"<h1>{escape(service)}</h1><p>Machine-readable: <a href=openapi.json>openapi.json</a></p>"
        f"<h2>Operations</h2>{''.join(operations)}<h2>Models</h2>{''.join(models)}</html>"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    detail = {
        name: operation[name] for name in ("parameters", "requestBody") if operation.get(name)
    }
    answers = {
        status: answer.get("description", "") for status, answer in operation["responses"].items()
    }
    return (
        f"<details><summary><span class=m>{method.upper()}</span><code>{escape(path)}</code> "
        f"{escape(operation.get('summary', ''))}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"<pre>{escape(json.dumps(detail | {'responses': answers}, indent=1))}</pre></details>"
    )
