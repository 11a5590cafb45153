"""A smallest service: notes, and messages to itself."""

import asyncio
import os
from collections.abc import Sequence
from typing import Annotated, ClassVar
from uuid import UUID

from fastapi import APIRouter, FastAPI
from sqlalchemy import Column, Table, Uuid, func, select
from sqlalchemy import Text as TextColumn
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from platform_contracts.access import INCIDENTS_WRITE, READ
from platform_contracts.base import RequestModel, Text, WireModel
from platform_contracts.clients.base import ServiceClient
from platform_contracts.messages import CloseGroup, RcaConfirmed, StopEscalation
from platform_contracts.vocabulary import Service
from platform_kit.app import Peer, Wiring, create_service_app
from platform_kit.auth.dependencies import Requires
from platform_kit.auth.principal import Principal
from platform_kit.claims import Claimable
from platform_kit.clock import Now
from platform_kit.database import Session, TransactionalRoute, schema_metadata
from platform_kit.ids import new_id
from platform_kit.outbox.enqueue import enqueue
from platform_kit.outbox.inbox import InBatches
from platform_kit.problems import Conflict
from platform_kit.settings import ServiceSettings

METADATA = schema_metadata("toy")
NOTES = Table(
    "notes", METADATA, Column("id", Uuid, primary_key=True), Column("text", TextColumn, unique=True)
)


class Base(DeclarativeBase):
    metadata = METADATA


class Chore(Claimable, Base):
    """Something that one worker does."""

    __tablename__ = "chores"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    place: Mapped[int]
    done: Mapped[str | None]


router = APIRouter(route_class=TransactionalRoute)


class Settings(ServiceSettings):
    service_name: ClassVar[str] = "alert-ingestion"
    schema_name: ClassVar[str] = "toy"
    service_port: int = 18999
    peer_url: str = "http://127.0.0.1:1"
    other_peer_url: str = "http://127.0.0.1:1"


class NewNote(RequestModel):
    text: Text
    send: bool = False
    fail_after_writing: bool = False


class Note(WireModel):
    id: UUID
    text: str


@router.post("/api/v1/notes", status_code=201)
async def add_note(
    session: Session, now: Now, note: NewNote, _: Annotated[Principal, Requires(INCIDENTS_WRITE)]
) -> Note:
    note_id = new_id()
    row = {"id": note_id, "text": note.text}
    await session.execute(NOTES.insert().values(row))
    if note.send:
        await enqueue(session, CloseGroup(incident_id=note_id, reason=note.text))
    if note.fail_after_writing:
        raise Conflict("told to fail", at=now.isoformat())
    return Note.model_validate(row)


@router.get("/api/v1/notes/count")
async def count_notes(session: Session, _: Annotated[Principal, Requires(READ)]) -> int:
    return await session.scalar(select(func.count()).select_from(NOTES)) or 0


async def on_close_group(session: AsyncSession, message: CloseGroup) -> None:
    """Writes the note; the first word of the reason provokes failures.

    The text is unique, so a second effect of the same message would fail.
    """
    match message.reason.split()[0]:
        case "conflict":
            raise Conflict("not wanted")
        case "fault":
            raise RuntimeError("a fault of the handler")
        case "poison":
            os._exit(1)
        case "slow":
            await asyncio.sleep(2)
        case _:
            pass
    await session.execute(NOTES.insert().values(id=new_id(), text=f"got {message.reason}"))


async def on_stop(session: AsyncSession, message: StopEscalation) -> None:
    """Writes a note of the other destination."""
    text = f"stopped {message.incident_id}"
    await session.execute(NOTES.insert().values(id=new_id(), text=text))


async def on_confirmed(session: AsyncSession, messages: Sequence[RcaConfirmed]) -> None:
    """Writes one note that counts the batch; one of the messages cannot be handled."""
    if any(message.root_cause == "fault" for message in messages):
        raise RuntimeError("a fault of the handler")
    text = "together: " + ", ".join(sorted(message.root_cause for message in messages))
    await session.execute(NOTES.insert().values(id=new_id(), text=text))


def create_app(settings: Settings) -> FastAPI:
    return create_service_app(
        settings,
        Wiring(
            metadata=METADATA,
            migrations="toy.migrations",
            routers=[router],
            handlers={
                CloseGroup: on_close_group,
                StopEscalation: on_stop,
                RcaConfirmed: InBatches(on_confirmed),
            },
            peers={
                Service.ALERTS: Peer(ServiceClient, settings.peer_url),
                Service.ONCALL: Peer(ServiceClient, settings.other_peer_url),
            },
        ),
    )
