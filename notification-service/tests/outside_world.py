"""The outside world at the socket: a mail server, other ends of HTTP, incident-management."""

import base64
import json
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from platform_local.trial_phone import BusyServer

PUBLIC_URL = "https://oncall.example.com"
SIGNING_SECRET = "whsec_" + base64.b64encode(b"a secret of these tests only").decode()


@dataclass
class Mailbox:
    """An SMTP server that keeps mail, or answers what the test says."""

    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])
    answer: str = "250 kept"
    answers: dict[str, str] = field(default_factory=dict[str, str])
    port: int = 0

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer


@dataclass
class Request:
    """What came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass
class Answer:
    """What goes back."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Stub:
    """A provider of the test's own: keeps requests, answers by path what the test says."""

    url: str = ""
    requests: list[Request] = field(default_factory=list[Request])
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    default: Answer = field(default_factory=Answer)

    def to(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path.startswith(path)]

    def reply(self, request: Request) -> Answer:
        self.requests.append(request)
        return self.answers.get(request.path, self.default)


@dataclass
class Incidents(Stub):
    """incident-management's answer to whether pages are still wanted."""

    states: dict[UUID, dict[str, Any]] = field(default_factory=dict[UUID, dict[str, Any]])

    def put(self, incident: UUID, status: str, cycle: int, escalation: str) -> None:
        self.states[incident] = {
            "id": str(incident),
            "status": status,
            "cycle": cycle,
            "escalation_state": escalation,
        }

    def reply(self, request: Request) -> Answer:
        self.requests.append(request)
        if request.path != "/internal/v1/paging-states":
            return Answer(503)
        asked = [UUID(incident) for incident in request.json["incident_ids"]]
        return Answer(body={"items": [self.states[i] for i in asked if i in self.states]})


@contextmanager
def served(stub: Stub) -> Generator[Stub]:
    """The stub on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = stub.reply(Request(self.command, self.path, headers, body))
            time.sleep(answer.delay)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        do_GET = do_POST = do_PUT = handle_one  # noqa: N815 - names of the base class

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            return

    server = BusyServer(("127.0.0.1", 0), Handler)
    stub.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield stub
    server.shutdown()
    server.server_close()
