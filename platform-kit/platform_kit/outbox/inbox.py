"""Receiving messages: each has one effect, however often it comes.

A batch is one transaction with a savepoint for each message, so one that fails does not take
its neighbours along. The message's id is remembered in the same transaction as its effect.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, TypeAdapter, ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from platform_contracts.messages import (
    BatchOutcome,
    Message,
    MessageBatch,
    MessageOutcome,
    parse_message,
)
from platform_kit import tracing
from platform_kit.auth.dependencies import ServiceCaller
from platform_kit.database import (
    DATABASE_ERRORS,
    Database,
    is_retryable,
    is_unavailable,
    retry_pause,
)
from platform_kit.logging import get_logger
from platform_kit.problems import Problem

MessageHandler = Callable[[AsyncSession, Any], Awaitable[BaseModel | None]]
Handlers = Mapping[type[Message], MessageHandler]

_TRANSIENT = (408, 425, 429)
_uuid = TypeAdapter(UUID)

log = get_logger()


def inbox_router(handlers: Handlers) -> APIRouter:
    """`POST /internal/v1/messages` for the messages this service understands."""
    by_name = {kind.name(): handler for kind, handler in handlers.items()}
    router = APIRouter()

    @router.post(
        "/internal/v1/messages",
        operation_id="receive_messages",
        include_in_schema=False,
    )
    async def receive(request: Request, batch: MessageBatch, _: ServiceCaller) -> BatchOutcome:
        database: Database = request.app.state.database
        return BatchOutcome(outcomes=await _receive(database, by_name, batch.messages))

    return router


async def _receive(
    database: Database, handlers: Mapping[str, MessageHandler], bodies: list[dict[str, Any]]
) -> list[MessageOutcome]:
    """All in one transaction; when that cannot be committed, one by one."""
    try:
        async with database.transaction() as session:
            return [await _handle(session, handlers, body) for body in bodies]
    except DATABASE_ERRORS as error:
        if not is_retryable(error):
            raise
    outcomes: list[MessageOutcome] = []
    for body in bodies:
        outcomes.append(await _alone(database, handlers, body))
    return outcomes


async def _alone(
    database: Database, handlers: Mapping[str, MessageHandler], body: dict[str, Any]
) -> MessageOutcome:
    for attempt in range(5):
        try:
            async with database.transaction() as session:
                return await _handle(session, handlers, body)
        except DATABASE_ERRORS as error:
            if not is_retryable(error):
                raise
        await retry_pause(attempt)
    return MessageOutcome(id=_uuid.validate_python(body["id"]), outcome="retry", reason="busy rows")


async def _handle(
    session: AsyncSession, handlers: Mapping[str, MessageHandler], body: dict[str, Any]
) -> MessageOutcome:
    message_id = _uuid.validate_python(body.get("id"))
    handler = handlers.get(str(body.get("type")))
    if handler is None:
        # A newer peer may know more than this release: keep it until this one is upgraded.
        return MessageOutcome(id=message_id, outcome="retry", reason="unknown type of message")
    try:
        message = parse_message(body)
    except ValidationError as error:
        return MessageOutcome(id=message_id, outcome="rejected", reason=str(error)[:500])
    tracing.start(message.traceparent)
    try:
        async with session.begin_nested():
            return await _once(session, handler, message)
    except Problem as problem:
        transient = problem.status >= 500 or problem.status in _TRANSIENT
        outcome = "retry" if transient else "rejected"
        return MessageOutcome(id=message_id, outcome=outcome, reason=str(problem))
    except Exception as error:
        if is_retryable(error) or is_unavailable(error):
            raise
        log.error("message_failed", type=message.name(), exc_info=error)
        return MessageOutcome(id=message_id, outcome="retry", reason=repr(error)[:500])


async def _once(session: AsyncSession, handler: MessageHandler, message: Any) -> MessageOutcome:
    inbox = session.info["database"].tables.inbox
    fresh = await session.execute(
        insert(inbox)
        .values(id=message.id, received_at=func.now())
        .on_conflict_do_nothing()
        .returning(inbox.c.id)
    )
    if fresh.first() is None:
        stored = await session.scalar(select(inbox.c.answer).where(inbox.c.id == message.id))
        return MessageOutcome(id=message.id, outcome="duplicate", answer=stored)
    answer = await handler(session, message)
    if answer is None:
        return MessageOutcome(id=message.id, outcome="done")
    document = answer.model_dump(mode="json")
    await session.execute(update(inbox).where(inbox.c.id == message.id).values(answer=document))
    return MessageOutcome(id=message.id, outcome="done", answer=document)
