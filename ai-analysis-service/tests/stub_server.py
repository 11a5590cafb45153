"""A real HTTP server on a free port that answers as told and remembers what it was asked."""

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


@dataclass
class Answer:
    """What to answer; `seconds` is how long the asker waits for it."""

    body: bytes
    status: int = 200
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def json(cls, body: Any, status: int = 200) -> "Answer":
        """A JSON answer."""
        return cls(json.dumps(body).encode(), status, headers={"content-type": "application/json"})


Responder = Callable[[Asked], Answer]


class Stub:
    """Set `respond` to change the answers."""

    def __init__(self, respond: Responder) -> None:
        self.respond: Responder = respond
        self.asked: list[Asked] = []
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one request."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            asked = await _read(reader)
            self.asked.append(asked)
            answer = self.respond(asked)
            await asyncio.sleep(answer.seconds)
            headers = {"content-length": str(len(answer.body)), "connection": "close"}
            lines = [f"HTTP/1.1 {answer.status} X"]
            lines += [f"{name}: {value}" for name, value in (answer.headers | headers).items()]
            writer.write("\r\n".join([*lines, "", ""]).encode() + answer.body)
            await writer.drain()
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {
        name.lower(): value
        for name, _, value in (line.partition(": ") for line in head[1:] if line)
    }
    content = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(method, path, headers, json.loads(content) if content else None)


@asynccontextmanager
async def stub_server(respond: Responder) -> AsyncGenerator[Stub]:
    """The server, until the end of the block."""
    stub = Stub(respond)
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]] = stub.serve
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    stub.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield stub
    finally:
        server.close()


def completion(content: str, tokens: int = 500) -> Answer:
    """An answer in the form of the chat-completions API."""
    message = {"role": "assistant", "content": content}
    return Answer.json({"choices": [{"message": message}], "usage": {"total_tokens": tokens}})


def a_text(**changes: Any) -> str:
    """The JSON object that the model is asked for."""
    text: dict[str, Any] = {
        "cause": "Old exports filled the disk.",
        "impact": "Bookings fail.",
        "action_plan": ["Delete old exports", "Add a limit"],
    }
    return json.dumps(text | changes)
