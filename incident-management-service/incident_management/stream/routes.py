"""`GET /api/stream`: server-sent events with replay by Last-Event-ID."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse

from incident_management.stream import repository
from incident_management.stream.hub import Follower, Hub
from incident_management.stream.repository import Position, StreamRow
from platform_contracts.access import READ
from platform_contracts.incidents import StreamItem
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Database

HEARTBEAT_SECONDS = 15.0
LONGEST_SECONDS = 600.0
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}

router = APIRouter(tags=["stream"])


@router.get(
    "/api/stream",
    operation_id="stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Events"}},
)
async def stream(
    request: Request,
    caller: Annotated[Principal, Requires(READ)],
    topics: Annotated[str, Query(max_length=255)] = "incident",
    last_event_id: Annotated[str, Header(max_length=64)] = "",
) -> StreamingResponse:
    """Changes as they are committed; ends after ten minutes, and the browser reconnects."""
    hub: Hub = request.app.state.stream_hub
    wanted = _Wanted(caller, frozenset(topics.split(",")))
    database: Database = request.app.state.database
    events = _events(database, hub, wanted, Position.parse(last_event_id))
    return StreamingResponse(events, media_type="text/event-stream", headers=HEADERS)


class _Wanted:
    """Which events this follower may and wants to see."""

    def __init__(self, caller: Principal, topics: frozenset[str]) -> None:
        self._caller = caller
        self._topics = topics

    def __call__(self, row: StreamRow) -> bool:
        return row.topic in self._topics and self._caller.may(READ, row.team)


async def _events(
    database: Database, hub: Hub, wanted: _Wanted, last: Position | None
) -> AsyncIterator[str]:
    end = asyncio.get_running_loop().time() + LONGEST_SECONDS
    with hub.follow() as follower:
        yield "retry: 1000\n\n"
        await hub.place()
        async with database.transaction() as session:
            start = last or await repository.end_of_stream(session)
            first = await repository.oldest(session)
        if last and first and last < first:
            yield _frame("reset", str(start), "{}")
        sent = start
        async for row in _missed(database, start):
            sent = row.position
            if wanted(row):
                yield _data(row)
        yield _frame("ready", str(sent), "{}")
        async for row in _live(follower, end):
            if row is None:
                yield ": still here\n\n"
            elif row.position > sent and wanted(row):
                yield _data(row)


async def _missed(database: Database, position: Position) -> AsyncIterator[StreamRow]:
    while True:
        async with database.transaction() as session:
            rows = await repository.events_after(session, position)
        if not rows:
            return
        for row in rows:
            yield row
        position = rows[-1].position


async def _live(follower: Follower, end: float) -> AsyncIterator[StreamRow | None]:
    """Rows as they come; None where a heartbeat is due."""
    loop = asyncio.get_running_loop()
    while (left := end - loop.time()) > 0:
        try:
            row = await asyncio.wait_for(follower.get(), min(left, HEARTBEAT_SECONDS))
        except TimeoutError:
            yield None
            continue
        if row is None:
            return
        yield row


def _data(row: StreamRow) -> str:
    item = StreamItem(topic=row.topic, id=row.entity_id, version=row.version, patch=row.patch)
    return _frame(None, str(row.position), item.model_dump_json())


def _frame(event: str | None, position: str, data: Any) -> str:
    name = f"event: {event}\n" if event else ""
    return f"{name}id: {position}\ndata: {data}\n\n"
