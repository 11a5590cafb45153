"""Dead letters for operators: list them, replay them, discard them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import delete, func, select, update

from platform_contracts.access import OPS
from platform_contracts.base import Page, WireModel
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.database import Session, TransactionalRoute
from platform_kit.logging import get_logger
from platform_kit.pagination import Cursor, Limit, decode_cursor, encode_cursor
from platform_kit.problems import NotFound

log = get_logger()
Operator = Annotated[Principal, Requires(OPS)]


class OutboxMessage(WireModel):
    """A message that waits or was given up."""

    id: UUID
    lane: str
    destination: str
    type: str
    attempts: int
    enqueued_at: datetime
    due_at: datetime
    dead_at: datetime | None
    reason: str
    body: dict[str, Any]


def outbox_router(service: str) -> APIRouter:
    """`/api/v1/ops/{service}/outbox`."""
    router = APIRouter(
        prefix=f"/api/v1/ops/{service}/outbox", route_class=TransactionalRoute, tags=["ops"]
    )

    @router.get("", operation_id="list_outbox")
    async def list_outbox(
        session: Session, _: Operator, dead: bool = True, cursor: Cursor = None, limit: Limit = 50
    ) -> Page[OutboxMessage]:
        """Messages given up (or, with dead=false, waiting), oldest first."""
        table = session.info["database"].tables.outbox
        after = decode_cursor(cursor, int)[0] if cursor else 0
        state = table.c.dead_at.isnot(None) if dead else table.c.dead_at.is_(None)
        query = select(table).where(state, table.c.seq > after).order_by(table.c.seq)
        rows = list(await session.execute(query.limit(limit + 1)))
        more = encode_cursor(rows[limit - 1].seq) if len(rows) > limit else None
        return Page(
            items=[OutboxMessage.model_validate(row) for row in rows[:limit]], next_cursor=more
        )

    @router.post("/{message_id}/replay", operation_id="replay_message", status_code=202)
    async def replay(session: Session, operator: Operator, message_id: UUID) -> OutboxMessage:
        """Deliver a dead letter again, under its old idempotency key."""
        table = session.info["database"].tables.outbox
        query = (
            update(table)
            .where(table.c.id == message_id, table.c.dead_at.isnot(None))
            .values(
                dead_at=None, due_at=func.now(), expires_at=None, open_claims=0, drops=0, reason=""
            )
            .returning(table)
        )
        row = (await session.execute(query)).first()
        if row is None:
            raise NotFound("there is no dead letter with this id")
        session.info.setdefault("lanes", set()).add(row.lane)
        log.info("message_replayed", message_id=str(message_id), by=operator.id)
        return OutboxMessage.model_validate(row)

    @router.delete("/{message_id}", operation_id="discard_message", status_code=204)
    async def discard(session: Session, operator: Operator, message_id: UUID) -> None:
        """Give a dead letter up for good."""
        table = session.info["database"].tables.outbox
        query = delete(table).where(table.c.id == message_id, table.c.dead_at.isnot(None))
        if (await session.execute(query.returning(table.c.id))).first() is None:
            raise NotFound("there is no dead letter with this id")
        log.info("message_discarded", message_id=str(message_id), by=operator.id)

    return router
