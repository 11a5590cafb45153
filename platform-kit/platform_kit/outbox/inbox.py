"""Receiving messages: each has one effect, however often it comes.

A batch is one transaction with a savepoint for each message, so one that fails does not take
its neighbours along. The message's id is remembered in the same transaction as its effect.
`InBatches` takes all messages of its type at once, and one by one when that fails.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
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
from platform_kit.spans import CONSUMER, span
from platform_kit.statements import run

MessageHandler = Callable[[AsyncSession, Any], Awaitable[BaseModel | None]]


@dataclass(frozen=True)
class InBatches:
    """A handler that takes a whole batch with few statements: messages of different order keys."""

    handle: Callable[[AsyncSession, Sequence[Any]], Awaitable[None]]


Handlers = Mapping[type[Message], MessageHandler | InBatches]
_ByName = Mapping[str, MessageHandler | InBatches]

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
    database: Database, handlers: _ByName, bodies: list[dict[str, Any]]
) -> list[MessageOutcome]:
    """All in one transaction; when that cannot be committed, one by one."""
    try:
        async with database.transaction() as session:
            return await _handle_all(session, handlers, bodies)
    except _BatchFailed as failed:
        log.warning("batch_failed", reason=repr(failed.__cause__))
    except DATABASE_ERRORS as error:
        if not is_retryable(error):
            raise
    outcomes: list[MessageOutcome] = []
    for body in bodies:
        outcomes.append(await _alone(database, handlers, body))
    return outcomes


class _BatchFailed(Exception):  # noqa: N818 - a signal, not an error by itself
    """A handler of batches failed: one of them may be the cause, so they go one by one."""


async def _handle_all(
    session: AsyncSession, handlers: _ByName, bodies: list[dict[str, Any]]
) -> list[MessageOutcome]:
    """Messages of handlers that take batches together, all others one after another."""
    outcomes: dict[int, MessageOutcome] = {}
    batches: dict[str, dict[int, Any]] = {}
    for place, body in enumerate(bodies):
        handler = handlers.get(str(body.get("type")))
        if not isinstance(handler, InBatches):
            outcomes[place] = await _handle(session, handlers, body)
            continue
        try:
            message: Any = parse_message(body)
        except ValidationError as error:
            outcomes[place] = _rejected(_uuid.validate_python(body.get("id")), error)
        else:
            batches.setdefault(message.name(), {})[place] = message
    for name, messages in batches.items():
        handler = handlers[name]
        if isinstance(handler, InBatches):
            try:
                found = await _handle_batch(session, handler, list(messages.values()))
            except Exception as error:
                if is_retryable(error) or is_unavailable(error):
                    raise
                raise _BatchFailed from error
            outcomes |= {place: found[message.id] for place, message in messages.items()}
    return [outcomes[place] for place in range(len(bodies))]


async def _handle_batch(
    session: AsyncSession, handler: InBatches, messages: list[Any]
) -> dict[UUID, MessageOutcome]:
    inbox = session.info["database"].tables.inbox
    rows = {message.id: message for message in messages}
    remember = (
        f"INSERT INTO {inbox.fullname} (id, received_at) "  # noqa: S608 - the table's own name
        "SELECT new, now() FROM unnest($1::uuid[]) AS new ON CONFLICT DO NOTHING RETURNING id"
    )
    fresh = {row.id for row in await run(session, remember, list(rows))}
    wanted = [message for message_id, message in rows.items() if message_id in fresh]
    if wanted:
        await handler.handle(session, wanted)
    return {
        message_id: MessageOutcome(
            id=message_id, outcome="done" if message_id in fresh else "duplicate"
        )
        for message_id in rows
    }


async def _alone(database: Database, handlers: _ByName, body: dict[str, Any]) -> MessageOutcome:
    for attempt in range(5):
        try:
            async with database.transaction() as session:
                return await _handle(session, handlers, body)
        except DATABASE_ERRORS as error:
            if not is_retryable(error):
                raise
        await retry_pause(attempt)
    return MessageOutcome(id=_uuid.validate_python(body["id"]), outcome="retry", reason="busy rows")


def _rejected(message_id: UUID, error: ValidationError) -> MessageOutcome:
    return MessageOutcome(id=message_id, outcome="rejected", reason=str(error)[:500])


async def _handle(session: AsyncSession, handlers: _ByName, body: dict[str, Any]) -> MessageOutcome:
    message_id = _uuid.validate_python(body.get("id"))
    handler = handlers.get(str(body.get("type")))
    if handler is None:
        # A newer peer may know more than this release: keep it until this one is upgraded.
        return MessageOutcome(id=message_id, outcome="retry", reason="unknown type of message")
    try:
        message = parse_message(body)
    except ValidationError as error:
        return _rejected(message_id, error)
    try:
        with span(f"message {message.name()}", CONSUMER, message.traceparent):
            async with session.begin_nested():
                if isinstance(handler, InBatches):
                    return (await _handle_batch(session, handler, [message]))[message_id]
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
