"""Jira and GitHub as far as tickets need them, behind a real socket."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

TOKEN = "right-token"
REFUSED: dict[str, Any] = {
    "errorMessages": [],
    "errors": {"summary": "You must specify a summary of the issue."},
}


@dataclass
class TrackerStub:
    """Issues by key; `fail` makes the next answers fail with a status and a body."""

    issues: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    fail: list[tuple[int, dict[str, Any]]] = field(default_factory=list[tuple[int, dict[str, Any]]])
    lose_answers: bool = False
    created: int = 0
    url: str = ""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/rest/api/2/project/{key}", self._project),
                Route("/rest/api/2/search/jql", self._search),
                Route("/rest/api/2/issue", self._create, methods=["POST"]),
                Route("/rest/api/2/issue/{key}", self._issue),
                Route("/repos/acme/shop", self._repository),
                Route("/repos/acme/shop/issues", self._github_list, methods=["GET"]),
                Route("/repos/acme/shop/issues", self._github_create, methods=["POST"]),
                Route("/repos/acme/shop/issues/{key}", self._github_issue),
            ]
        )

    def _refusal(self, request: Request) -> JSONResponse | None:
        if self.fail:
            status, body = self.fail.pop(0)
            return JSONResponse(body, status)
        authorization = request.headers.get("authorization", "")
        basic = "Basic am9yZGFuQGV4YW1wbGUuY29tOnJpZ2h0LXRva2Vu"  # jordan@example.com:right-token
        if authorization not in (f"Bearer {TOKEN}", basic):
            told = "Client must be authenticated to access this resource."
            return JSONResponse({"errorMessages": [told], "message": "Bad credentials"}, 401)
        return None

    async def _project(self, request: Request) -> JSONResponse:
        found = {"id": "1", "key": request.path_params["key"], "name": "Operations"}
        return self._refusal(request) or JSONResponse(found)

    async def _search(self, request: Request) -> JSONResponse:
        mark = request.query_params["jql"].split('"')[1]
        found = [i for i in self.issues.values() if mark in i["fields"]["labels"]]
        return self._refusal(request) or JSONResponse({"issues": found})

    async def _create(self, request: Request) -> JSONResponse:
        if refused := self._refusal(request):
            return refused
        fields = (await request.json())["fields"]
        self.created += 1
        key = f"OPS-{self.created}"
        status = {"name": "To Do", "statusCategory": {"key": "new"}}
        self.issues[key] = {"id": "1", "key": key, "fields": fields | {"status": status}}
        if self.lose_answers:
            return JSONResponse({"errorMessages": ["gateway time-out"]}, 504)
        return JSONResponse({"id": "1", "key": key, "self": f"{self.url}/1"}, 201)

    async def _issue(self, request: Request) -> JSONResponse:
        if refused := self._refusal(request):
            return refused
        issue = self.issues.get(request.path_params["key"])
        missing: dict[str, Any] = {"errorMessages": ["Issue does not exist"], "errors": {}}
        return JSONResponse(issue) if issue else JSONResponse(missing, 404)

    async def _repository(self, request: Request) -> JSONResponse:
        found = {"full_name": "acme/shop", "html_url": "https://github.example/acme/shop"}
        return self._refusal(request) or JSONResponse(found)

    async def _github_list(self, request: Request) -> JSONResponse:
        mark = request.query_params["labels"]
        found = [issue for issue in self.issues.values() if mark in issue["labels"]]
        return self._refusal(request) or JSONResponse(found)

    async def _github_create(self, request: Request) -> JSONResponse:
        if refused := self._refusal(request):
            return refused
        body = await request.json()
        self.created += 1
        issue = {
            "number": self.created,
            "html_url": f"https://github.example/acme/shop/issues/{self.created}",
            "state": "open",
            **body,
        }
        self.issues[str(self.created)] = issue
        return JSONResponse(issue, 201)

    async def _github_issue(self, request: Request) -> JSONResponse:
        return self._refusal(request) or JSONResponse(self.issues[request.path_params["key"]])


@asynccontextmanager
async def running() -> AsyncGenerator[TrackerStub]:
    """The stub on a free port of this machine."""
    stub = TrackerStub()
    config = uvicorn.Config(stub.app(), port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells it no other way
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    stub.url = f"http://127.0.0.1:{port}"
    yield stub
    server.should_exit = True
    await task
