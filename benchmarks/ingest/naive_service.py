"""The obvious way, kept as a measure: FastAPI, pydantic, one ORM transaction for each alert.

Stores the same facts: de-duplication, one group per service, environment and severity, a message.
"""

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy import DateTime, Integer, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Tables of the naive service."""


class Alert(Base):
    """One alert."""

    __tablename__ = "naive_alerts"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    fingerprint: Mapped[str] = mapped_column(Text, index=True)
    incident: Mapped[str] = mapped_column(Text, index=True)
    count: Mapped[int] = mapped_column(Integer)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)


class Group(Base):
    """An open incident of a key."""

    __tablename__ = "naive_groups"

    incident: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, index=True)
    last_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Message(Base):
    """What others are to be told."""

    __tablename__ = "naive_messages"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)


class PostAlert(BaseModel):
    """The body."""

    fingerprint: str
    service: str
    environment: str
    severity: str
    message: str
    labels: dict[str, str]
    starts_at: datetime


engine = create_async_engine(
    os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+asyncpg://"), pool_size=12
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def _life(_: FastAPI) -> AsyncGenerator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield


app = FastAPI(lifespan=_life)


@app.post("/alerts", status_code=201)
async def post_alert(body: PostAlert) -> dict[str, Any]:
    """Store one alert."""
    async with sessions() as session, session.begin():
        known = await session.scalar(select(Alert).where(Alert.fingerprint == body.fingerprint))
        if known:
            known.count += 1
            return {"alert_id": known.id, "incident_id": known.incident}
        now = (await session.execute(select(func.now()))).scalar_one()
        key = f"{body.service}|{body.environment}|{body.severity}"
        recent = select(Group).where(Group.key == key, Group.last_at > now - timedelta(minutes=5))
        group = await session.scalar(recent.limit(1))
        if group is None:
            group = Group(incident=str(uuid4()), key=key, last_at=now)
            session.add(group)
        group.last_at = now
        document = body.model_dump(mode="json")
        alert = Alert(
            id=str(uuid4()),
            fingerprint=body.fingerprint,
            incident=group.incident,
            count=1,
            body=document,
        )
        session.add_all([alert, Message(id=str(uuid4()), body=document)])
        return {"alert_id": alert.id, "incident_id": alert.incident}


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_config=None, access_log=False)
